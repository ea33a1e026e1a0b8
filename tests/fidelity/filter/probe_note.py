# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write down which process evaluates a condition."""

from __future__ import annotations

import os
import pathlib
import typing as t


def probe_note(value: t.Any, name: str) -> t.Any:
    """Return the value as it is."""
    with pathlib.Path(os.environ["PROBE_EVIDENCE"], name).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    return value


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"probe_note": probe_note}
