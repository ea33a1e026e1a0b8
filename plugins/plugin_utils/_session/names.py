# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a deployment may have its name: of those in a region of an account only one can.

Resources are named after `inferops_name`, so a second deployment of that name would take over the first one's.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pathlib
import typing as t

from .variables import problem

SHOWN = 3


@dataclasses.dataclass(frozen=True)
class Name:
    """The name of a workload, where it can be there only once."""

    account: str
    region: str
    name: str

    @property
    def place(self) -> str:
        """Where that is, in words."""
        return f"{self.region} of account {self.account}"

    def of_another_host(self, host: str) -> str:
        """Return the problem that two hosts of a run stand for it."""
        return self._refused("host", host)

    def of_another_deployment(self, held: t.Mapping[str, t.Sequence[str]]) -> str:
        """Return the problem that another deployment has it; *held* is what each of the others has."""
        owner, things = min(held.items())
        more = f" and {len(things) - SHOWN} more" if len(things) > SHOWN else ""
        return (
            f"{self._refused('deployment', owner)}: {', '.join(things[:SHOWN])}{more}."
            f" If that is the one meant, set inferops_deployment to {owner}"
        )

    def not_looked_at(self, reason: str) -> str:
        """Return the warning that nobody could say whether it is free."""
        return f"Whether another deployment is called {self.name} in {self.place} could not be looked at: {reason}"

    def _refused(self, what: str, owner: str) -> str:
        allowed = f"a name that nothing else has in {self.place}; {what} {owner} has it already"
        return problem("inferops_name", self.name, allowed)


class Taken:
    """Who in this run has a name, noted in a folder that all its workers share."""

    def __init__(self, folder: str, name: Name) -> None:
        key = hashlib.sha256(json.dumps(dataclasses.astuple(name)).encode()).hexdigest()
        self._file = pathlib.Path(folder, f"inferops-name-{key[:32]}")

    def by(self, host: str) -> str | None:
        """Take the name for *host*, unless it is taken; then return by whom, which may be the same host."""
        try:
            # A link is there whole or not at all, and one worker only can make it.
            self._file.symlink_to(host)
        except FileExistsError:
            return os.readlink(self._file)
        return None

    def give_back(self) -> None:
        """Let it be taken, and looked at, again."""
        self._file.unlink(missing_ok=True)
