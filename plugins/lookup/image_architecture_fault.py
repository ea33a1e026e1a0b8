# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of whether a container image is for the architecture of some nodes."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_architecture_fault
version_added: 0.1.0
short_description: Whether a container image is for the architecture of some nodes
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Reads an image's manifest in its registry and says before anything is written if the image does not start on nodes
    of an architecture.
  - A registry of ECR is asked as who deploys, which needs C(ecr:GetAuthorizationToken), C(ecr:BatchGetImage) and
    C(ecr:GetDownloadUrlForLayer). Others are asked without a login; Docker Hub counts that as a pull.
  - Says nothing where the registry cannot be asked, does not answer within seconds or does not tell.
  - With a stand-in for AWS on this machine only registries on this machine are asked.
options:
  _terms:
    description:
      - Name of the image.
    type: list
    elements: str
    required: true
  architecture:
    description:
      - Architecture of the nodes, as images have it, such as V(amd64) or V(arm64).
    type: str
    required: true
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse an image that does not start
  ansible.builtin.assert:
    that: lookup('inferops.aws.image_architecture_fault', 'registry.example.com/page:1', architecture='arm64') == ''
"""

RETURN = r"""
_raw:
  description: For each image what would be allowed instead; empty if nothing is wrong, or nothing is known.
  type: list
  elements: str
"""

import functools
from contextlib import suppress
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._ecr.architectures import WAIT_SECONDS, fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup

with suppress(ImportError):  # FaultLookup reports it
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each image."""

    def fault(self, term: str, environment: Pairs) -> str:
        """Return the sentence of one."""
        return _fault(str(term), str(self.get_option("architecture")), environment)


@functools.cache
def _fault(image: str, architecture: str, environment: Pairs) -> str:
    """Ask the registry, once in a process: a check needs the sentence several times."""
    with suppress(BotoCoreError):
        return fault(functools.partial(_client, environment), image, architecture)
    return ""


def _client(environment: Pairs, region: str) -> Any:
    soon = Config(connect_timeout=WAIT_SECONDS, read_timeout=WAIT_SECONDS, retries={"total_max_attempts": 1})
    return calls.session(environment).client("ecr", region_name=region or None, config=soon)
