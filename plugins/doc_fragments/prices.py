# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation that modules that tell costs have in common."""

from __future__ import annotations


class ModuleDocFragment:
    """The option prices."""

    DOCUMENTATION = r"""
options:
  prices:
    description:
      - By which prices costs are told, so that they are those of the plan. Without it by the packaged list prices.
    type: dict
    suboptions:
      catalogue_file:
        description: As O(inferops.aws.cost_comparison_info#module:catalogue_file).
        type: path
      free_tier:
        description: As O(inferops.aws.cost_comparison_info#module:settings.free_tier).
        type: bool
        default: false
      savings_plan_percent:
        description: As O(inferops.aws.cost_comparison_info#module:settings.savings_plan_percent).
        type: dict
        default: {}
      as_of:
        description: As O(inferops.aws.cost_comparison_info#module:settings.as_of).
        type: str
"""
