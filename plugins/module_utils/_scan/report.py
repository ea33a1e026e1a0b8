# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What exists as people read it: grouped by deployment and component, as a table, and the proof in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .resource import COMPONENT, GLOBAL, WORKLOAD, Resource

Expected = Sequence[Mapping[str, Any]]

COLUMNS = ("deployment", "component", "region", "state", "endpoint", "in inventory")
MOST_NAMES = 20
QUIET = "present"
"""The state of what has none: not worth showing beside a real one."""


def deployments(found: Iterable[Resource], expected: Expected | None) -> list[dict[str, Any]]:
    """Return the deployments by name, each with its components in each region, each with its resources.

    What belongs to no region is shown in the region of the deployment that it was made for, if its tag says so.
    """
    groups: dict[str, dict[tuple[str, str], list[Resource]]] = defaultdict(lambda: defaultdict(list))
    for resource in found:
        if not resource.kind.with_parent:
            groups[resource.deployment][(resource.tags.get(COMPONENT, ""), resource.home)].append(resource)
    return [_deployment(name, components, expected) for name, components in sorted(groups.items())]


def _deployment(
    name: str, components: Mapping[tuple[str, str], list[Resource]], expected: Expected | None
) -> dict[str, Any]:
    members = [resource for group in components.values() for resource in group]
    shown = [_component(name, *key, group, expected) for key, group in sorted(components.items())]
    times = sorted(filter(None, (resource.since for resource in members)))
    return {
        "deployment": name,
        "workload": next((r.tags[WORKLOAD] for r in members if r.tags.get(WORKLOAD)), ""),
        "regions": sorted({resource.region for resource in members} - {GLOBAL}),
        "in_inventory": None if expected is None else any(component["in_inventory"] for component in shown),
        "since": times[0] if times else "",
        "components": shown,
    }


def _component(
    deployment: str, component: str, region: str, members: list[Resource], expected: Expected | None
) -> dict[str, Any]:
    times = sorted(filter(None, (resource.since for resource in members)))
    return {
        "component": component,
        "region": region,
        "state": _state(members),
        "endpoint": ", ".join(sorted({r.endpoint for r in members if r.endpoint})),
        "retain": any(resource.is_retained for resource in members),
        "since": times[0] if times else "",
        "in_inventory": None if expected is None else is_expected(deployment, region, expected),
        "resources": [
            {**r.brief(), "state": r.state, "endpoint": r.endpoint, "since": r.since, "retain": r.is_retained}
            for r in members
        ],
    }


def _state(members: Iterable[Resource]) -> str:
    states = list(dict.fromkeys(resource.state for resource in members))
    return "; ".join([state for state in states if state != QUIET] or states)


def is_expected(deployment: str, region: str, expected: Expected) -> bool:
    """Say whether the inventory has the deployment in that region; what may be in any belongs to it."""
    return any(e["deployment"] == deployment and region in (e["region"], GLOBAL) for e in expected)


def missing(found: Sequence[Mapping[str, Any]], expected: Expected | None) -> list[dict[str, str]]:
    """Return what the inventory has and AWS has not."""
    there = {(item["deployment"], region) for item in found for region in item["regions"]}
    return [
        {"deployment": item["deployment"], "region": item["region"]}
        for item in expected or ()
        if (item["deployment"], item["region"]) not in there
    ]


def orphans(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what AWS has and the inventory has not."""
    pairs = {
        (item["deployment"], component["region"])
        for item in found
        for component in item["components"]
        if component["in_inventory"] is False
    }
    return [{"deployment": deployment, "region": region} for deployment, region in sorted(pairs)]


def rows(found: Sequence[Mapping[str, Any]], absent: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows of the table; each has the columns."""
    words = {True: "yes", False: "no (orphan)", None: "-"}
    listed = [
        {
            "deployment": item["deployment"],
            "component": component["component"] or "-",
            "region": component["region"],
            "state": component["state"] + (" (kept by destroy)" if component["retain"] else ""),
            "endpoint": component["endpoint"] or "-",
            "in inventory": words[component["in_inventory"]],
        }
        for item in found
        for component in item["components"]
    ]
    gaps = [{**dict.fromkeys(COLUMNS, "-"), **item, "state": "missing", "in inventory": "yes"} for item in absent]
    return sorted([*listed, *gaps], key=lambda row: (row["deployment"], row["region"] == GLOBAL, row["region"]))


def table(shown: Sequence[Mapping[str, str]]) -> str:
    """Return rows as text in columns, under a line of headings."""
    headings = {column: column.upper() for column in COLUMNS}
    widths = {column: max(len(row[column]) for row in [headings, *shown]) for column in COLUMNS}
    lines = ["  ".join(row[column].ljust(widths[column]) for column in COLUMNS).rstrip() for row in [headings, *shown]]
    return "\n".join(lines if shown else [*lines, "nothing is deployed"])


def proof(
    left: Sequence[Mapping[str, Any]],
    kept: Sequence[Mapping[str, Any]],
    checked: Sequence[Mapping[str, Any]],
    not_checked: Sequence[Mapping[str, Any]],
    calls: int,
    switched_off: Sequence[str] = (),
    others: str = "",
) -> str:
    """Return in words what was looked at, what is left, what is kept, and what could not be looked at.

    *others* is what there is instead, where nothing of the deployment ever was, as far as one can tell.
    """
    kinds = {entry["kind"] for entry in checked}
    regions = {entry["region"] for entry in checked} - {GLOBAL}
    where = f"{len(kinds)} kinds in {len(regions)} region{'s' * (len(regions) != 1)}, {calls} calls"
    lines = [f"{len(left)} left, {len(kept)} kept: {where}"]
    lines += [f"left: {i['label']} {i['name']} in {i['region']}: {i['why']} [{i['arn']}]" for i in left]
    lines += [f"kept: {i['label']} {i['name']} in {i['region']}: {i['why']}" for i in kept]
    lines += [f"nothing of it was there; {others}"] if others else []
    lines += [f"the account has not enabled {region}" for region in switched_off]
    lines += not_checked_lines(not_checked)
    return "\n".join(lines)


def nothing(
    deployment: str, region: str, found: Iterable[Resource], not_checked: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Return in words that nothing was found of a deployment, which proves little if not all could be looked at.

    It goes on with the deployments among what was *found*, one of which may be meant.
    """
    others = f"; {there}" if (there := existing(found)) else ""
    if not_checked:
        return (
            f"nothing of deployment {deployment} was found in {region}, but not everything could be looked at{others}"
        )
    return f"nothing of deployment {deployment} exists in {region}{others}"


def existing(found: Iterable[Resource]) -> str:
    """Return in words which deployments there are and where; empty if there is none."""
    names = sorted({f"{resource.deployment} in {resource.home}" for resource in found if resource.deployment})
    more = [f"{len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return f"there are {', '.join([*names[:MOST_NAMES], *more])}" if names else ""


def destruction(
    deployment: str,
    deleted: Sequence[Mapping[str, Any]],
    kept: Sequence[Mapping[str, Any]],
    failed: Sequence[Mapping[str, Any]],
    is_planned: bool,
) -> str:
    """Return in words what was deleted of a deployment, or would be, and what was not and why."""
    verb = "would delete" if is_planned else "deleted"
    lines = [f"{verb} {len(deleted)} of deployment {deployment}, {len(kept)} kept"]
    lines += [f"{verb}: {i['label']} {i['name']} in {i['region']}{_parts(i)}{_remark(i)}" for i in deleted]
    lines += [f"kept: {i['label']} {i['name']} in {i['region']}: {i['why']}" for i in kept]
    lines += [f"NOT DELETED: {i['label']} {i['name']} in {i['region']}: {i['why']}" for i in failed]
    return "\n".join(lines)


def _parts(item: Mapping[str, Any]) -> str:
    return f" and {item['parts']} in it" if item.get("parts") else ""


def _remark(item: Mapping[str, Any]) -> str:
    return f"; {item['remark']}" if item.get("remark") else ""


def not_checked_lines(not_checked: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what could not be looked at, the same reason in many regions as one line."""
    regions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in not_checked:
        regions[(entry["label"], entry["reason"])].append(entry["region"])
    return [f"NOT CHECKED: {label} in {_few(where)}: {why}" for (label, why), where in regions.items()]


def _few(regions: Sequence[str]) -> str:
    return ", ".join(regions) if len(regions) <= 4 else f"{len(regions)} regions"
