# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quantities of Kubernetes beside each other."""

from __future__ import annotations

import typing as t

from ansible_collections.inferops.aws.plugins.module_utils._costs import quantities
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError


def quantity_exceeds(value: t.Any, most: t.Any, kind: str) -> bool:
    """Say whether a quantity of *kind* is more than another; never of what is no quantity."""
    try:
        read = quantities.READERS[kind]
        return read(kind, value) > read(kind, most)
    except CostError:
        return False


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"quantity_exceeds": quantity_exceeds}
