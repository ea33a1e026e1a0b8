# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EKS has against the variables of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_fault
version_added: 0.1.0
short_description: What EKS has against the version, the name or the owner of a cluster
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written what EKS would refuse later, or what would be missed.
  - Needs C(eks:DescribeCluster), and C(eks:DescribeClusterVersions) where the cluster has another version. With
    O(expect_tags) it needs C(logs:DescribeLogGroups) and C(logs:ListTagsLogGroup) where there is no cluster, with
    O(key_alias) C(kms:DescribeKey) and C(kms:ListResourceTags), with O(roles) C(iam:GetRole).
options:
  _terms:
    description:
      - Names of clusters.
    type: list
    elements: str
    required: true
  version:
    description:
      - The version of Kubernetes that the cluster shall have. If it is empty, and O(expect_tags) too, the cluster
        must be there and usable.
    type: str
    default: ""
  support_type:
    description:
      - With V(STANDARD), only versions in standard support are allowed for a cluster that has another one.
    type: str
    choices: [STANDARD, EXTENDED]
    default: STANDARD
  expect_tags:
    description:
      - Tags of whom the name is for. If there is a cluster of that name without them, or no cluster but the log group
        of one, it is somebody else's. Nothing else is looked at then.
    type: dict
    default: {}
  key_alias:
    description:
      - An alias of a KMS key that would be made for the cluster. With O(expect_tags), a key that has it where there is
        no cluster must bear these tags too.
    type: str
    default: ""
  roles:
    description:
      - Names of IAM roles that would be made for the cluster. With O(expect_tags), those that are there where there is
        no cluster must bear these tags. Nothing else is looked at then.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse a version that EKS does not have, or that the cluster cannot go to
  ansible.builtin.assert:
    that: lookup('inferops.aws.eks_fault', 'digits', version='1.37') == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.bearer import HAS_BOTO3
from ansible_collections.inferops.aws.plugins.module_utils._eks.common import HINTS
from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import (
    Ask,
    cluster,
    existing_fault,
    owner_fault,
    roles_fault,
    version_fault,
)
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs

with suppress(ImportError):  # run() reports it
    import boto3
    from botocore.exceptions import BotoCoreError


class LookupModule(LookupBase):
    """Returns a sentence for each cluster."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the sentences.

        Raises AnsibleLookupError where EKS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        if not HAS_BOTO3:
            raise AnsibleLookupError("eks_fault: boto3 is not installed where Ansible runs.")
        environment, expected = pairs(self.get_option("environment")), pairs(self.get_option("expect_tags"))
        version, support = str(self.get_option("version")), str(self.get_option("support_type"))
        roles, key_alias = tuple(map(str, self.get_option("roles"))), str(self.get_option("key_alias"))
        try:
            if expected and roles:
                return [_roles_of_another(str(name), roles, expected, environment) for name in terms]
            if expected:
                return [_of_another(str(name), key_alias, expected, environment) for name in terms]
            return [_fault(str(name), version, support, environment) for name in terms]
        except (EngineError, BotoCoreError) as error:
            raise AnsibleLookupError(f"eks_fault: {error}") from error


# Each is asked once in a process, since a check needs the sentence several times.
@functools.cache
def _of_another(name: str, key_alias: str, expected: Pairs, environment: Pairs) -> str:
    """Ask whose a cluster is, or what goes by its name."""
    with acting_as(dict(environment)):
        return owner_fault(_ask(), name, _found(name, environment), dict(expected), key_alias)


@functools.cache
def _roles_of_another(name: str, roles: tuple[str, ...], expected: Pairs, environment: Pairs) -> str:
    """Ask whose roles are that would be made for a cluster; where there is one, nobody."""
    with acting_as(dict(environment)):
        return "" if _found(name, environment) is not None else roles_fault(_ask(), roles, dict(expected))


@functools.cache
def _fault(name: str, version: str, support: str, environment: Pairs) -> str:
    """Ask EKS for a version, or for a cluster that exists."""
    with acting_as(dict(environment)):
        found = _found(name, environment)
        return version_fault(_ask(), name, found, version, support) if version else existing_fault(_ask(), found)


@functools.cache
def _found(name: str, _environment: Pairs) -> dict[str, Any] | None:
    """Ask for a cluster, as whom the caller acts."""
    return cluster(_ask(), name)


def _ask() -> Ask:
    session = boto3.session.Session()
    return lambda service: Api(session.client(service), HINTS if service == "eks" else ())
