# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures for tests that meet AWS."""

from __future__ import annotations

from tests.tools.cloud import cloud, modules, time

__all__ = ["cloud", "modules", "time"]
