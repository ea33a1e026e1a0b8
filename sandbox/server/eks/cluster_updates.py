# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a cluster: one kind in a call, one at a time, each as an update that takes a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import access, auto_nodes, aws, clusters, insights, store, updates, versions
from .protocol import Call, Refused, answer, invalid

Change = tuple[str, dict[str, Any], Callable[[], None]]

#: Members of UpdateClusterConfig that are set as they come: the kind of the update and of its parameter.
_PLAIN = {
    "accessConfig": ("AccessConfigUpdate", "AuthenticationMode"),
    "upgradePolicy": ("UpgradePolicyUpdate", "UpgradePolicy"),
    "zonalShiftConfig": ("ZonalShiftConfigUpdate", "ZonalShiftConfig"),
    "remoteNetworkConfig": ("RemoteNetworkConfigUpdate", "RemoteNetworkConfig"),
    "deletionProtection": ("DeletionProtectionUpdate", "DeletionProtection"),
    "controlPlaneScalingConfig": ("ControlPlaneScalingConfigUpdate", "UpdatedTier"),
    "kubeApiServerConfig": ("ControlPlaneComponentConfigUpdate", "KubeApiServerConfig"),
    "kubeSchedulerConfig": ("ControlPlaneComponentConfigUpdate", "KubeSchedulerConfig"),
    "kubeControllerManagerConfig": ("ControlPlaneComponentConfigUpdate", "KubeControllerManagerConfig"),
}
#: Members that belong to one kind of update though they are several.
_TOGETHER = {
    **dict.fromkeys(("computeConfig", "storageConfig", "kubernetesNetworkConfig"), "auto"),
    **dict.fromkeys(("kubeApiServerConfig", "kubeSchedulerConfig", "kubeControllerManagerConfig"), "components"),
}
_ENDPOINT = ("endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs")
_PLACEMENT = ("subnetIds", "securityGroupIds")


def update_config(call: Call) -> Any:
    """UpdateClusterConfig."""
    name = call["name"]
    record = store.active_cluster(name)
    given = [key for key in call.parameters if key not in ("name", "clientRequestToken")]
    if len({_TOGETHER.get(key, key) for key in given}) != 1:
        raise invalid("Only one type of update can be allowed." if given else "No changes needed: nothing was given")
    kind, parameters, apply = _change(record, given, call)
    return answer({"update": updates.begin(name, kind, parameters, apply, record)})


def update_version(call: Call) -> Any:
    """UpdateClusterVersion."""
    name, wanted = call["name"], call["version"]
    record = store.active_cluster(name)
    current = record["version"]
    updates.check_none_under_way(name, "VersionUpdate")
    if wanted == current:
        raise invalid(f"Cluster is already at the desired configuration with version {wanted}")
    versions.supported(wanted)
    if versions.minor_of(wanted) != versions.minor_of(current) + 1:
        raise invalid(f"Unsupported Kubernetes minor version update from {current} to {wanted}")
    _check_nodes(name, wanted)
    errors = insights.errors(name)
    if errors and not call.get("force"):
        listed = ", ".join(errors)
        raise Refused("InvalidStateException", f"The cluster is not ready to be upgraded. Insights with errors: "
                      f"{listed}. Use force to override.")  # fmt: skip

    def apply() -> None:
        record.update(version=wanted, platformVersion=versions.platform(wanted))

    parameters = {"Version": wanted, "PlatformVersion": versions.platform(wanted)}
    return answer({"update": updates.begin(name, "VersionUpdate", parameters, apply, record)})


def associate_encryption(call: Call) -> Any:
    """AssociateEncryptionConfig: once, for good."""
    name = call["clusterName"]
    record = store.active_cluster(name)
    clusters.check_encryption(call)
    if record.get("encryptionConfig"):
        raise invalid(f"Cluster {name} already has encryption configuration associated.")
    wanted = call["encryptionConfig"]
    parameters = {"EncryptionConfig": wanted}

    def apply() -> None:
        record["encryptionConfig"] = wanted

    return answer({"update": updates.begin(name, "AssociateEncryptionConfig", parameters, apply, record)})


def _check_nodes(name: str, wanted: str) -> None:
    for group in store.nodegroups(name):
        if versions.minor_of(group["version"]) < versions.minor_of(wanted) - versions.OLDEST_KUBELET:
            raise invalid(
                f"Nodegroup {group['nodegroupName']} must be updated to match cluster version "
                f"{store.cluster(name)['version']} before updating cluster version"
            )


def _change(record: store.Record, given: list[str], call: Call) -> Change:
    if given == ["resourcesVpcConfig"]:
        return _network(record, call["resourcesVpcConfig"])
    if given == ["logging"]:
        return _logging(record, call["logging"])
    if _TOGETHER.get(given[0]) == "auto":
        return _auto_mode(record, {key: call[key] for key in given}, call)
    return _plain(record, {key: call[key] for key in given})


def _plain(record: store.Record, wanted: dict[str, Any]) -> Change:
    changes = {key: {**record.get(key, {}), **value} if isinstance(value, dict) else value
               for key, value in wanted.items()}  # fmt: skip
    if all(record.get(key) == value for key, value in changes.items()):
        raise invalid(f"Cluster is already at the desired configuration with {wanted}")
    mode = wanted.get("accessConfig", {}).get("authenticationMode")
    modes = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"]
    if mode and modes.index(mode) < modes.index(record["accessConfig"]["authenticationMode"]):
        before = record["accessConfig"]["authenticationMode"]
        raise invalid(f"Unsupported authentication mode update from {before} to {mode}")
    kind = _PLAIN[next(iter(wanted))][0]
    parameters = {_PLAIN[key][1]: _parameter(value) for key, value in wanted.items()}
    return kind, parameters, lambda: record.update(changes)


def _parameter(value: Any) -> Any:
    single = next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
    return single if isinstance(single, str) else value


def _network(record: store.Record, wanted: dict[str, Any]) -> Change:
    current = record["resourcesVpcConfig"]
    endpoint = {key: wanted[key] for key in _ENDPOINT if key in wanted}
    placement = {key: wanted[key] for key in _PLACEMENT if key in wanted}
    egress = {key: wanted[key] for key in ("controlPlaneEgressMode",) if key in wanted}
    if sum(map(bool, (endpoint, placement, egress))) != 1:
        raise invalid("Only one type of update can be allowed.")
    changes = endpoint or placement or egress
    after = {**current, **changes}
    clusters.check_endpoint(after)
    subnets = aws.subnets(after["subnetIds"])
    aws.check_security_groups(after["securityGroupIds"])
    if len({subnet["AvailabilityZone"] for subnet in subnets}) < 2:
        raise invalid("Subnets specified must be in at least two different AZs")
    if {subnet["VpcId"] for subnet in subnets} != {current["vpcId"]}:
        raise invalid("Provided subnets belong to a different VPC than the cluster")
    if all(current[key] == value for key, value in changes.items()):
        raise invalid(
            f"Cluster is already at the desired configuration with endpointPrivateAccess: "
            f"{str(current['endpointPrivateAccess']).lower()} , endpointPublicAccess: "
            f"{str(current['endpointPublicAccess']).lower()}, and Public Endpoint Restrictions: "
            f"[{', '.join(current['publicAccessCidrs'])}]"
            if endpoint
            else f"Cluster is already at the desired configuration with {changes}"
        )
    kinds = ((endpoint, "EndpointAccessUpdate"), (placement, "VpcConfigUpdate"), (egress, "ControlPlaneEgressUpdate"))
    kind = next(kind for part, kind in kinds if part)
    names = {"subnetIds": "Subnets", "securityGroupIds": "SecurityGroups"}
    parameters = {names.get(key, key[0].upper() + key[1:]): value for key, value in changes.items()}
    return kind, parameters, lambda: current.update(changes)


def _logging(record: store.Record, wanted: dict[str, Any]) -> Change:
    after = clusters.logging_of(wanted, record["logging"])
    if after == record["logging"]:
        raise invalid("No changes needed for the logging config provided")
    return "LoggingUpdate", {"ClusterLogging": wanted}, lambda: record.update(logging=after)


def _auto_mode(record: store.Record, wanted: dict[str, Any], call: Call) -> Change:
    clusters.auto_mode(wanted)
    role = wanted.get("computeConfig", {}).get("nodeRoleArn")
    if role:
        aws.check_role(call, role, clusters.NODE_SERVICE, "Node role")
    changes = {key: {**record.get(key, {}), **value} for key, value in wanted.items()}
    auto_nodes.check(changes, record["accessConfig"]["authenticationMode"])
    if all(record.get(key) == value for key, value in changes.items()):
        raise invalid("Cluster is already at the desired configuration of EKS Auto Mode")
    parameters = {key[0].upper() + key[1:]: value for key, value in wanted.items()}

    def apply() -> None:
        record.update(changes)
        if role:
            access.admit_nodes(record["name"], role, "EC2")

    return "AutoModeUpdate", parameters, apply
