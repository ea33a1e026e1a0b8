# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send the held-out digits to a deployed workload, one request each, and say how well and how fast it answered.

    python client.py https://abc123.execute-api.eu-central-1.amazonaws.com

Exits 0 when the accuracy is reached, 1 when it is not or a request fails, 2 when the arguments are wrong.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

HELD_OUT = Path(__file__).resolve().parent / "data" / "held_out.json"
SHOWN = 200


class Refused(Exception):
    """An answer other than 200, or none; the message says which."""


@dataclass(frozen=True)
class Report:
    """What was seen; latencies in milliseconds, percentiles by nearest rank."""

    url: str
    images: int
    correct: int
    accuracy: float
    p50_ms: float
    p95_ms: float
    max_ms: float


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` per cent of the values do not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(percent / 100 * len(values)), 1) - 1]


class Client:
    """One connection, kept open, to the workload at `url`."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not an http or https URL")
        # Names under .localhost are this machine by definition (RFC 6761), but not every resolver knows.
        local = parts.hostname == "localhost" or parts.hostname.endswith(".localhost")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind("127.0.0.1" if local else parts.hostname, parts.port, timeout=timeout)
        self._path = parts.path.rstrip("/") + "/invocations"
        self._headers = {"Host": parts.netloc.rpartition("@")[2], "Content-Type": "application/json"}

    def classify(self, image: list[int]) -> tuple[int, float]:
        """The label and the milliseconds it took; raises Refused."""
        started = time.perf_counter()
        try:
            self._connection.request("POST", self._path, json.dumps({"instances": [image]}), self._headers)
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Refused(f"no answer: {error!r}") from error
        milliseconds = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise Refused(f"status {response.status}: {body[:SHOWN].decode(errors='replace')}")
        try:
            return int(json.loads(body)["predictions"][0]["label"]), milliseconds
        except (ValueError, LookupError, TypeError) as error:
            raise Refused(f"not a prediction: {body[:SHOWN].decode(errors='replace')}") from error


def measure(url: str, images: list[list[int]], labels: list[int], timeout: float = 30) -> Report:
    """Send every image; raises Refused at the first that is not answered."""
    client = Client(url, timeout)
    answers = [client.classify(image) for image in images]
    correct = sum(label == wanted for (label, _ms), wanted in zip(answers, labels, strict=True))
    times = [milliseconds for _label, milliseconds in answers]
    p50, p95, slowest = (round(percentile(times, percent), 1) for percent in (50, 95, 100))
    return Report(url, len(images), correct, round(correct / len(images), 4), p50, p95, slowest)


def show(report: Report) -> str:
    return (
        f"{report.images} held-out images sent to {report.url}\n"
        f"accuracy {report.accuracy:.3f} ({report.correct} right)\n"
        f"latency  p50 {report.p50_ms} ms, p95 {report.p95_ms} ms, max {report.max_ms} ms"
    )


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Send held-out digits to a deployed workload.")
    parser.add_argument("url", help="where it answers, without /invocations")
    parser.add_argument("--limit", type=int, default=100, help="how many images to send (default 100)")
    parser.add_argument("--min-accuracy", type=float, default=0.95, help="below it the exit code is 1 (default 0.95)")
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for each answer (default 30)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    data = json.loads(HELD_OUT.read_text(encoding="utf-8"))
    if not 1 <= options.limit <= len(data["labels"]):
        print(f"--limit is {options.limit}: between 1 and {len(data['labels'])} images can be sent", file=sys.stderr)
        return 2
    images, labels = (data[part][: options.limit] for part in ("instances", "labels"))
    try:
        report = measure(options.url, images, labels, options.timeout)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except Refused as error:
        print(f"{options.url}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(report)) if options.json else show(report))
    if report.accuracy < options.min_accuracy:
        print(f"The accuracy is below {options.min_accuracy}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
