# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation that modules which wait have in common."""

from __future__ import annotations


class ModuleDocFragment:
    """The options wait and wait_timeout."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the resource has reached the state that was asked for.
      - A wait that AWS needs between two writes takes place in any case.
      - Never waits in check mode.
    type: bool
    default: true
  wait_timeout:
    description:
      - For how many seconds to wait at most.
      - Errors that go away by themselves, such as a role that is not known everywhere yet, are retried
        within the same limit.
      - When the time is over the module fails and names the last state and the reason that AWS gave.
    type: int
    default: 300
"""
