# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that fails before it has an AnsibleModule: at its import."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

raise ImportError(f"this module cannot even be imported, let alone make its {AnsibleModule.__name__}")
