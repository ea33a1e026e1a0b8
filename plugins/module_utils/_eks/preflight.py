# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of EKS before a role writes anything: each answer says what would be allowed, or is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._engine.api import Api
from .._engine.errors import EngineError
from .._engine.ownership import lacking
from .._engine.table import Find
from .._engine.tags import read_tags
from .._engine.values import dig
from .._kube import asking
from .access_entry import POLICIES
from .cluster import CLUSTER, one_step
from .common import MISSING, ROLE
from .versions import STANDARD, direction_fault, offered

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

RESERVED = "system:"
"""What names of users and groups in an access entry must not begin with."""

AUTO_MODE_CLASS = "eks.amazonaws.com/nlb"
"""The loadBalancerClass of a Service whose load balancer Auto Mode makes."""

_ACCESS_POLICIES = Find("ListAccessPolicies", items="access_policies")

_KEY = Find(
    "DescribeKey",
    {"key_id": "alias"},
    absent=("NotFoundException",),
    view=lambda answer: dict(answer["key_metadata"]),
)
_KEY_TAGS = Find("ListResourceTags", {"key_id": "key_id"}, items="tags")


def version_fault(
    ask: Ask, name: str, found: Mapping[str, Any] | None, version: str, support: str, *, allow_rollback: bool = False
) -> str:
    """Say which versions cluster *name*, described by *found*, can have instead of *version*.

    Of those under the support type *support*. A cluster keeps the version that it has, whatever its support, and goes
    back to a lower one only with *allow_rollback*.
    """
    now = (found or {}).get("version")
    if now == version:
        return ""
    backwards = direction_fault(name, version, now, "eks_cluster_allow_rollback: true")
    if backwards and not allow_rollback:
        return backwards
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


def entry_fault(server: asking.Ask) -> str:
    """Say what would be allowed instead of an EKS cluster whose API *server* does not let in who asks."""
    told = asking.refusal(server)
    if not told:
        return ""
    return (
        "a cluster whose API server is reached from here and lets in who runs this, which takes an access entry of the "
        f"cluster; this one's: {told}"
    )


def access_policies(ask: Ask) -> dict[str, str]:
    """Return the ARN of each access policy of EKS by its name; none if one may not ask for them."""
    try:
        return {str(item["name"]): str(item["arn"]) for item in ask("eks").list(_ACCESS_POLICIES, {})}
    except EngineError as error:
        if error.is_denied:
            return {}
        raise


def entries_fault(entries: Iterable[Mapping[str, Any]], known: Callable[[], Mapping[str, str]]) -> str:
    """Say what is wrong with *entries*; *known* returns the ARN of each access policy that there is by name.

    EKS itself says so of one that is not there, where it may not be asked for them.
    """
    named: list[str] = []
    for entry in entries:
        reserved = _reserved(entry)
        if reserved:
            return reserved
        asked = ArgumentSpecValidator({"access_policies": POLICIES}).validate({"access_policies": _policies_of(entry)})
        if asked.error_messages:
            return (
                "for each entry access_policies, a list of dictionaries with policy_arn and, if wanted, access_scope; "
                f"those of {entry.get('principal_arn')} are not: {asked.error_messages[0]}"
            )
        named += [item["policy_arn"] for item in asked.validated_parameters["access_policies"]]
    there = known() if named else {}
    unknown = next((name for name in named if there and name not in {*there, *there.values()}), "")
    return f"access policies of EKS; {unknown} is none of {', '.join(sorted(there))}" if unknown else ""


def _reserved(entry: Mapping[str, Any]) -> str:
    groups = entry.get("kubernetes_groups") or []
    names = {"kubernetes_groups": groups if isinstance(groups, list) else [groups], "username": [entry.get("username")]}
    for option, each in names.items():
        wrong = next((name for name in map(str, each) if name.startswith(RESERVED)), "")
        if wrong:
            return (
                f"for each entry {option} that do not begin with {RESERVED}, which EKS refuses; {wrong} of "
                f"{entry.get('principal_arn')} does. An administrator has the access policy AmazonEKSClusterAdminPolicy"
            )
    return ""


def has_auto_mode(found: Mapping[str, Any] | None) -> bool:
    """Say whether the cluster that *found* describes has EKS Auto Mode; one that there is not has none."""
    return bool(dig(found or {}, "compute_config.enabled"))


def auto_mode_fault(found: Mapping[str, Any] | None, server: Callable[[], asking.Ask]) -> str:
    """Say what would be allowed instead of switching Auto Mode off, if load balancers of the cluster are its work.

    EKS deletes them then, and nobody else can take over their Services. The API *server* is asked where the cluster,
    described by *found*, has Auto Mode; of one that does not answer nothing is said.
    """
    if not has_auto_mode(found) or dig(found or {}, "status") not in USABLE:
        return ""
    try:
        services = server()("/api/v1/services").get("items") or []
    except asking.Unanswered:
        return ""
    made = sorted(
        f"{each['metadata']['namespace']}/{each['metadata']['name']}"
        for each in services
        if each["spec"].get("type") == "LoadBalancer" and each["spec"].get("loadBalancerClass") == AUTO_MODE_CLASS
    )
    if not made:
        return ""
    return (
        f"true while Auto Mode makes the load balancers of {', '.join(made)} (namespace/Service): EKS deletes them "
        "when it is switched off, and nobody else can take these Services over. Take them away first, that of the "
        "front end by a run with eks_cluster_auto_mode: true and front_end_load_balancer: none"
    )


def _policies_of(entry: Mapping[str, Any]) -> Any:
    given = entry.get("access_policies")
    return [] if given is None else given


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
