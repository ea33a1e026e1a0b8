# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may enter a cluster: access entries, their policies, and pod identities.

ministack keeps them; here are the checks that AWS makes before.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from typing import Any

from .. import seams
from . import aws, identities, store
from .protocol import MODULE, Call, Refused, answer, invalid, not_found

POD_SERVICE = identities.SERVICE
POLICY_PREFIX = "arn:aws:eks::aws:cluster-access-policy/"
#: Kinds of entries that policies and groups cannot be given.
_NODE_TYPES = ("EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX", "EC2")


def caller(call: Call) -> str:
    """The role or user that signed a call, as access entries name it."""
    identity = seams.get("ministack.core.iam_evaluator", "resolve_caller_identity")(call.access_key)
    arn = identity["userArn"] if identity else ""
    return str(seams.get(MODULE, "_role_arn_from_assumed_role")(arn) or arn)


def admit_creator(name: str, record: store.Record, arn: str) -> None:
    """Give the creator its entry, as AWS does unless asked not to."""
    seams.get(MODULE, "_bootstrap_creator_access_entry")(name, record, arn)


def admit_nodes(name: str, role: str, kind: str = "EC2_LINUX") -> None:
    """Give the role of managed nodes, or of Auto Mode's (EC2), its entry; EKS does so itself."""
    key = seams.get(MODULE, "_ae_key")(name, role)
    if key not in store.module()._access_entries:
        entry = seams.get(MODULE, "_build_access_entry")(name, role, {"type": kind})
        entry.update(username="system:node:{{EC2PrivateDNSName}}", kubernetesGroups=["system:nodes"])
        store.module()._access_entries[key] = entry


def drop(name: str) -> None:
    """Forget every entry, policy and pod identity of a cluster."""
    home = store.module()
    for entries in (home._access_entries, home._access_policies, home._pod_identity_associations, home._idp_configs):
        for key in [key for key in entries if str(key).startswith(f"{name}\x00")]:
            entries.pop(key, None)


def later(reconcile: Callable[..., Any]) -> Callable[..., None]:
    """What brings policies to a cluster's API server, a moment later: EKS does not promise them at once."""

    def reconcile_later(cluster_name: str, account_id: str | None = None, region: str | None = None) -> None:
        store.later(lambda: reconcile(cluster_name, account_id, region))

    return reconcile_later


def create_entry(call: Call) -> Any:
    """CreateAccessEntry."""
    name, arn = call["clusterName"], call["principalArn"]
    _check_mode(name)
    if not _exists(arn):
        raise invalid("The specified principalArn is invalid: invalid principal")
    if call.get("type") in _NODE_TYPES and (call.get("kubernetesGroups") or call.get("username")):
        raise invalid(f"kubernetesGroups and username cannot be specified for an entry of type {call['type']}")
    _check_groups(call)
    response = seams.get(MODULE, "_create_access_entry")(name, dict(call.parameters))
    return answer({"accessEntry": _entry(name, arn)}) if response[0] == 200 else response


def update_entry(call: Call) -> Any:
    """UpdateAccessEntry."""
    name, arn = call["clusterName"], call["principalArn"]
    _check_mode(name)
    if _entry(name, arn)["type"] in _NODE_TYPES:
        raise Refused("InvalidRequestException", "Entries of nodes cannot be updated")
    _check_groups(call)
    seams.get(MODULE, "_update_access_entry")(name, arn, dict(call.parameters))
    return answer({"accessEntry": _entry(name, arn)})


def describe_entry(call: Call) -> Any:
    """DescribeAccessEntry."""
    _check_mode(call["clusterName"])
    return answer({"accessEntry": _entry(call["clusterName"], call["principalArn"])})


def delete_entry(call: Call) -> Any:
    """DeleteAccessEntry."""
    name, arn = call["clusterName"], call["principalArn"]
    _check_mode(name)
    _entry(name, arn)
    return seams.get(MODULE, "_delete_access_entry")(name, arn)


def list_entries(call: Call) -> Any:
    """ListAccessEntries."""
    name, policy = call["clusterName"], call.get("associatedPolicyArn")
    _check_mode(name)
    home = store.module()
    found = [
        entry["principalArn"]
        for key, entry in home._access_entries.items()
        if key.startswith(f"{name}\x00")
        and (not policy or seams.get(MODULE, "_ap_key")(name, entry["principalArn"], policy) in home._access_policies)
    ]
    return answer(store.page(sorted(found), call, "accessEntries"))


def associate_policy(call: Call) -> Any:
    """AssociateAccessPolicy."""
    name, arn, policy = call["clusterName"], call["principalArn"], call["policyArn"]
    _check_mode(name)
    if _entry(name, arn)["type"] in _NODE_TYPES:
        message = "Access policies can only be associated with STANDARD access entries."
        raise Refused("InvalidRequestException", message)
    if policy not in _policies():
        raise invalid("The policyArn parameter format is not valid")
    scope = call["accessScope"]
    if scope.get("type") == "cluster" and scope.get("namespaces"):
        raise invalid("Namespaces cannot be specified for an access scope of type cluster")
    body = {"policyArn": policy, "accessScope": scope}
    return seams.get(MODULE, "_associate_access_policy")(name, arn, body)


def list_policies(call: Call) -> Any:
    """ListAccessPolicies: those that can be associated."""
    listed = [{"name": arn.rpartition("/")[2], "arn": arn} for arn in _policies()]
    return answer(store.page(listed, call, "accessPolicies"))


def create_identity(call: Call) -> Any:
    """CreatePodIdentityAssociation."""
    _check_identity(call)
    response = seams.get(MODULE, "_create_pod_identity_association")(call["clusterName"], dict(call.parameters))
    return _identity_answer(response)


def update_identity(call: Call) -> Any:
    """UpdatePodIdentityAssociation."""
    _check_identity(call)
    update = seams.get(MODULE, "_update_pod_identity_association")
    return _identity_answer(update(call["clusterName"], call["associationId"], dict(call.parameters)))


def describe_identity(call: Call) -> Any:
    """DescribePodIdentityAssociation."""
    store.cluster(call["clusterName"])
    describe = seams.get(MODULE, "_describe_pod_identity_association")
    return _identity_answer(describe(call["clusterName"], call["associationId"]))


def _identity_answer(response: Any) -> Any:
    """The association with its tags as they are now."""
    if response[0] != 200:
        return response
    association = json.loads(response[2])["association"]
    return answer({"association": store.shown(association, "associationArn")})


def _check_identity(call: Call) -> None:
    store.active_cluster(call["clusterName"])
    if call.get("roleArn"):
        aws.check_role(call, call["roleArn"], POD_SERVICE, "Role provided in the request")


def _check_groups(call: Call) -> None:
    wrong = [group for group in call.get("kubernetesGroups", []) if group.startswith("system:")]
    if wrong:
        raise invalid(f"The kubernetes group name {wrong[0]} is invalid, it cannot start with system:")


def _check_mode(name: str) -> None:
    if store.cluster(name)["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise Refused(
            "InvalidRequestException",
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this "
            "operation.",
        )


def _entry(name: str, arn: str) -> store.Record:
    found = store.module()._access_entries.get(seams.get(MODULE, "_ae_key")(name, arn))
    if found is None:
        raise not_found(f"The specified principalArn could not be found. You can view your available access entries "
                        f"with ListAccessEntries: {arn}")  # fmt: skip
    return _visible(found)


def _visible(entry: store.Record) -> store.Record:
    """The entry with what AWS fills in: the name that whoever enters by it has in Kubernetes.

    ministack gives everybody the name that this stands for, so it is only shown here.
    """
    shown = store.shown(entry, "accessEntryArn")
    arn = entry["principalArn"]
    if not shown["username"] and shown["type"] == "STANDARD":
        kind, _slash, principal = arn.split(":", 5)[5].partition("/")
        role = f"arn:aws:sts::{arn.split(':')[4]}:assumed-role/{principal.rpartition('/')[2]}/{{{{SessionName}}}}"
        shown["username"] = role if kind == "role" else arn
    return shown


def _policies() -> list[str]:
    return [POLICY_PREFIX + name for name in store.module()._ACCESS_POLICY_RULES]


def _exists(arn: str) -> bool:
    """Whether a role or user of this account is there; of other accounts EKS looks too, and so do we not."""
    if not arn.startswith("arn:aws:iam::"):
        return False
    if arn.split(":")[4] != store.account():
        return True
    home = importlib.import_module("ministack.services.iam")
    kind, _slash, _rest = arn.split(":", 5)[5].partition("/")
    entities = {"role": home._roles, "user": home._users}.get(kind)
    entity = entities.get(arn.rpartition("/")[2]) if entities is not None else None
    return bool(entity and entity["Arn"] == arn) or kind == "root"
