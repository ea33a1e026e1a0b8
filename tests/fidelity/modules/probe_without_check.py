# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that does not support check mode, and one that checks its arguments strictly."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    module = AnsibleModule(argument_spec={"state": {"choices": ["present", "absent"], "default": "present"}})
    module.exit_json(changed=True, state=module.params["state"])


if __name__ == "__main__":
    main()
