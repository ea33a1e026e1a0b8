# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates: each takes a moment, and a cluster, a node group or an add-on has one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from . import store
from .protocol import Call, Refused, answer, in_use, not_found

#: (account, region, cluster) -> its updates, the oldest first; whom each is of is in `_of`.
_updates: dict[tuple[str, str, str], list[store.Record]] = {}


def forget() -> None:
    _updates.clear()


def drop(cluster: str) -> None:
    _updates.pop(_key(cluster), None)


def check_none_under_way(cluster: str, kind: str, of: tuple[str, str] = ("", "")) -> None:
    """Raises Refused when the cluster, or what `of` names, is being updated."""
    current = next((one for one in _all(cluster) if one["_of"] == of and one["status"] == "InProgress"), None)
    if current:
        what, name = (f"cluster {cluster}", "") if not of[0] else of
        raise in_use(f"Cannot {kind} because {f'{what} {name}'.strip()} currently has update {current['id']} in "
                     f"progress")  # fmt: skip


def begin(
    cluster: str,
    kind: str,
    parameters: Mapping[str, Any],
    apply: Callable[[], None],
    record: store.Record | None = None,
    of: tuple[str, str] = ("", ""),
) -> store.Record:
    """Begin an update: `record` says UPDATING until `apply` was called, then ACTIVE.

    `of` is what is updated within the cluster: ("nodegroup" or "addon", its name). A failure of `apply` shows in the
    update's errors.
    """
    check_none_under_way(cluster, kind, of)
    update = {
        "id": store.new_id(),
        "status": "InProgress",
        "type": kind,
        "params": [{"type": name, "value": _text(value)} for name, value in parameters.items()],
        "createdAt": store.now(),
        "errors": [],
        "_of": of,
    }
    _updates.setdefault(_key(cluster), []).append(update)
    if record is not None:
        record["status"] = "UPDATING"
    store.later(lambda: _finish(update, apply, record))
    return shown(update)


def shown(update: store.Record) -> store.Record:
    return {key: value for key, value in update.items() if not key.startswith("_")}


def describe(call: Call) -> Any:
    """DescribeUpdate."""
    store.cluster(call["name"])
    of = _of(call)
    found = next((one for one in _all(call["name"]) if one["id"] == call["updateId"] and one["_of"] == of), None)
    if found is None:
        raise not_found(f"No update found for ID: {call['updateId']}")
    return answer({"update": shown(found)})


def listed(call: Call) -> Any:
    """ListUpdates."""
    store.cluster(call["name"])
    of = _of(call)
    identifiers = [one["id"] for one in reversed(_all(call["name"])) if one["_of"] == of]
    return answer(store.page(identifiers, call, "updateIds"))


def _finish(update: store.Record, apply: Callable[[], None], record: store.Record | None) -> None:
    try:
        apply()
        update["status"] = "Successful"
    except Refused as error:
        update.update(status="Failed", errors=[{"errorCode": error.code, "errorMessage": str(error)}])
    except Exception as error:
        update.update(status="Failed", errors=[{"errorCode": "Unknown", "errorMessage": str(error)}])
        raise
    finally:
        if record is not None and record["status"] == "UPDATING":
            record["status"] = "ACTIVE"


def _of(call: Call) -> tuple[str, str]:
    for kind, parameter in (("nodegroup", "nodegroupName"), ("addon", "addonName")):
        if call.get(parameter):
            return kind, call[parameter]
    return "", ""


def _all(cluster: str) -> list[store.Record]:
    return _updates.get(_key(cluster), [])


def _key(cluster: str) -> tuple[str, str, str]:
    return store.account(), store.region(), cluster


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
