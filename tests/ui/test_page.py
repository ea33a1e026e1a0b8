# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page as Streamlit's own test harness shows it: what is on it, and what a visitor's clicks change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "digits"


def opened(monkeypatch: pytest.MonkeyPatch, **environment: str) -> AppTest:
    """The page of a visitor who has just come."""
    for name in ("INFERENCE_URL", "INFERENCE_FUNCTION", "INFERENCE_SIGN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return AppTest.from_file(str(EXAMPLE / "ui" / "script.py"), default_timeout=30).run()


def numbers(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_a_visitor_sees_a_digit_with_its_prediction_and_time(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    page = opened(monkeypatch, INFERENCE_URL=model)
    assert not page.exception
    assert numbers(page)["It is a"] == "0"
    assert numbers(page)["Probability"].endswith("%")
    assert numbers(page)["Answered in"].endswith(" ms")
    assert page.caption[0].value == "Whoever wrote it meant a 0: the model is right."


def test_another_digit_is_asked_about(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    page = opened(monkeypatch, INFERENCE_URL=model)
    page.get("button_group")[1].set_value(7).run()
    assert numbers(page)["It is a"] == "7"


def test_another_image_of_the_same_digit_is_asked_about(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    page = opened(monkeypatch, INFERENCE_URL=model)
    first = page.session_state["asked"]
    page.button(key="another").click().run()
    assert page.session_state["asked"] != first
    assert numbers(page)["It is a"] == "0"


def test_the_model_is_asked_once_for_an_image_and_again_when_wanted(
    monkeypatch: pytest.MonkeyPatch, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = opened(monkeypatch, INFERENCE_URL=model)
    page.run()

    def asked() -> int:
        return sum('"event": "asked"' in line for line in capsys.readouterr().out.splitlines())

    assert asked() == 1
    page.button(key="again").click().run()
    assert asked() == 1


def test_nothing_can_be_asked_before_something_is_drawn(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    page = opened(monkeypatch, INFERENCE_URL=model)
    page.get("button_group")[0].set_value("Draw one").run()
    assert not page.exception
    assert page.button(key="ask").disabled
    assert not page.metric


def test_a_model_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(monkeypatch, INFERENCE_URL="http://127.0.0.1:1")
    assert not page.exception
    assert [error.value for error in page.error] == ["The model cannot be reached; the log of this page says why."]


def test_a_page_that_is_not_set_up_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(monkeypatch)
    assert not page.exception
    assert page.error[0].value == (
        "This page is not set up: INFERENCE_URL and INFERENCE_FUNCTION: exactly one is needed, neither is set."
    )


def test_the_digits_to_pick_were_held_out_of_the_training() -> None:
    held_out = json.loads((EXAMPLE / "data" / "held_out.json").read_text(encoding="utf-8"))
    shown = json.loads((EXAMPLE / "ui" / "samples.json").read_text(encoding="utf-8"))
    rows = list(zip(held_out["instances"], held_out["labels"], strict=True))
    assert all(row in rows for row in zip(shown["instances"], shown["labels"], strict=True))
    assert set(shown["labels"]) == set(range(10))


def test_what_is_installed_in_its_image_cannot_run_a_model() -> None:
    pins = (EXAMPLE / "ui" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = {line.partition("==")[0] for line in pins if "==" in line}
    assert "streamlit" in names
    assert not names & {"scikit-learn", "scipy", "torch", "onnxruntime", "tensorflow"}
