# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of EKS run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from .._engine.api import Api, Module, connect
from .._engine.errors import EngineError
from .._engine.ownership import lacking
from .._engine.reading import observe
from .._engine.remarks import tell
from .._engine.running import Job, attributes, prepare, run
from .._engine.table import Find
from .._engine.waits import await_state
from .access_entry import ACCESS_ENTRY
from .addon import ACTIVE, ADDON
from .checks import check_cluster, check_nodegroup
from .cluster import CLUSTER, UPGRADE
from .common import HINTS, MISSING, ROLE
from .growth import dearer
from .nodegroup import NODEGROUP, as_it_is, in_place, names_in, settings
from .pod_identity import ASSOCIATION
from .releases import LATEST, newest_for
from .versions import check_offered, check_ready, direction_fault, is_lower, newest, offered


def _named(name: Any) -> dict[str, Any]:
    return {"name": name}


def _attached(operation: str, items: str) -> Find:
    return Find(operation, {"cluster_name": "name"}, absent=MISSING, items=items, view=_named)


CLUSTERS = Find("ListClusters", {}, items="clusters", view=_named)
NODEGROUPS = _attached("ListNodegroups", "nodegroups")
ADDONS = _attached("ListAddons", "addons")
ROLLBACK = "allow_rollback=true (in the role eks_cluster: eks_cluster_allow_rollback)"
"""What asks for a rollback."""

_IN_THE_WAY = {
    "node groups": NODEGROUPS,
    "Fargate profiles": _attached("ListFargateProfiles", "fargate_profile_names"),
}
"""What AWS wants deleted before a cluster."""


def _principal(arn: Any) -> dict[str, Any]:
    return {"principal_arn": arn}


ENTRIES = Find(
    "ListAccessEntries",
    {"cluster_name": "name"},
    absent=MISSING,
    items="access_entries",
    view=_principal,
    then=replace(ACCESS_ENTRY.find, params={"cluster_name": "name", "principal_arn": "principal_arn"}),
)


ADMINISTRATORS = Find(
    "ListAccessEntries",
    {"cluster_name": "name", "associated_policy_arn": "policy_arn"},
    absent=MISSING,
    items="access_entries",
    view=_principal,
)


def _policy_arn(partition: str, name: str) -> str:
    return f"arn:{partition}:eks::aws:cluster-access-policy/{name}"


def _auto_mode(options: Mapping[str, Any]) -> dict[str, Any]:
    """Switch storage and load balancing with the nodes of Auto Mode: AWS takes all three or none."""
    on = (options["compute_config"] or {}).get("enabled")
    if on is None:
        return dict(options)
    balancing = {name: part for name, part in (options["elastic_load_balancing"] or {}).items() if part is not None}
    return {
        **options,
        "storage_config": options["storage_config"] or {"block_storage": {"enabled": on}},
        "elastic_load_balancing": {"enabled": on, **balancing},
    }


def _with_version(job: Job) -> tuple[Job, list[str]]:
    """Return *job* with the version that a new cluster gets, and what to know about a version that is new to it.

    Raises EngineError for a version that EKS does not offer, that nobody has allowed the cluster to go back to, or for
    which it is not ready.
    """
    steps = [step for step in job.planned.steps if step.call.operation in (CLUSTER.create.operation, UPGRADE)]
    if not steps:
        return job, []
    before, version = job.planned.before, job.wanted.get("version")
    now = before.fields["version"] if before is not None else None
    backwards = direction_fault(job.wanted["name"], str(version), now, ROLLBACK)
    if backwards and not job.wanted.get("allow_rollback"):
        raise EngineError(f"version is {version!r}; allowed: {backwards}")
    versions = offered(job.api)
    if version is None:
        return job.given(version=newest(versions)), []
    remarks = check_offered(version, versions)
    if now is not None and not job.wanted.get("force"):
        clock = None if job.check_mode else job.clock
        check_ready(job.api, job.wanted["name"], now, version, clock)
    # It says when AWS gives a rollback up; no upgrade takes it.
    return job if is_lower(version, now) else job.given(rollback_config=None), remarks


def _what_is_left(api: Api, name: str) -> str:
    """Name what is attached to a cluster, as far as it can be seen."""
    told = []
    for kind, find in _IN_THE_WAY.items():
        with suppress(EngineError):
            found = [item["name"] for item in api.list(find, {"name": name})]
            told += [f"{kind} {', '.join(found)}"] if found else []
    return f" It still has the {' and the '.join(told)}; delete these first." if told else ""


def _finished(job: Job) -> dict[str, Any]:
    try:
        return job.finish()
    except EngineError as error:
        if (error.operation, error.code) != ("DeleteCluster", "ResourceInUseException"):
            raise
        message = f"{error.message}.{_what_is_left(job.api, job.wanted['name'])}"
        raise EngineError(
            message, operation=error.operation, code=error.code, reason=error.reason, request=error.request
        ) from error


def cluster(module: Module) -> dict[str, Any]:
    """Run the module eks_cluster."""
    check_cluster(module.params)
    job, remarks = _with_version(prepare(module, CLUSTER, _auto_mode(module.params)))
    tell(remarks)
    return _finished(job)


def _tagged(api: Api, tags: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the clusters of the region that bear *tags*, and the names of those that one may not look at."""
    tags = {name: str(text) for name, text in tags.items()}
    found: list[dict[str, Any]] = []
    unseen: list[str] = []
    for item in api.list(CLUSTERS, {}):
        try:
            each = observe(api, CLUSTER, item)
        except EngineError as error:
            if not error.is_denied:
                raise
            unseen.append(item["name"])
            continue
        if each and not lacking(tags, each.tags):
            found.append(attributes(CLUSTER, each))
    return found, unseen


def _blind(unseen: list[str]) -> list[str]:
    named = ", ".join(unseen)
    return [f"Which tags these clusters bear is not known, eks:DescribeCluster is denied: {named}"] if unseen else []


def cluster_info(module: Module) -> dict[str, Any]:
    """Run the module eks_cluster_info."""
    api = connect(module, CLUSTER.service, HINTS)
    found: dict[str, Any] = {"versions": offered(api)} if module.params["versions"] else {}
    if module.params["tags"]:
        found["clusters"], found["unseen"] = _tagged(api, module.params["tags"])
        tell(_blind(found["unseen"]))
    current = observe(api, CLUSTER, module.params) if module.params["name"] else None
    if current is None:
        return {"changed": False, "exists": False, **found}
    described = {**attributes(CLUSTER, current), "exists": True, "changed": False, **found}
    if module.params["attached"]:
        described["addons"] = [item["name"] for item in api.list(ADDONS, module.params)]
        described["access_entries"] = api.list(ENTRIES, module.params)
        policy = _policy_arn(api.place["partition"], "AmazonEKSClusterAdminPolicy")
        administrators = api.list(ADMINISTRATORS, {**module.params, "policy_arn": policy})
        described["administrators"] = [item["principal_arn"] for item in administrators]
    return {**described, "nodegroups": [item["name"] for item in api.list(NODEGROUPS, module.params)]}


def _with_release(module: Module) -> dict[str, Any]:
    """Return the options with the release that is meant by the newest, where that is named."""
    options = module.params
    if options["release_version"] != LATEST:
        return options
    present = settings(connect(module, NODEGROUP.service, HINTS), options["cluster_name"], options["nodegroup_name"])
    return newest_for(options, present, lambda: connect(module, "ssm"))


def nodegroup(module: Module) -> dict[str, Any]:
    """Run the module eks_nodegroup."""
    check_nodegroup(module.params)
    job = prepare(module, NODEGROUP, _with_release(module))
    job = replace(job, planned=in_place(job.planned))
    before, after = (each.fields if each else None for each in (job.planned.before, job.planned.after))
    tell(dearer(before, after, job.api.place["region"]))
    return job.finish()


def nodegroup_info(module: Module) -> dict[str, Any]:
    """Run the module eks_nodegroup_info."""
    api = connect(module, NODEGROUP.service, HINTS)
    cluster_name, name = module.params["cluster_name"], module.params["nodegroup_name"]
    found = (as_it_is(api, cluster_name, each) for each in ([name] if name else names_in(api, cluster_name)))
    return {"changed": False, "nodegroups": [each for each in found if each]}


def addon(module: Module) -> dict[str, Any]:
    """Run the module eks_addon.

    What runs on nodes is degraded until there are some, so that is waited out too, once there is nothing to mend.
    """
    job = prepare(module, ADDON)
    result, remarks = job.outcome()
    if result.get("status") != "DEGRADED" or module.check_mode or not module.params["wait"]:
        tell(remarks)
        return result
    identity = {name: module.params[name] for name in ADDON.identity}
    label = " ".join([ADDON.label, *identity.values()])
    await_state(job.api, ACTIVE, identity, label, job.clock, module.params["wait_timeout"])
    return {**prepare(module, ADDON).finish(), "changed": result["changed"], "diff": result["diff"]}


def _principal_arn(module: Module, given: str) -> str:
    """Return the ARN of a principal, for that of a role's session the role's, whose path only IAM knows.

    Raises EngineError where there is no such role.
    """
    if ":assumed-role/" not in given:
        return given
    found = connect(module, "iam").find(ROLE, {"role": given.split("/")[1]})
    if found is None:
        raise EngineError(
            f"principal_arn is {given!r}; allowed: the ARN of a role or user, or of a session of a role here"
        )
    return str(found["arn"])


def access_entry(module: Module) -> dict[str, Any]:
    """Run the module eks_access_entry: a policy may be given by its name, a role by one of its sessions."""
    options = {**module.params, "principal_arn": _principal_arn(module, module.params["principal_arn"])}
    policies = module.params["access_policies"]
    if policies is None:
        return run(module, ACCESS_ENTRY, options)
    partition = connect(module, "eks").place["partition"]
    given = [item["policy_arn"] for item in policies]
    arns = [name if name.startswith("arn:") else _policy_arn(partition, name) for name in given]
    named = [{**item, "policy_arn": arn} for item, arn in zip(policies, arns, strict=True)]
    return run(module, ACCESS_ENTRY, {**options, "access_policies": named})


def pod_identity_association(module: Module) -> dict[str, Any]:
    """Run the module eks_pod_identity_association."""
    return run(module, ASSOCIATION)
