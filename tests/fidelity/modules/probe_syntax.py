#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module with a mistake in its syntax."""

from ansible.module_utils.basic import AnsibleModule

def main(:
