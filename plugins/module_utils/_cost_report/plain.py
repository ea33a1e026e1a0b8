# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a page says, line by line and without its charts: for people who compare two of them."""

from __future__ import annotations

import html.parser
import re

UNSEEN = {"style", "svg", "title"}
LINES = {"h1", "h2", "h3", "li", "p", "summary", "tr", "figcaption", "caption"}


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._unseen += tag in UNSEEN
        if tag in LINES:
            self.lines.append("")
        elif tag in {"td", "th"}:
            self.lines[-1] += " | " if self.lines[-1] else ""
        elif tag == "small":
            self.lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        if tag in LINES:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.lines[-1] += data


def plain(page: str) -> str:
    """Return the text of a page, a row of a table being a line."""
    reader = _Reader()
    reader.feed(page)
    lines = (re.sub(r"\s+", " ", line).strip() for line in reader.lines)
    return "".join(f"{line}\n" for line in lines if line)
