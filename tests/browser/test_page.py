# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page in a headless Chromium, against the model's own server: `make browser`. Pictures go to build/browser/."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .chromium import Page, browser

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "digits"
PICTURES = ROOT / "build" / "browser"
START_SECONDS = 60.0
CANVAS = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('canvas')).find(c => c)"


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as its image starts it, beside the model's server; both end with the tests."""
    model, page = free_port(), free_port()
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HOST": "127.0.0.1"}
    log = tmp_path_factory.mktemp("page") / "log"
    with log.open("wb") as output:
        processes = [
            subprocess.Popen([sys.executable, "-m", name], cwd=EXAMPLE, env=env | extra, stdout=output, stderr=output)
            for name, extra in {
                "app": {"PORT": str(model)},
                "ui": {"PORT": str(page), "INFERENCE_URL": f"http://127.0.0.1:{model}"},
            }.items()
        ]
        end = time.monotonic() + START_SECONDS
        while not answers(f"http://127.0.0.1:{page}/_stcore/health"):
            assert time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{page}"
        for process in processes:
            process.terminate()
            process.wait()


@pytest.fixture
def page() -> Iterator[Page]:
    with browser() as tab:
        yield tab


def circle(left: float, top: float, side: float) -> list[tuple[float, float]]:
    """A narrow ring in the middle of a square: a zero."""
    turns = [step * 2 * math.pi / 40 for step in range(41)]
    return [(left + side * (0.5 + 0.22 * math.sin(t)), top + side * (0.5 - 0.38 * math.cos(t))) for t in turns]


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_a_digit_is_picked_and_drawn(served: str, page: Page, width: int, height: int) -> None:
    page.open(served, width, height, mobile=width < 600)
    page.wait("document.body?.innerText.includes('Answered in')")
    page.press("4")
    page.wait("document.body?.innerText.includes('Whoever wrote it meant a 4')")
    page.screenshot(PICTURES / f"pick-{width}.png")
    page.press("Draw one")
    page.wait(f"!!{CANVAS}")
    page.wait("!document.body?.innerText.includes('Another one')")
    page.screenshot(PICTURES / f"empty-{width}.png")
    left, top, side = page.evaluate(f"(b => [b.left, b.top, b.width])({CANVAS}.getBoundingClientRect())")
    page.drag(circle(left, top, side))
    page.press("Ask the model")
    page.wait("document.body?.innerText.includes('Answered in')")
    page.screenshot(PICTURES / f"drawn-{width}.png")
    shown = page.text().split()
    assert shown[shown.index("It") + 3] == "0"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
