# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP API stages: what is deleted of a stage, and route settings that are kept and need their routes.

ministack looks no further than the stage's name in the path, so deleting a stage's access log settings or a route's
settings deletes the stage. UpdateStage adds to the settings of routes; only DeleteRouteSettings takes one away.
"""

from __future__ import annotations

from typing import Any

from .. import seams
from . import guard, refuse
from .gateway import MODULE, store

#: What a path names below a stage or a route -> ministack's store of those, the field, whether one key of it is meant.
_PARTS = {
    ("stages", "accesslogsettings"): ("_stages", "accessLogSettings", False),
    ("stages", "routesettings"): ("_stages", "routeSettings", True),
    ("routes", "requestparameters"): ("_routes", "requestParameters", True),
}


def install() -> None:
    """Put the checks in force, and the deletions in their place."""
    guard(MODULE, {"_create_stage": [_unrouted]})
    seams.wrap(MODULE, "_update_stage", _keeping_settings)
    seams.wrap(MODULE, "handle_request", _deleting_parts)


def _deleting_parts(original: Any) -> Any:
    async def handle(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
        # The last part may be a route key, which has slashes of its own.
        parts = path.lstrip("/").split("/", 6)
        if method != "DELETE" or len(parts) < 6 or parts[:2] != ["v2", "apis"] or parts[3] not in ("stages", "routes"):
            return await original(method, path, headers, body, query_params)
        _version, _apis, api_id, kind, name, part = parts[:6]
        if (kind, part) not in _PARTS:
            return await original(method, path, headers, body, query_params) if kind == "routes" else _no_path(path)
        return _delete_part(api_id, kind, name, part, parts[6] if len(parts) > 6 else "")

    return handle


def _delete_part(api_id: str, kind: str, name: str, part: str, key: str) -> Any:
    holders, field, is_keyed = _PARTS[(kind, part)]
    holder = store(holders, api_id).get(name)
    if holder is None:
        return refuse("NotFoundException", f"Invalid {kind.removesuffix('s')} identifier specified", 404)
    if not is_keyed:
        holder.pop(field, None)
    elif (holder.get(field) or {}).pop(key, None) is None:
        return refuse("NotFoundException", f"Unable to find {key} within the provided {field}", 404)
    return 204, {}, b""


def _no_path(path: str) -> Any:
    return refuse("NotFoundException", f"Unknown API Gateway path: {path}", 404)


def _keeping_settings(original: Any) -> Any:
    def update(api_id: str, stage_name: str, data: dict[str, Any]) -> Any:
        if data.get("routeSettings"):
            kept = store("_stages", api_id).get(stage_name, {}).get("routeSettings") or {}
            data = {**data, "routeSettings": {**kept, **data["routeSettings"]}}
        elif "routeSettings" in data:
            data = {name: value for name, value in data.items() if name != "routeSettings"}
        return _unrouted(api_id, data) or original(api_id, stage_name, data)

    return update


def _unrouted(api_id: str, data: dict[str, Any]) -> Any:
    """Refuse settings of a route that there is not; also those which a deleted route has left behind."""
    routes = {route.get("routeKey") for route in store("_routes", api_id).values()}
    for key in data.get("routeSettings") or {}:
        if key not in routes:
            return refuse(
                "NotFoundException", f"Unable to find Route by key {key} within the provided RouteSettings", 404
            )
    return None
