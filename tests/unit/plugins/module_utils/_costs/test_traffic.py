# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests an hour from a file: what can be read, and how each line that cannot is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.traffic import read_traffic_file

LINE = "allowed: the requests of that hour, a number from 0 to 1,000,000,000, or hour,requests"


def read(folder: Path, content: str | bytes) -> list[float]:
    file = folder / "traffic.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_traffic_file(str(file), "compare_options_traffic_file")


def refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(CostError) as refusal:
        read(folder, content)
    return str(refusal.value).replace(str(folder), "FOLDER")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("10\n20.5\n0\n", id="numbers"),
        pytest.param("0,10\n1,20.5\n2,0", id="hours and numbers"),
        pytest.param("1 , 10\n2 , 20.5\n3 , 0\n", id="hours from one"),
        pytest.param("hour,requests\n0,10\n1,20.5\n2,0\n", id="header"),
        pytest.param("Requests\r\n10\r\n20.5\r\n0\r\n", id="header and lines of Windows"),
        pytest.param("\ufeff# a week of June\n\n10  # night\n20.5\n\n0\n", id="comments"),
    ],
)
def test_what_can_be_read(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == [10, 20.5, 0]


@pytest.mark.parametrize(
    ("content", "number", "text", "allowed"),
    [
        pytest.param("10\n\n# night\nmany\n", 4, "many", LINE, id="no number"),
        pytest.param("1O0\n20\n", 1, "1O0", LINE, id="a first line that is no header"),
        pytest.param("10\n-1\n", 2, "-1", LINE, id="negative"),
        pytest.param("10\nnan\n", 2, "nan", LINE, id="not a number"),
        pytest.param("10\ninf\n", 2, "inf", LINE, id="infinite"),
        pytest.param("10\n2e9\n", 2, "2e9", LINE, id="too many"),
        pytest.param("0;10\n1;20\n", 1, "0;10", LINE, id="semicolon"),
        pytest.param("0,10,5\n", 1, "0,10,5", LINE, id="three columns"),
        pytest.param("0,10\n1,\n", 2, "1,", LINE, id="no requests"),
        pytest.param("0,10\n20\n", 2, "20", "2 numbers, as in the lines before", id="hour left out"),
        pytest.param("10\n1,20\n", 2, "1,20", "1 number, as in the lines before", id="hour in one line only"),
        pytest.param("8,10\n9,20\n", 1, "8,10", "hour 0 or 1 in the first line", id="period begins late"),
        pytest.param("0,10\n2,20\n", 2, "2,20", "hour 1, the one after", id="an hour is missing"),
        pytest.param("0,10\n1,20\n1,30\n", 3, "1,30", "hour 2, the one after", id="an hour comes twice"),
        pytest.param("x,10\n", 1, "x,10", "hour 0 or 1 in the first line", id="an hour that is no number"),
    ],
)
def test_a_bad_line_is_named_with_its_number(
    tmp_path: Path, content: str, number: int, text: str, allowed: str
) -> None:
    message = refused(tmp_path, content)

    assert message.startswith(
        f"line {number} of compare_options_traffic_file (FOLDER/traffic.txt) is {text!r}; allowed: "
    )
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("", "(it has 0)", id="empty"),
        pytest.param("# nothing\nhour,requests\n", "(it has 0)", id="only a header"),
        pytest.param("1\n" * 745, "(it has 745)", id="longer than a month"),
        pytest.param("0\n0\n", "(it has 0 requests in every hour)", id="no requests"),
        pytest.param(b"\xff\xfe1\x00", "(it is no text in UTF-8)", id="no text"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: str | bytes, reason: str) -> None:
    message = refused(tmp_path, content)

    assert message.startswith("compare_options_traffic_file is 'FOLDER/traffic.txt'; allowed: the path of a readable")
    assert message.endswith(reason)


@pytest.mark.parametrize(("name", "reason"), [("gone.txt", "(No such file or directory)"), ("", "(Is a directory)")])
def test_no_file_there(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(CostError, match="traffic_file is ") as refusal:
        read_traffic_file(str(tmp_path / name))

    assert str(refusal.value).endswith(reason)


def test_a_month_of_hours_can_be_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "1\n" * 744)) == 744
