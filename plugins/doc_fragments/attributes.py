# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode and diff mode do in modules."""

from __future__ import annotations


class ModuleDocFragment:
    """Those of modules that make and change something, and of modules that only read."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Reports what would change without writing or waiting.
    support: full
  diff_mode:
    description: Always returns what was there and what is there afterwards.
    support: full
"""

    READS = r"""
attributes:
  check_mode:
    description: Runs the same in check mode, since it writes nothing.
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
"""
