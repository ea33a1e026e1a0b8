# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation that lookups that call AWS have in common."""

from __future__ import annotations


class ModuleDocFragment:
    """The option environment."""

    DOCUMENTATION = r"""
options:
  environment:
    description:
      - Environment variables with which AWS is called, as M(inferops.aws.session) returns them in the session.
      - A lookup does not see the C(environment) of a task.
    type: dict
    default: {}
"""
