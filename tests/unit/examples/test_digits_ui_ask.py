# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asking from a terminal what the page would ask."""

from __future__ import annotations

import pytest
from app.server import Server
from ui.ask import main


def test_all_digits_are_asked_about(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INFERENCE_URL", f"http://127.0.0.1:{server.server_port}")
    assert main(["--min-accuracy", "0.95"]) == 0
    assert capsys.readouterr().out.startswith("100 digits, accuracy 0.9")


def test_too_many_wrong_answers_are_a_failure(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFERENCE_URL", f"http://127.0.0.1:{server.server_port}")
    assert main(["--limit", "10", "--min-accuracy", "1.01"]) == 1


def test_a_model_that_is_not_there_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INFERENCE_URL", "http://127.0.0.1:1")
    assert main(["--limit", "2"]) == 1
    assert "2 of 2 were not answered; the first: The model cannot be reached" in capsys.readouterr().err


def test_settings_that_cannot_be_used_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("INFERENCE_URL", raising=False)
    assert main([]) == 2
    assert "exactly one is needed" in capsys.readouterr().err
