# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the daemonless builder cannot do, told before it begins."""

from __future__ import annotations

from collections.abc import Sequence

from .dockerfile import Instruction

CAPABLE = "docker, podman or buildah"
NOT_FOLLOWED = ("RUN", "ADD", "ONBUILD", "SHELL", "HEALTHCHECK")


def check(instructions: Sequence[Instruction]) -> None:
    """Raise DockerfileError for the first instruction that this builder cannot follow."""
    stages = [item for item in instructions if item.name == "FROM"]
    for item in instructions:
        beyond = "a second FROM" if item in stages[1:] else _beyond(item)
        if beyond:
            hint = "; COPY takes local files" if item.name == "ADD" else ""
            raise item.error(f"{beyond} is beyond the daemonless builder{hint}. Builders that can: {CAPABLE}")
    first = next((item for item in instructions if item.name != "ARG"), instructions[-1])
    if first.name != "FROM":
        raise first.error("a Dockerfile begins with FROM, or with ARG and then FROM")


def _beyond(item: Instruction) -> str:
    """Return what about an instruction is beyond it, empty if nothing is."""
    if "heredoc" in item.flags:
        return f"{item.name} <<{item.flags['heredoc']}"
    if "from" in item.flags:
        return f"{item.name} --from"
    return item.name if item.name in NOT_FOLLOWED else ""
