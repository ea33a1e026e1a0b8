# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation that modules which make and delete something have in common."""

from __future__ import annotations


class ModuleDocFragment:
    """The options state and expect_tags."""

    DOCUMENTATION = r"""
options:
  state:
    description:
      - Whether the resource shall exist. Deleting what is not there changes nothing.
    type: str
    choices: [present, absent]
    default: present
  expect_tags:
    description:
      - Tags that the resource must bear already if it exists. One that does not bear them is somebody else's.
      - With O(state=present) the module then refuses and leaves that resource as it is; with O(state=absent) there is
        nothing to delete, and nothing changes.
      - O(tags) must hold them as well, unless the resource bears them and keeps them.
    type: dict
"""
