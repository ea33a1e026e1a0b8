# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every test finds Ansible as a module does, and no warning of another test."""

from __future__ import annotations

from tests.tools.target_side import target_side

__all__ = ["target_side"]
