# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of EKS before a role writes anything: each answer says what would be allowed, or is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .._engine.api import Api
from .._engine.ownership import lacking
from .._engine.table import Find
from .._engine.tags import read_tags
from .._engine.values import dig
from .cluster import CLUSTER, one_step
from .common import MISSING, ROLE
from .versions import STANDARD, offered

USABLE = ("ACTIVE", "UPDATING")
"""States of a cluster whose API server answers."""

Ask = Callable[[str], Api]
"""From the name of a service to how it is asked."""

LOGS = "/aws/eks/{}/cluster"
"""The log group to which EKS writes, by the name of the cluster."""

_LOG_GROUPS = Find(
    "DescribeLogGroups",
    {"log_group_name_prefix": "log_group"},
    items="log_groups",
    only=lambda item, scope: item.get("log_group_name") == scope["log_group"],
    then=Find("ListTagsLogGroup", {"log_group_name": "log_group"}, absent=MISSING),
)

_KEY = Find(
    "DescribeKey",
    {"key_id": "alias"},
    absent=("NotFoundException",),
    view=lambda answer: dict(answer["key_metadata"]),
)
_KEY_TAGS = Find("ListResourceTags", {"key_id": "key_id"}, items="tags")


def version_fault(ask: Ask, name: str, found: Mapping[str, Any] | None, version: str, support: str) -> str:
    """Say which versions cluster *name*, described by *found*, can have instead of *version*.

    Of those under the support type *support*. A cluster keeps the version that it has, whatever its support.
    """
    now = (found or {}).get("version")
    if now == version:
        return ""
    versions = offered(ask("eks"))
    wanted = [item for item in versions if support != "STANDARD" or item["support"] == STANDARD]
    if version not in [item["version"] for item in wanted]:
        there = ", ".join(str(item["version"]) for item in wanted) or "none"
        kind = "supports as STANDARD" if support == "STANDARD" else "offers"
        return f"a version that EKS {kind} in this region, in quotes: {there}"
    step = one_step(version, now)
    return f"{now}, which cluster {name} has, or one next to it: {step}" if now and step else ""


def existing_fault(ask: Ask, found: Mapping[str, Any] | None) -> str:
    """Say why a cluster that was looked for by its name, described by *found*, cannot be used as it is."""
    if found is None:
        region = ask("eks").place["region"]
        return f"the name of a cluster of this account in {region}; there is none of that name"
    state = str(dig(found, "status"))
    return "" if state in USABLE else f"a cluster that is ACTIVE; this one is {state}"


def cluster(ask: Ask, name: str) -> dict[str, Any] | None:
    """Return the description of cluster *name*, None if there is none."""
    return ask("eks").find(CLUSTER.find, {"name": name})


def owner_fault(
    ask: Ask, name: str, found: Mapping[str, Any] | None, expected: Mapping[str, str], key_alias: str = ""
) -> str:
    """Say that cluster *name*, described by *found*, lacks tags that ours would have.

    Where there is no cluster the same is said of what goes by its name: its log group, and the key with *key_alias*.
    The log group of a cluster that is ours is ours whatever its tags: EKS makes it anew without any.
    """
    if found is not None:
        return _of_another("cluster", name, expected, found.get("tags"))
    log_group = LOGS.format(name)
    group = next(iter(ask("logs").list(_LOG_GROUPS, {"log_group": log_group})), None)
    fault = _of_another("log group", log_group, expected, group.get("tags")) if group else ""
    return fault or (_key_fault(ask("kms"), key_alias, expected) if key_alias else "")


def roles_fault(ask: Ask, roles: Iterable[str], expected: Mapping[str, str]) -> str:
    """Say which of the IAM roles of these names is there and lacks tags that ours would have."""
    iam = ask("iam")
    found = ((role, iam.find(ROLE, {"role": role})) for role in roles)
    faults = (_of_another("role", role, expected, there.get("tags")) for role, there in found if there)
    return next(filter(None, faults), "")


def _key_fault(kms: Api, alias: str, expected: Mapping[str, str]) -> str:
    key = kms.find(_KEY, {"alias": alias})
    if key is None:
        return ""
    tags = {tag["tag_key"]: tag["tag_value"] for tag in kms.list(_KEY_TAGS, key)}
    return _of_another("key with the alias", alias, expected, tags)


def _of_another(kind: str, name: str, expected: Mapping[str, str], tags: Any) -> str:
    missing = ", ".join(f"{key}={text}" for key, text in sorted(lacking(expected, read_tags(tags)).items()))
    return f"a name that nobody else has taken; the {kind} {name} is there and lacks {missing}" if missing else ""
