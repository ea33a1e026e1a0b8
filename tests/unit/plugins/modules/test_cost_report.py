# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.inferops.aws.plugins.module_utils._cost_report import canvas, page
from ansible_collections.inferops.aws.plugins.module_utils._costs.answer import Question, answer
from ansible_collections.inferops.aws.plugins.modules import cost_report
from tests.tools.reported import FEW, MOST, NONE, TODAY

TEMPLATE = (Path(__file__).resolve().parents[4] / "templates" / "reports" / "costs.html.j2").read_text(encoding="utf-8")
SHORT = "{% for host in hosts %}<p>{{ host.sentence }}</p>{% endfor %}"

Execute = Callable[..., dict[str, Any]]


@pytest.fixture
def execute(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Execute:
    """Run the module as Ansible does; return what it printed as its result."""

    def executed(check: bool = False, **options: Any) -> dict[str, Any]:
        arguments = {"path": str(tmp_path / "costs.html"), "hosts": [FEW], "template": SHORT, **options}
        arguments |= {"_ansible_check_mode": check, "_ansible_diff": True, "_ansible_tmpdir": str(tmp_path)}
        with patch_module_args(arguments), pytest.raises(SystemExit):
            cost_report.main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return result

    return executed


def test_page_and_picture_are_written_once(execute: Execute, tmp_path: Path) -> None:
    options = {"template": TEMPLATE, "hosts": [NONE], "png": str(tmp_path / "costs.png"), "mode": "0640"}

    first = execute(**options)
    written = {path: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    second = execute(**options)

    assert first["changed"]
    assert [path.name for path in written] == ["costs.html", "costs.png"]
    assert written[tmp_path / "costs.html"].startswith(b"<!DOCTYPE html>")
    assert written[tmp_path / "costs.png"].startswith(b"\x89PNG")
    assert (tmp_path / "costs.png").stat().st_mode & 0o777 == 0o640
    assert not second["changed"]
    assert second["diff"] == []
    assert {path: path.read_bytes() for path in sorted(tmp_path.iterdir())} == written


def test_it_says_which_option_is_the_cheapest(execute: Execute) -> None:
    result = execute(hosts=[FEW, NONE])

    best = answer(Question(FEW["region"], FEW["workload"], FEW["settings"], options=FEW["options"]), TODAY)
    assert result["hosts"] == [
        {
            "name": FEW["name"],
            "region": "us-east-1",
            "cheapest": best["cheapest"],
            "per_month": pytest.approx(best["options"][0]["per_month"]),
        },
        {"name": "none", "region": "us-east-1", "cheapest": None, "per_month": None},
    ]


def test_what_the_comparison_returns_is_a_host(execute: Execute, tmp_path: Path) -> None:
    asked = Question(MOST["region"], {**MOST["workload"], "memory_mib": {"min": 1000, "max": 2000}}, MOST["settings"])
    inputs = answer(asked, TODAY)["inputs"]

    execute(hosts=[{**inputs, "name": "again"}], template="{{ hosts[0].sentence }} {{ hosts[0].section.depends }}")

    text = (tmp_path / "costs.html").read_text(encoding="utf-8")
    assert answer(asked, TODAY)["sentence"] in text
    assert "the ranges given" in text


def test_check_mode_writes_nothing(execute: Execute, tmp_path: Path) -> None:
    result = execute(check=True)

    assert result["changed"]
    assert list(tmp_path.iterdir()) == []


def test_the_difference_is_in_words(execute: Execute, tmp_path: Path) -> None:
    options = {"template": TEMPLATE, "png": str(tmp_path / "costs.png")}
    execute(**options, hosts=[{**NONE, "name": "long <b>&"}])

    result = execute(**options, hosts=[{**NONE, "name": "other"}])

    of_page, of_picture = result["diff"]
    assert "long <b>& in us-east-1\n" in of_page["before"]
    assert "other in us-east-1\n" in of_page["after"]
    assert "<svg" not in of_page["after"]
    assert "SHA-256" in of_picture["before"]
    assert of_picture["before"] != of_picture["after"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"path": "{tmp}/no/costs.html"}, "path is '{tmp}/no/costs.html'; allowed: a file that can be written"),
        ({"path": "{tmp}"}, "(it is a directory)"),
        ({"path": ""}, "(it is empty)"),
        ({"path": "/proc/costs.html"}, "(nothing can be made in /proc: "),
        ({"png": "{tmp}/no/costs.png"}, "png is '{tmp}/no/costs.png'; allowed: "),
        ({"png": "{tmp}/./costs.html"}, "allowed: another file than path"),
        ({"png": "{tmp}/a.png", "hosts": [FEW] * 9}, "allowed: at most 8 hosts, there are 9"),
        ({"hosts": []}, "hosts is []"),
        ({"hosts": [{**FEW, "region": "mars-1"}]}, "hosts[long <b>&].region is 'mars-1'; allowed: "),
        ({"template": "{{ nobody }}"}, "the template of the page cannot be used: 'nobody' is undefined"),
        ({"template": ""}, "template is not set"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    options: dict[str, Any], says: str, execute: Execute, tmp_path: Path
) -> None:
    given = {
        name: value.replace("{tmp}", str(tmp_path)) if isinstance(value, str) else value
        for name, value in options.items()
    }

    result = execute(**given)

    assert result["failed"]
    assert says.replace("{tmp}", str(tmp_path)) in result["msg"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("module", "flag"), [(canvas, "HAS_MATPLOTLIB"), (page, "HAS_JINJA2")])
def test_a_missing_package_is_named(module: Any, flag: str, execute: Execute, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, flag, False)

    result = execute()

    assert result["failed"]
    assert result["msg"] == module.MISSING
    assert "-m pip install" in result["msg"]


def test_a_page_that_may_not_be_replaced(execute: Execute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be allowed everything, so the question is answered for them.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    before = tmp_path / "costs.html"
    before.write_text("of before")

    result = execute()

    assert result["failed"]
    assert result["msg"].endswith("(permission is denied)")
    assert before.read_text() == "of before"
