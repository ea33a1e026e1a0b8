# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to test and with what."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .target import Target

CHECK_NAMES = ("ping", "one", "batch", "wrong_input", "too_large", "concurrent", "gzip")
WITHOUT_INSTANCES = frozenset({"ping", "wrong_input", "too_large"})
BOUNDS = {
    "requests": (1, 100_000),
    "concurrency": (1, 256),
    "timeout": (0.001, 3600),
    "max_body_bytes": (1, 64 * 1024 * 1024),
}
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
OWN_HEADERS = frozenset(
    {"host", "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "transfer-encoding"}
)


class PlanError(ValueError):
    """The test cannot be run as asked; the message names the option, its value and what is allowed."""


@dataclass(frozen=True)
class Plan:
    """Everything the checks read. Sizes in bytes, `timeout` in seconds for each request.

    What is tested is at `target`, or without one the Lambda function `function` (an ARN).
    """

    target: Target | None = None
    function: str = ""
    instances: Sequence[Any] = ()
    expected: Sequence[Any] = ()
    checks: Sequence[str] = CHECK_NAMES
    requests: int = 100
    concurrency: int = 8
    timeout: float = 30
    max_body_bytes: int = 1024 * 1024
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def tested(self) -> str:
        """What is tested, for people."""
        return self.target.url if self.target else self.function

    def validated(self) -> Plan:
        """The plan itself; raises PlanError."""
        wanting = [name for name in self.checks if name not in WITHOUT_INSTANCES]
        if wanting and not self.instances:
            raise PlanError(f"instances is empty: {', '.join(wanting)} need at least one")
        if self.expected and len(self.expected) != len(self.instances):
            raise PlanError(f"expected has {len(self.expected)} predictions for {len(self.instances)} instances")
        for name, (lowest, highest) in BOUNDS.items():
            value = getattr(self, name)
            if not lowest <= value <= highest:
                raise PlanError(f"{name} is {value:g}: between {lowest:g} and {highest:g} is possible")
        for name, text in self.headers.items():
            _check_header(name, text)
        return self


def _check_header(name: str, value: str) -> None:
    """Refuse what would break the request or the checks. The value may be a secret and is not repeated."""
    if not TOKEN.fullmatch(name) or not value.isprintable() or not value.isascii():
        raise PlanError(f"the header {name[:40]!r} has characters that a header cannot have")
    if name.lower() in OWN_HEADERS:
        raise PlanError(f"the header {name} is one that the checks set themselves")


def read_instances(text: str) -> list[Any]:
    """Instances from JSON: a list, or an object whose `instances` is one; raises PlanError."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlanError("instances_file is not JSON") from error
    found = content.get("instances") if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise PlanError('instances_file is neither a list nor an object with a list "instances"')
    return found


def body_of(instances: Sequence[Any]) -> bytes:
    """The body of an invocation."""
    return json.dumps({"instances": list(instances)}, separators=(",", ":")).encode()
