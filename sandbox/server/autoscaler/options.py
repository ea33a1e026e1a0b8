# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flags that are understood, and the kubeconfig that one of them names."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")


@dataclass(frozen=True)
class Options:
    """What the flags say. Times are in seconds; `tags` of Auto Scaling groups may have an empty value: any."""

    port: int
    authority: Path
    token: str
    namespace: str
    tags: dict[str, str]
    scan_interval: float
    unneeded: float
    delay_after_add: float
    threshold: float
    is_shrinking: bool
    is_leaving_system_pods: bool


def parse(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="autoscaler", description=__doc__, allow_abbrev=False)
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--namespace", default="kube-system")
    parser.add_argument("--node-group-auto-discovery", action="append", default=[])
    parser.add_argument("--scan-interval", type=_seconds, default=10.0)
    parser.add_argument("--scale-down-unneeded-time", type=_seconds, default=600.0)
    parser.add_argument("--scale-down-delay-after-add", type=_seconds, default=600.0)
    parser.add_argument("--scale-down-utilization-threshold", type=float, default=0.5)
    parser.add_argument("--scale-down-enabled", type=_truth, nargs="?", const=True, default=True)
    parser.add_argument("--skip-nodes-with-system-pods", type=_truth, nargs="?", const=True, default=True)
    known, _others = parser.parse_known_args(arguments)
    config = json.loads(known.kubeconfig.read_text(encoding="utf-8"))
    server = config["clusters"][0]["cluster"]
    return Options(
        port=urlsplit(server["server"]).port or 443,
        authority=Path(server["certificate-authority"]),
        token=config["users"][0]["user"]["token"],
        namespace=known.namespace,
        tags=_tags(known.node_group_auto_discovery),
        scan_interval=known.scan_interval,
        unneeded=known.scale_down_unneeded_time,
        delay_after_add=known.scale_down_delay_after_add,
        threshold=known.scale_down_utilization_threshold,
        is_shrinking=known.scale_down_enabled,
        is_leaving_system_pods=known.skip_nodes_with_system_pods,
    )


def _seconds(text: str) -> float:
    """A duration as Go writes it: 10s, 1m30s."""
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))


def _truth(text: str) -> bool:
    return text.lower() in ("true", "t", "1")


def _tags(flags: list[str]) -> dict[str, str]:
    """asg:tag=KEY[=VALUE],... as the tags that a group must have."""
    named = [one for flag in flags for one in flag.removeprefix("asg:tag=").split(",") if one]
    return {key: value for key, _equals, value in (one.partition("=") for one in named)}
