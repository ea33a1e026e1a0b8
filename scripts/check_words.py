# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing in the project's files belongs to one machine, one network or one account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from project import ROOT, files, report

# Each pattern is written so that it does not match its own line.
PATTERNS = {
    "a path of one machine": re.compile(r"(?<![\w.{}~$-])[/](?:work|root|home[/]\w+|Users[/]\w+)[/]"),
    "the host of a package registry or mirror": re.compile(
        r"\b(?:pypi[.]|registry[.]npmjs|files[.]pythonhosted|proxy[.]golang|index[-]url\b|nexus[.]|artifactory[.])",
        re.I,
    ),
    "an access key": re.compile(r"\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-{5}BEGIN [A-Z ]*PRIVATE[ ]KEY-{5}"),
    "a mark of a merge that was not finished": re.compile(r"^(?:<{7}|>{7})\s"),
}
# The licence is a text of others, kept as it is.
NOT_OURS = {Path("LICENSE")}


def findings(path: Path) -> Iterator[str]:
    try:
        text = (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        for meaning, pattern in PATTERNS.items():
            match = pattern.search(line)
            if match:
                yield f"{path}:{number}: {meaning}: {match.group()}"


def main() -> None:
    ours = [path for path in files() if path not in NOT_OURS]
    report((finding for path in ours for finding in findings(path)), f"{len(ours)} files looked through")


if __name__ == "__main__":
    main()
