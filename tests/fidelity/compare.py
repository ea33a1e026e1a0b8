# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare two runs, leaving out what legitimately differs; docs/runner.md tells users the same."""

from __future__ import annotations

import json
import re
import typing as t

from .world import Run

VARYING = (
    (r"j\d+\.\d+", "<job>", "the random name of an asynchronous job"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?", "<time>", "the time of the run"),
    (
        r"ansible-(tmp-\d+\.\d+-\d+-\d+|local-\w+/\.?\w+)",
        "<temporary>",
        "the random name of a folder for a task's files",
    ),
    (
        r'"_original_basename": "\.\w{8}"',
        '"_original_basename": "<file>"',
        "the random name of a file for given content",
    ),
    (r"\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~", "<backup>", "the process and the time, in the name of a copy"),
    (r"\d:\d\d:\d\d\.\d{6}", "<duration>", "how long it took"),
    (r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", "<time>", "the time of the run, in HTTP"),
    (r"127\.0\.0\.1:\d{2,5}", "<endpoint>", "the port of the emulator"),
    (r"\b(A[A-Z]{3})[A-Z0-9]{16,17}\b", r"\1<id>", "identifiers that IAM makes up"),
    (r"\b(vpc|igw|dopt|acl|rtb|sg|vpc-cidr-assoc)-[0-9a-f]{8,17}\b", r"\1-<id>", "identifiers that EC2 makes up"),
    (r"botocore-session-\d+", "<session>", "the name of the session of an assumed role, which has the time in it"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>", "identifiers of requests"),
    (r"\b[A-Za-z0-9]{52}\b", "<request>", "identifiers of requests"),
    (r'"creation_time": \d+', '"creation_time": 0', "the time of the run, in milliseconds"),
    (r"Signature=[^&\" ]+|X-Amz-Date=\w+|Expires=\d+", "<signed>", "the signature of a URL, which has the time in it"),
)
"""(pattern, replacement, reason): what two runs of either kind would differ in."""

OTHERWISE = (
    (
        r"(Uncatchable exception|Interrupt) result\.module_stderr",
        "A traceback names the files of the collection, and passes through the runner rather than Ansible's archive.",
    ),
    (
        r"Traceback.* result\..*(exception|warnings|deprecations).*",
        "A traceback names the files of the collection, and passes through the runner rather than Ansible's archive.",
    ),
    (
        r"Close stdout result\.module_stderr",
        "The interpreter's complaint that it cannot write to a stream that the module closed is missing.",
    ),
    (
        r".*environment result\.environment\.INFEROPS_RUNNER|Environment result\.environment\.INFEROPS_RUNNER",
        "It is how the two runs are told apart.",
    ),
)
"""(task and place, reason): what the runner does otherwise. Each is in docs/runner.md."""


def differences(one: Run, two: Run, task: str) -> list[str]:
    """Say where the events of the task differ, one line a place."""
    return [
        f"{task} [{index}] {place}: {here!r:.500} != {there!r:.500}"
        for index, (place, here, there) in _places(one.tasks.get(task), two.tasks.get(task), one, two)
        if not any(re.fullmatch(pattern, f"{task} {place}") for pattern, _reason in OTHERWISE)
    ]


def _places(
    one: list[dict[str, t.Any]] | None, two: list[dict[str, t.Any]] | None, here: Run, there: Run
) -> t.Iterator[tuple[int, tuple[str, t.Any, t.Any]]]:
    if len(one or ()) != len(two or ()):
        yield 0, ("events", [event["event"] for event in one or ()], [event["event"] for event in two or ()])
        return
    for index, pair in enumerate(zip(one or (), two or (), strict=True)):
        for place in unequal(settled(pair[0], here), settled(pair[1], there)):
            yield index, place


def settled(value: t.Any, run: Run) -> t.Any:
    """Replace what varies in a value by words that do not."""
    text = json.dumps(value).replace(str(run.root), "<root>")
    for pattern, replacement, _reason in VARYING:
        text = re.sub(pattern, replacement, text)
    return json.loads(text)


def unequal(one: t.Any, two: t.Any, place: str = "") -> t.Iterator[tuple[str, t.Any, t.Any]]:
    """Yield where two values differ, and how."""
    if isinstance(one, dict) and isinstance(two, dict):
        for key in sorted(one.keys() | two.keys()):
            yield from unequal(one.get(key, "<missing>"), two.get(key, "<missing>"), f"{place}.{key}".lstrip("."))
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for index, pair in enumerate(zip(one, two, strict=True)):
            yield from unequal(*pair, f"{place}[{index}]")
    elif one != two:
        yield place, one, two
