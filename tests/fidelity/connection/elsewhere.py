# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection that does all that `local` does, and is another one."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: elsewhere
short_description: not local
description: For tests.
author: Contributors to the inferops.aws project
extends_documentation_fragment:
  - connection_pipelining
options:
  become_success_timeout:
    description: See ansible.builtin.local.
    type: int
    default: 10
    vars:
      - name: ansible_local_become_success_timeout
  become_strip_preamble:
    description: See ansible.builtin.local.
    type: bool
    default: true
    vars:
      - name: ansible_local_become_strip_preamble
"""


class Connection(Local):
    """As local."""

    transport = "elsewhere"
