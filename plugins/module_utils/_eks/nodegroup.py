# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A managed node group.

How many nodes there are is decided once, at creation; from then on an autoscaler decides it within the bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._engine.api import Api
from .._engine.errors import EngineError
from .._engine.reading import observe
from .._engine.running import attributes
from .._engine.steps import Plan, Step
from .._engine.table import Call, Field, Find, Ref, Table, Wait
from .._engine.values import covers, equal, pick, unordered
from .common import HINTS, MISSING, PAUSE, RETRIES, issues, minor, tags, updated

CONFIGURE = "UpdateNodegroupConfig"
UPGRADE = "UpdateNodegroupVersion"
_ANOTHER = "EKS has no call that changes it: make a node group of another name, then delete this one"
_IDENTITY = {"cluster_name": "cluster_name", "nodegroup_name": "nodegroup_name"}
_ORDER = (("min_size", "max_size"), ("min_size", "desired_size"), ("desired_size", "max_size"))

ACTIVE = Wait(
    goal="active",
    operation="DescribeNodegroup",
    params={name: Ref(name) for name in _IDENTITY},
    path="status",
    done=("ACTIVE",),
    failed=("CREATE_FAILED", "DELETE_FAILED"),
    reason="health.issues",
    absent=MISSING,
    final=True,
    pause=PAUSE,
    result="nodegroup",
)
SETTLED = replace(ACTIVE, goal="settled", done=("ACTIVE", "DEGRADED"))
"""A degraded node group takes updates, which may be what mends it."""

GONE = replace(ACTIVE, goal="deleted", done=(), failed=("DELETE_FAILED",), final=False, gone=True)
_UPDATED = updated(name="cluster_name", nodegroup_name="nodegroup_name")


def _view(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer["nodegroup"])


def _asg(described: Mapping[str, Any], _scope: Mapping[str, Any]) -> dict[str, Any]:
    groups = (described.get("resources") or {}).get("auto_scaling_groups") or []
    return {"auto_scaling_groups": [group["name"] for group in groups]}


def _check_sizes(sizes: Mapping[str, Any]) -> None:
    for lower, upper in _ORDER:
        if sizes.get(lower, 0) > sizes.get(upper, float("inf")):
            raise EngineError(
                f"scaling_config: {lower} is {sizes[lower]}, which is above {upper}, which is {sizes[upper]}."
            )


def _sizes(value: Mapping[str, Any], present: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the bounds that are wanted with the number of nodes that follows.

    A new group has as many nodes as are asked for, else the fewest allowed. One that exists keeps its number,
    unless the new bounds leave it out: AWS takes no bounds without a number between them.
    """
    there = present or {}
    bounds = pick({**there, **value}, ("min_size", "max_size"))
    _check_sizes(bounds)
    number = there.get("desired_size", value.get("desired_size", bounds.get("min_size")))
    if there and number is not None:
        number = min(max(number, bounds.get("min_size", number)), bounds.get("max_size", number))
    sizes = bounds if number is None else {**bounds, "desired_size": number}
    _check_sizes(sizes)
    return sizes


def _size_changes(sizes: Mapping[str, Any], present: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what an update sends: the number of nodes only where the bounds force it."""
    forced = sizes.get("desired_size") != (present or {}).get("desired_size")
    return {name: size for name, size in sizes.items() if name != "desired_size" or forced}


def _label_changes(wanted: Mapping[str, str], current: Mapping[str, str] | None) -> dict[str, Any]:
    current = current or {}
    changed = {name: text for name, text in wanted.items() if current.get(name) != text}
    gone = [name for name in current if name not in wanted]
    parts = {"add_or_update_labels": changed, "remove_labels": gone}
    return {name: part for name, part in parts.items() if part}


def _taint(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("key", "value", "effect") if item.get(name)}


def _taints(items: Iterable[Mapping[str, Any]], _present: Any = None) -> list[dict[str, Any]]:
    """Return taints in one form: no value and an empty one are the same to Kubernetes."""
    return [_taint(item) for item in items]


def _same_taints(wanted: Any, current: Any) -> bool:
    return unordered(_taints(wanted or ()), _taints(current or ()))


def _taint_changes(wanted: Sequence[Mapping[str, Any]], current: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Return the taints to set and those to take away; key and effect together name a taint."""
    new, old = _taints(wanted), _taints(current or ())
    named = {(item["key"], item["effect"]) for item in new}
    changed = [item for item in new if item not in old]
    gone = [item for item in old if (item["key"], item["effect"]) not in named]
    parts = {"add_or_update_taints": changed, "remove_taints": gone}
    return {name: part for name, part in parts.items() if part}


def _forward(wanted: Any, current: Any) -> str:
    to, at = minor(wanted), minor(current)
    if to is None:
        return "a version is written as in '1.36'"
    return "AWS does not take nodes back to an earlier version" if at and to < at else ""


def _same_template(wanted: Mapping[str, Any], current: Mapping[str, Any] | None) -> str:
    """Tell why a launch template cannot follow another: only its version changes."""
    if not current:
        return f"this node group was made without a launch template. {_ANOTHER}"
    names = [name for name in ("id", "name") if wanted.get(name) and not equal(wanted[name], current.get(name))]
    return f"only the version of a launch template changes, not which one it is. {_ANOTHER}" if names else ""


def _kept(step: Step, present: Mapping[str, Any]) -> Step:
    """Return an upgrade that names the version, and the release of the image unless another version changes it too.

    What is left out, EKS takes from the cluster and the newest image. An image of the template's own has neither.
    """
    if step.call.operation != UPGRADE or present.get("ami_type") == "CUSTOM":
        return step
    names = ("version",) if "version" in step.changes else ("version", "release_version")
    kept = {name: value for name, value in pick(present, names).items() if value}
    return replace(step, params={**kept, **step.params})


def in_place(planned: Plan) -> Plan:
    """Return a plan that moves no version and no image which it does not name.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html
    """
    if planned.before is None:
        return planned
    present = planned.before.fields
    return replace(planned, steps=tuple(_kept(step, present) for step in planned.steps))


NODEGROUP = Table(
    label="EKS node group",
    service="eks",
    find=Find("DescribeNodegroup", _IDENTITY, absent=MISSING, view=_view),
    identity=_IDENTITY,
    create=Call("CreateNodegroup", result="nodegroup", wait=ACTIVE),
    updates=(Call(CONFIGURE, wait=_UPDATED), Call(UPGRADE, wait=_UPDATED)),
    delete=Call("DeleteNodegroup", wait=GONE),
    required=("node_role", "subnets"),
    settled=(SETTLED,),
    deleting=("DELETING",),
    retries=RETRIES,
    hints=HINTS,
    tags=tags("nodegroup_arn"),
    derive=_asg,
    warn=issues("EKS node group", "nodegroup_name"),
    fields=(
        Field("scaling_config", CONFIGURE, adapt=_sizes, delta=_size_changes),
        Field("labels", CONFIGURE, delta=_label_changes),
        Field("taints", CONFIGURE, adapt=_taints, same=_same_taints, delta=_taint_changes),
        Field("update_config", CONFIGURE, same=covers),
        Field("node_repair_config", CONFIGURE, same=covers, default={"enabled": False}),
        Field("warm_pool_config", CONFIGURE, merge=True, default={"enabled": False}),
        Field("version", UPGRADE, fixed=_forward),
        Field("release_version", UPGRADE),
        Field("launch_template", UPGRADE, same=covers, fixed=_same_template),
        Field("force", UPGRADE, compared=False, later=True),
        Field("node_role", fixed=_ANOTHER),
        Field("subnets", same=unordered, fixed=_ANOTHER),
        Field("instance_types", fixed=_ANOTHER),
        Field("ami_type", fixed=_ANOTHER),
        Field("capacity_type", default="ON_DEMAND", fixed=_ANOTHER),
        Field("disk_size", fixed=_ANOTHER),
        Field("remote_access", same=unordered, fixed=_ANOTHER),
    ),
    returns=(
        "cluster_name",
        "nodegroup_name",
        "nodegroup_arn",
        "status",
        "auto_scaling_groups",
        "created_at",
        "modified_at",
        "health",
    ),
)


def _named(name: Any) -> dict[str, Any]:
    return {"nodegroup_name": name}


_NAMES = Find("ListNodegroups", {"cluster_name": "cluster_name"}, absent=MISSING, items="nodegroups", view=_named)


def names_in(api: Api, cluster_name: str) -> list[str]:
    """Return the names of the node groups of a cluster; none where there is no such cluster."""
    return [item["nodegroup_name"] for item in api.list(_NAMES, {"cluster_name": cluster_name})]


def as_it_is(api: Api, cluster_name: str, name: str) -> dict[str, Any]:
    """Return a node group as the module would; empty if there is none."""
    found = observe(api, NODEGROUP, {"cluster_name": cluster_name, "nodegroup_name": name})
    return attributes(NODEGROUP, found) if found else {}


def settings(api: Api, cluster_name: str, name: str) -> dict[str, Any]:
    """Return a node group as the module would; empty if there is none, or soon will be none."""
    found = as_it_is(api, cluster_name, name)
    return {} if found.get("status") in NODEGROUP.deleting else found


def others(api: Api, cluster_name: str, named: Sequence[str]) -> list[dict[str, Any]]:
    """Return all node groups of a cluster but those named, as settings() does; none where there is no such cluster."""
    found = [settings(api, cluster_name, name) for name in names_in(api, cluster_name) if name not in named]
    return [each for each in found if each]
