# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that keeps asking a deployed API while something is done to it."""

from __future__ import annotations

import contextlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sandbox.settings import CHECKOUT

SECONDS = 0.25
"""Between two requests; closer together than the one a second that users are promised no failure at."""


def endpoint(apis: Any, name: str) -> str:
    """The URL of the API of this name."""
    found = [api["ApiEndpoint"] for api in apis.get_apis()["Items"] if api["Name"] == name]
    assert len(found) == 1, f"APIs called {name}: {found}"
    return str(found[0])


def invoke(url: str) -> int:
    """Send one image of a digit; return the status, or 0 for an answer that predicts nothing."""
    parts = urlsplit(url)
    request = urllib.request.Request(
        f"{parts.scheme}://127.0.0.1:{parts.port}{parts.path.rstrip('/')}/invocations",
        data=json.dumps({"instances": [_image()]}).encode(),
        headers={"Host": parts.netloc, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status) if json.load(answer)["predictions"][0]["label"] in range(10) else 0
    except urllib.error.HTTPError as error:
        return error.code


@contextlib.contextmanager
def probing(url: str) -> Iterator[list[int]]:
    """Keep invoking inside a `with` block; the list has the statuses."""
    statuses: list[int] = []
    ended = threading.Event()

    def probe() -> None:
        while not ended.is_set():
            statuses.append(invoke(url))
            ended.wait(SECONDS)

    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    try:
        yield statuses
    finally:
        ended.set()
        thread.join(timeout=60)


def _image() -> Any:
    held_out = json.loads((CHECKOUT / "examples" / "digits" / "data" / "held_out.json").read_text(encoding="utf-8"))
    return (held_out["instances"] if isinstance(held_out, dict) else held_out)[0]
