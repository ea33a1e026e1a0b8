# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Telling a person what a module noticed."""

from __future__ import annotations

from collections.abc import Iterable

from ansible.module_utils.common.warnings import warn


def tell(remarks: Iterable[str]) -> None:
    """Let Ansible show *remarks* as warnings when the module ends, however it ends.

    ``module.warn`` of amazon.aws also gives them to ``exit_json``, and that ansible-core calls deprecated.
    """
    for remark in remarks:
        warn(remark)
