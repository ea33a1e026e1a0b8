# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation that lookups about EKS clusters have in common."""

from __future__ import annotations


class ModuleDocFragment:
    """The terms."""

    DOCUMENTATION = r"""
options:
  _terms:
    description:
      - Names of clusters.
    type: list
    elements: str
    required: true
"""
