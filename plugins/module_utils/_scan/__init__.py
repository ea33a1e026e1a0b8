# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What exists: found by tags, deleted in order, and the proof that nothing is left.

PRIVATE to the collection. Every kind of resource is a row of data in `kinds`; nothing else knows one by name.
"""

from __future__ import annotations
