# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where ministack forgives what AWS refuses, and a deploy tool would only find out in a real account.

A check is a function that takes what ministack's own function takes and returns a response that refuses, or None. The
tables in these modules say which checks stand before which function.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from typing import Any

from .. import seams

Check = Callable[..., Any]


def install(front_port: str) -> None:
    """Put every correction in force."""
    from . import (
        access_logs,
        aliases,
        apis,
        balancer_permissions,
        conditions,
        ec2_permissions,
        functions,
        identity,
        instance_types,
        launch_templates,
        limits,
        logs,
        nat_gateways,
        networks,
        registry,
        stages,
        tags,
        throttling,
        vpc_deletion,
        vpc_endpoints,
    )

    # The access log comes after whatever else answers a request to an API: it tells of all of them.
    for part in (
        identity,
        ec2_permissions,
        balancer_permissions,
        conditions,
        limits,
        functions,
        aliases,
        logs,
        apis,
        stages,
        throttling,
        access_logs,
        tags,
        networks,
        nat_gateways,
        vpc_endpoints,
        vpc_deletion,
        instance_types,
        launch_templates,
    ):
        part.install()
    registry.install(front_port)


def guard(module: str, checks: Mapping[str, Sequence[Check]]) -> None:
    """Put checks before functions of a module of ministack; the first that refuses answers."""
    for name, before in checks.items():
        seams.wrap(module, name, partial(_guarded, before))


def _guarded(checks: Sequence[Check], original: Any) -> Any:
    def refusal(*args: Any, **kwargs: Any) -> Any:
        return next(filter(None, (check(*args, **kwargs) for check in checks)), None)

    @wraps(original)
    def checked(*args: Any, **kwargs: Any) -> Any:
        return refusal(*args, **kwargs) or original(*args, **kwargs)

    @wraps(original)
    async def checked_later(*args: Any, **kwargs: Any) -> Any:
        return refusal(*args, **kwargs) or await original(*args, **kwargs)

    return checked_later if asyncio.iscoroutinefunction(original) else checked


def refuse(code: str, message: str, status: int = 400) -> Any:
    """An error response of a JSON service."""
    return seams.get("ministack.core.responses", "error_response_json")(code, message, status)
