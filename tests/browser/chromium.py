# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A headless Chromium that is driven by the DevTools protocol, as far as the tests of the page need it."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 30.0
WAIT_SECONDS = 30.0


class Page:
    """One tab of the browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._sent = 0

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command and wait for what it returns."""
        self._sent += 1
        self._connection.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=WAIT_SECONDS))
            if message.get("id") == self._sent:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def text(self) -> str:
        """What the page says."""
        return str(self.evaluate("document.body.innerText"))

    def wait(self, expression: str) -> Any:
        """Wait until an expression is true; returns its value."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            if value := self.evaluate(expression):
                return value
            time.sleep(0.1)
        raise AssertionError(f"never true: {expression}; the page says: {self.text()}")

    def open(self, url: str, width: int, height: int, mobile: bool = False) -> None:
        """Show a page in a window of this size."""
        size: dict[str, object] = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        self.call("Page.navigate", url=url)

    def press(self, label: str) -> None:
        """Click a button by its text."""
        found = f"[...document.querySelectorAll('button')].find(b => b.innerText.trim() === {json.dumps(label)})"
        self.wait(f"!!{found} && !{found}.disabled")
        self.evaluate(f"{found}.click()")

    def drag(self, points: list[tuple[float, float]]) -> None:
        """Press the mouse at the first point, move it along the others, let go at the last."""
        kinds = ["mousePressed", *["mouseMoved"] * (len(points) - 1), "mouseReleased"]
        for kind, (x, y) in zip(kinds, [*points, points[-1]], strict=True):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def screenshot(self, file: Path) -> None:
        """The window as a PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


def _port(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """The port and path that Chromium chose, from the file that it writes."""
    file, end = profile / "DevToolsActivePort", time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if file.exists() and len(lines := file.read_text(encoding="utf-8").splitlines()) == 2:
            return lines[0]
        time.sleep(0.05)
    raise AssertionError("Chromium did not start")


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A tab of a Chromium of its own; fails, and says what to install, where there is none."""
    command = next((found for name in NAMES if (found := shutil.which(name))), None)
    if command is None:
        raise AssertionError(f"no Chromium is on the PATH ({', '.join(NAMES)}); on Debian: apt install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        arguments += ["--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen([command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = _port(Path(profile), process)
            with connect(f"ws://127.0.0.1:{port}{_tab(port)}", max_size=None, proxy=None) as connection:
                yield Page(connection)
        finally:
            process.terminate()
            process.wait()


def _tab(port: str) -> str:
    """The path of the first tab's socket."""
    import urllib.request

    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"http://127.0.0.1:{port}/json/list"
    ) as answer:
        tabs = json.loads(answer.read())
    address = next(str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page")
    return "/" + address.split("/", 3)[3]
