# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Pod Identity gives a pod: credentials of the role that is associated with its service account."""

from __future__ import annotations

import importlib
import json
import secrets
import time
from typing import Any

from .. import seams
from ..corrections import policies
from . import store

SERVICE = "pods.eks.amazonaws.com"
AGENT = "eks-pod-identity-agent"
_SECONDS = 12 * 3600


def of_pod(cluster: str, namespace: str, service_account: str) -> dict[str, str] | None:
    """The association of a service account, if the cluster has the agent by which pods get its credentials, and the
    role lets itself be taken for this pod."""
    home = store.module()
    agent = home._addons.get(f"{cluster}/{AGENT}", {"status": ""})
    # Auto Mode has the agent built in.
    if agent["status"] not in ("ACTIVE", "UPDATING") and not store.cluster(cluster)["computeConfig"]["enabled"]:
        return None
    for one in home._pod_identity_associations.values():
        if (one["clusterName"], one["namespace"], one["serviceAccount"]) == (cluster, namespace, service_account):
            kept = {key: one[key] for key in ("associationArn", "clusterName", "namespace", "roleArn")}
            return kept if _is_taken(one["roleArn"], _tags(cluster, namespace, service_account)) else None
    return None


def _is_taken(role: str, tags: dict[str, str]) -> bool:
    """Whether a role's trust lets Pod Identity take it with these session tags."""
    found = importlib.import_module("ministack.services.iam")._roles.get(role.rpartition("/")[2])
    trust = (found or {}).get("AssumeRolePolicyDocument") or "{}"
    conditions = {
        "aws:sourceaccount": store.account(),
        "aws:sourcearn": tags["eks-cluster-arn"],
        **{f"aws:requesttag/{key}": value for key, value in tags.items()},
    }
    return policies.trusts(json.loads(trust) if isinstance(trust, str) else trust, SERVICE, conditions)


def _tags(cluster: str, namespace: str, service_account: str) -> dict[str, str]:
    """The tags that Pod Identity gives a session."""
    return {
        "eks-cluster-arn": f"arn:aws:eks:{store.region()}:{store.account()}:cluster/{cluster}",
        "eks-cluster-name": cluster,
        "kubernetes-namespace": namespace,
        "kubernetes-service-account": service_account,
    }


def credentials(association: dict[str, str], service_account: str) -> dict[str, str]:
    """A session of the association's role, as environment variables, with the tags that Pod Identity gives it."""
    role, cluster = association["roleArn"], association["clusterName"]
    account, name = role.split(":")[4], role.rpartition("/")[2]
    key, secret, token = f"ASIA{secrets.token_hex(8).upper()}", secrets.token_hex(20), secrets.token_hex(32)
    session = f"eks-{cluster}-{secrets.token_hex(5)}"[:64]
    tags = _tags(cluster, association["namespace"], service_account)
    record: dict[str, Any] = {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "UserId": f"{name}:{session}",
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": time.time() + _SECONDS,
        "AccountId": account,
        "PrincipalType": "AssumedRole",
        "SessionTags": [{"Key": each, "Value": value} for each, value in tags.items()],
        "SessionPolicies": None,
    }
    seams.get("ministack.services.sts", "register_session")(key, record)
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}
