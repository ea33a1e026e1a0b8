# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cluster: the control plane that AWS runs.

AWS takes one kind of change per call of UpdateClusterConfig; the groups of fields are these kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .._engine.table import Call, Field, Find, Ref, Table, Wait
from .._engine.values import dig, same_key, unordered
from .common import HINTS, MISSING, PAUSE, RETRIES, issues, minor, tags, updated

CONFIGURE = "UpdateClusterConfig"
UPGRADE = "UpdateClusterVersion"
ENCRYPT = "AssociateEncryptionConfig"
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
MODES = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
"""Authentication modes in the only order in which AWS changes them."""

_NO_CALL = "EKS has no call that changes it; another value is another cluster"
_NAME = {"name": "name"}

ACTIVE = Wait(
    goal="active",
    operation="DescribeCluster",
    params={"name": Ref("name")},
    path="status",
    done=("ACTIVE",),
    failed=("FAILED",),
    reason="health.issues",
    absent=MISSING,
    final=True,
    pause=PAUSE,
    result="cluster",
)
GONE = replace(ACTIVE, goal="deleted", done=(), final=False, gone=True)


def _view(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer["cluster"])


def _attributes(described: Mapping[str, Any], _scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what others need of a cluster, by names of its own."""
    return {
        "vpc_id": dig(described, "resources_vpc_config.vpc_id"),
        "cluster_security_group_id": dig(described, "resources_vpc_config.cluster_security_group_id"),
        "certificate_authority_data": dig(described, "certificate_authority.data"),
        "oidc_issuer": dig(described, "identity.oidc.issuer"),
    }


def _log_setup(types: list[str]) -> dict[str, Any]:
    """Return every type of log as on or off: AWS keeps what is not mentioned as it is."""
    on, off = [name for name in LOG_TYPES if name in types], [name for name in LOG_TYPES if name not in types]
    setup = [{"types": names, "enabled": names is on} for names in (on, off) if names]
    return {"cluster_logging": setup}


def _log_types(described: Mapping[str, Any]) -> list[str]:
    setup = dig(described, "logging.cluster_logging") or []
    return sorted(name for item in setup if item.get("enabled") for name in item.get("types") or ())


def _encryption(key: str) -> list[dict[str, Any]]:
    return [{"resources": ["secrets"], "provider": {"key_arn": key}}]


def _key(described: Mapping[str, Any]) -> Any:
    return next((dig(item, "provider.key_arn") for item in described.get("encryption_config") or ()), None)


def _once(_wanted: Any, current: Any) -> str:
    return "AWS neither changes nor takes away the key of a cluster once it has one" if current else ""


def one_step(wanted: Any, current: Any) -> str:
    """Tell why a version cannot follow another: AWS goes up one minor version at a time, and back one."""
    to, at = minor(wanted), minor(current)
    if to is None:
        return "a version is written as in '1.36'"
    if at is None or to[0] != at[0] or abs(to[1] - at[1]) == 1:
        return ""
    step = at[1] + (1 if to[1] > at[1] else -1)
    way = "goes back one minor version at most" if to[1] < at[1] else "upgrades by one minor version at a time"
    return f"EKS {way}; the next one is '{at[0]}.{step}'"


def _onwards(wanted: Any, current: Any) -> str:
    if wanted in MODES and current in MODES and MODES.index(wanted) < MODES.index(current):
        return f"AWS changes authentication modes in one direction only: {', '.join(MODES)}"
    return ""


def _compute(value: Mapping[str, Any], _present: Any) -> dict[str, Any]:
    """Drop the node pools and the role of what is switched off: AWS takes them with Auto Mode only."""
    return {"enabled": False} if value.get("enabled") is False else dict(value)


def _node_role(wanted: Mapping[str, Any], current: Mapping[str, Any] | None) -> str:
    old, new = (current or {}).get("node_role_arn"), wanted.get("node_role_arn")
    return "AWS keeps the node_role_arn of Auto Mode while that is on" if old and new and new != old else ""


def _switches(value: Any) -> Any:
    """Return only what is switched on, or set, at any depth."""
    if isinstance(value, Mapping):
        kept = {name: _switches(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item}
    return value


def _same_switches(wanted: Any, current: Any) -> bool:
    return unordered(_switches(wanted), _switches(current))


def _same_compute(wanted: Any, current: Any) -> bool:
    """Compare Auto Mode; what is left of one that is switched off says nothing."""
    if not (wanted or {}).get("enabled") and not (current or {}).get("enabled"):
        return True
    return _same_switches(wanted, current)


_UPDATED = updated(name="name")

CLUSTER = Table(
    label="EKS cluster",
    service="eks",
    find=Find("DescribeCluster", _NAME, absent=MISSING, view=_view),
    identity=_NAME,
    create=Call("CreateCluster", result="cluster", wait=ACTIVE),
    updates=(
        Call(ENCRYPT, {"cluster_name": "name"}, wait=_UPDATED),
        Call(CONFIGURE, apart=True, together=("vpc", "endpoint", "auto_mode"), wait=_UPDATED),
        Call(UPGRADE, wait=_UPDATED),
    ),
    delete=Call("DeleteCluster", wait=GONE),
    required=("role_arn", "subnet_ids"),
    settled=(ACTIVE,),
    deleting=("DELETING",),
    retries=RETRIES,
    hints=HINTS,
    tags=tags("arn"),
    derive=_attributes,
    warn=issues("EKS cluster", "name"),
    fields=(
        Field("version", UPGRADE, fixed=one_step),
        Field("force", UPGRADE, compared=False, later=True),
        Field("rollback_config", UPGRADE, compared=False, later=True),
        Field("role_arn", fixed=_NO_CALL),
        Field("subnet_ids", CONFIGURE, "vpc", "resources_vpc_config.subnet_ids", same=unordered),
        Field("security_group_ids", CONFIGURE, "vpc", "resources_vpc_config.security_group_ids", same=unordered),
        Field("endpoint_public_access", CONFIGURE, "endpoint", "resources_vpc_config.endpoint_public_access"),
        Field("endpoint_private_access", CONFIGURE, "endpoint", "resources_vpc_config.endpoint_private_access"),
        Field("public_access_cidrs", CONFIGURE, "endpoint", "resources_vpc_config.public_access_cidrs", same=unordered),
        Field(
            "control_plane_egress_mode",
            CONFIGURE,
            "egress",
            "resources_vpc_config.control_plane_egress_mode",
            default="AWS_MANAGED",
        ),
        Field("logging", CONFIGURE, "logging", encode=_log_setup, read=_log_types, same=unordered),
        Field("authentication_mode", CONFIGURE, "access", "access_config.authentication_mode", fixed=_onwards),
        Field(
            "bootstrap_cluster_creator_admin_permissions",
            create="access_config.bootstrap_cluster_creator_admin_permissions",
            compared=False,
        ),
        Field("bootstrap_self_managed_addons", compared=False),
        Field("upgrade_policy", CONFIGURE, "upgrade_policy", default={"support_type": "EXTENDED"}),
        Field("zonal_shift_config", CONFIGURE, "zonal_shift", default={"enabled": False}),
        Field("deletion_protection", CONFIGURE, "deletion_protection", default=False),
        Field("control_plane_scaling_config", CONFIGURE, "scaling", default={"tier": "standard"}),
        Field(
            "compute_config", CONFIGURE, "auto_mode", merge=True, adapt=_compute, fixed=_node_role, same=_same_compute
        ),
        Field("storage_config", CONFIGURE, "auto_mode", same=_same_switches),
        Field(
            "elastic_load_balancing",
            CONFIGURE,
            "auto_mode",
            "kubernetes_network_config.elastic_load_balancing",
            merge=True,
            same=_same_switches,
        ),
        Field(
            "service_ipv4_cidr",
            create="kubernetes_network_config.service_ipv4_cidr",
            fixed=_NO_CALL,
            read="kubernetes_network_config.service_ipv4_cidr",
        ),
        Field(
            "ip_family",
            create="kubernetes_network_config.ip_family",
            fixed=_NO_CALL,
            read="kubernetes_network_config.ip_family",
        ),
        Field(
            "remote_network_config",
            CONFIGURE,
            "remote_networks",
            reset={"remote_node_networks": [], "remote_pod_networks": []},
            same=unordered,
        ),
        Field("kube_api_server_config", CONFIGURE, "components", merge=True),
        Field("kube_scheduler_config", CONFIGURE, "components", merge=True),
        Field("kube_controller_manager_config", CONFIGURE, "components", merge=True),
        Field(
            "encryption_key_arn",
            ENCRYPT,
            param="encryption_config",
            encode=_encryption,
            read=_key,
            same=same_key,
            fixed=_once,
        ),
    ),
    returns=(
        "name",
        "arn",
        "status",
        "endpoint",
        "certificate_authority_data",
        "cluster_security_group_id",
        "vpc_id",
        "oidc_issuer",
        "platform_version",
        "created_at",
        "health",
    ),
)
