# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of the tests' own."""

from __future__ import annotations

from tests.sandbox.fixtures import admin, dev, no_faults_left, profile, sandbox, sandbox_settings, unique

__all__ = ["admin", "dev", "no_faults_left", "profile", "sandbox", "sandbox_settings", "unique"]
