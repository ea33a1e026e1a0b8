# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks: what a VPC has, what it should have, and the difference.

PRIVATE to the collection. Only `reading` calls AWS; everything else is pure.
"""

from __future__ import annotations
