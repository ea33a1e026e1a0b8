# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP APIs answer 429 beyond the limits of their stage.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html: a token bucket holds the burst
limit and fills at the rate limit, in requests a second. Each route of a stage has its own here. Settings of a route
replace the stage's default ones, also where they say nothing of a limit. The account's limits bound neither.
"""

from __future__ import annotations

import time
from typing import Any

from .. import seams
from . import guard
from .gateway import MODULE, answer, store

#: The account's, which stand in for the limit that is not set.
RATE, BURST = 10000.0, 5000

#: What names a bucket -> its tokens and when they were counted.
_buckets: dict[tuple[str, ...], tuple[float, float]] = {}


def install() -> None:
    """Put the limits in force."""
    guard(MODULE, {"_handle_execute_in_scope": [_too_many]})


def _too_many(api_id: str, stage: str, path: str, method: str, *_rest: Any, **_named: Any) -> Any:
    route = seams.get(MODULE, "_match_route")(api_id, method, "/" + path.lstrip("/"))
    # A preflight is answered before any route is looked for.
    if route is None or method == "OPTIONS":
        return None
    key = str(route["routeKey"])
    limits = _limits(store("_stages", api_id).get(stage, {}), key)
    if limits is None or _take((api_id, stage, key), *limits, time.monotonic()):
        return None
    return answer(429, "Too Many Requests")


def _limits(stage: dict[str, Any], route_key: str) -> tuple[float, float] | None:
    routes = stage.get("routeSettings") or {}
    settings = routes[route_key] if route_key in routes else stage.get("defaultRouteSettings") or {}
    rate, burst = settings.get("throttlingRateLimit"), settings.get("throttlingBurstLimit")
    if rate is None and burst is None:
        return None
    return RATE if rate is None else rate, BURST if burst is None else burst


def _take(bucket: tuple[str, ...], rate: float, burst: float, now: float) -> bool:
    """Take a token if there is one. A new bucket is full."""
    tokens, counted = _buckets.get(bucket, (burst, now))
    tokens = min(burst, tokens + (now - counted) * rate)
    is_there = tokens >= 1
    _buckets[bucket] = (tokens - is_there, now)
    return is_there
