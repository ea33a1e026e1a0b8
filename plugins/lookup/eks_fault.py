# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EKS has against the variables of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_fault
version_added: 0.1.0
short_description: What EKS has against a cluster as it is wanted
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written what EKS would refuse later, or what would be missed.
  - Needs C(eks:DescribeCluster), and C(eks:DescribeClusterVersions) where the cluster has another version. With
    O(expect_tags) it needs C(logs:DescribeLogGroups) and C(logs:ListTagsLogGroup) where there is no cluster, with
    O(key_alias) C(kms:DescribeKey) and C(kms:ListResourceTags), with O(roles) C(iam:GetRole). With O(access_entries) it
    asks for C(eks:ListAccessPolicies), with O(addons) for C(eks:DescribeAddonVersions), and does without where that is
    denied.
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
        must be there and usable, and its API server must let in whose credentials these are, which is asked for no more
        than everyone may read who is let in.
    type: str
    default: ""
  support_type:
    description:
      - With V(STANDARD), only versions in standard support are allowed for a cluster that has another one.
    type: str
    choices: [STANDARD, EXTENDED]
    default: STANDARD
  allow_rollback:
    description:
      - Whether a cluster may go back to a version that is lower than what it has.
    type: bool
    default: false
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
  access_entries:
    description:
      - Who shall be let in, each a dictionary of options of M(inferops.aws.eks_access_entry). Its access policies must
        be such that EKS has, and no name of a user or group may begin with C(system:). Nothing else is looked at then.
    type: list
    elements: dict
    default: []
  addons:
    description:
      - Add-ons that the cluster shall have, each by its name a dictionary of options of M(inferops.aws.eks_addon). They
        must be such that EKS has for O(version), else for what the cluster has, else for the newest in standard
        support. Nothing else is looked at then.
      - The add-ons that there are for every version of Kubernetes are asked for only with a version of theirs.
    type: dict
    default: {}
  without_auto_mode:
    description:
      - Whether the cluster shall be without Auto Mode. If it has got it, it must have no Service whose load balancer
        Auto Mode made, since EKS deletes it then. Nothing else is looked at then.
    type: bool
    default: false
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
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.addon_versions import addons_fault
from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import (
    access_policies,
    auto_mode_fault,
    entries_fault,
    entry_fault,
    existing_fault,
    owner_fault,
    roles_fault,
    version_fault,
)
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a sentence for each cluster."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the sentences.

        Raises AnsibleLookupError where EKS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        with calls.asking("eks_fault"):
            fault = self._asked(pairs(self.get_option("environment")))
            return [fault(str(name)) for name in terms]

    def _asked(self, environment: Pairs) -> Callable[[str], str]:
        """Return what says the sentence of a cluster, by the options that are given."""
        expected, roles = pairs(self.get_option("expect_tags")), tuple(map(str, self.get_option("roles")))
        version, entries = str(self.get_option("version")), self.get_option("access_entries")
        if expected and roles:
            return lambda name: _roles_of_another(name, roles, expected, environment)
        if expected:
            key_alias = str(self.get_option("key_alias"))
            return lambda name: _of_another(name, key_alias, expected, environment)
        if entries:
            return lambda _name: entries_fault(entries, lambda: _policies(environment))
        if self.get_option("addons"):
            addons = _wanted(self.get_option("addons"))
            return lambda name: _of_addons(name, addons, version, environment)
        if self.get_option("without_auto_mode"):
            return lambda name: _of_auto_mode(name, environment)
        if version:
            support, back = str(self.get_option("support_type")), bool(self.get_option("allow_rollback"))
            return lambda name: _of_version(name, version, support, back, environment)
        return lambda name: _of_existing(name, environment)


def _wanted(addons: Mapping[str, Any]) -> Pairs:
    """Return the names of the add-ons that shall be there, each with its version or ""."""
    return tuple(
        (str(name), str((options or {}).get("addon_version") or ""))
        for name, options in sorted(addons.items())
        if (options or {}).get("state") != "absent"
    )


# Each is asked once in a process, since a check needs the sentence several times.
@functools.cache
def _of_another(name: str, key_alias: str, expected: Pairs, environment: Pairs) -> str:
    """Ask whose a cluster is, or what goes by its name."""
    with acting_as(dict(environment)):
        return owner_fault(calls.ask(environment), name, calls.cluster(name, environment), dict(expected), key_alias)


@functools.cache
def _roles_of_another(name: str, roles: tuple[str, ...], expected: Pairs, environment: Pairs) -> str:
    """Ask whose roles are that would be made for a cluster; where there is one, nobody."""
    with acting_as(dict(environment)):
        if calls.cluster(name, environment) is not None:
            return ""
        return roles_fault(calls.ask(environment), roles, dict(expected))


@functools.cache
def _policies(environment: Pairs) -> dict[str, str]:
    """Ask EKS for its access policies."""
    with acting_as(dict(environment)):
        return access_policies(calls.ask(environment))


@functools.cache
def _of_version(name: str, version: str, support: str, allow_rollback: bool, environment: Pairs) -> str:
    """Ask EKS for a version."""
    with acting_as(dict(environment)):
        found = calls.cluster(name, environment)
        return version_fault(calls.ask(environment), name, found, version, support, allow_rollback=allow_rollback)


@functools.cache
def _of_addons(name: str, addons: Pairs, version: str, environment: Pairs) -> str:
    """Ask EKS for add-ons."""
    with acting_as(dict(environment)):
        return addons_fault(calls.ask(environment)("eks"), name, calls.cluster(name, environment), addons, version)


@functools.cache
def _of_auto_mode(name: str, environment: Pairs) -> str:
    """Ask the API server of a cluster with Auto Mode what that made."""
    with acting_as(dict(environment)):
        found = calls.cluster(name, environment)
        return auto_mode_fault(found, lambda: calls.server(found or {}, environment))


@functools.cache
def _of_existing(name: str, environment: Pairs) -> str:
    """Ask EKS for a cluster that exists, and its API server whether it lets us in."""
    with acting_as(dict(environment)):
        found = calls.cluster(name, environment)
        fault = existing_fault(calls.ask(environment), found)
        if fault or found is None:
            return fault
        return entry_fault(calls.server(found, environment))
