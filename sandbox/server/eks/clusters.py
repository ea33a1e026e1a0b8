# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters: made with a real control plane, in networks that exist, by roles that EKS may take."""

from __future__ import annotations

import base64
import ipaddress
import secrets
import time
from typing import Any

from ...kubernetes.control_plane import NotStarted
from .. import seams
from . import access, addons, auto_nodes, aws, store, updates, versions
from .planes import Planes, free_port, identifier
from .protocol import MODULE, Call, Refused, answer, in_use, invalid

ROLE_SERVICE, NODE_SERVICE = "eks.amazonaws.com", "ec2.amazonaws.com"
_LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
#: Members that are taken over as they were asked for, and what they are when they were not.
_PLAIN: dict[str, Any] = {
    "upgradePolicy": {"supportType": "EXTENDED"},
    "zonalShiftConfig": {"enabled": False},
    "controlPlaneScalingConfig": {"tier": "standard"},
    "deletionProtection": False,
}
#: Members that are only shown when they were asked for.
_OPTIONAL = (
    "remoteNetworkConfig",
    "kubeApiServerConfig",
    "kubeSchedulerConfig",
    "kubeControllerManagerConfig",
    "encryptionConfig",
)
#: What may be deleted even if it is protected.
_UNPROTECTED = ("FAILED", "DELETING")
#: The three parts of Auto Mode, which are on or off together.
AUTO_MODE = (("computeConfig",), ("storageConfig", "blockStorage"), ("kubernetesNetworkConfig", "elasticLoadBalancing"))


class Clusters:
    """The operations on clusters."""

    def __init__(self, planes: Planes) -> None:
        self._planes = planes

    def create(self, call: Call) -> Any:
        name = call["name"]
        existing = store.module()._clusters.get(name)
        if existing:
            if call.get("clientRequestToken") and existing["_request"] == call.get("clientRequestToken"):
                return answer({"cluster": store.shown(existing, "arn")})
            raise in_use(f"Cluster already exists with name: {name}")
        version = versions.supported(call.get("version", versions.DEFAULT)).name
        aws.check_role(call, call["roleArn"], ROLE_SERVICE, "Role")
        auto_mode(call.parameters)
        auto_nodes.check(call.parameters, call.get("accessConfig", {}).get("authenticationMode", "CONFIG_MAP"))
        node_role = call.get("computeConfig", {}).get("nodeRoleArn")
        if node_role:
            aws.check_role(call, node_role, NODE_SERVICE, "Node role")
        check_encryption(call)
        network = _network(call["resourcesVpcConfig"])
        record = _record(call, version, network)
        store.module()._clusters[name] = record
        store.tag(record["arn"], call.get("tags", {}))
        group = {"aws:eks:cluster-name": name, f"kubernetes.io/cluster/{name}": "owned"}
        description = "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes"
        network["clusterSecurityGroupId"] = aws.make_security_group(
            f"eks-cluster-sg-{name}-{record['_port']}", description, network["vpcId"], group
        )
        record["_interfaces"] = [
            aws.make_interface(subnet, f"Amazon EKS {name}", [network["clusterSecurityGroupId"]], {}, "interface")
            for subnet in network["subnetIds"][:2]
        ]
        access.admit_creator(name, record, record["_creator_arn"])
        if node_role:
            access.admit_nodes(name, node_role, "EC2")
        shown = store.shown(record, "arn")
        store.later(lambda: self._start(name, record), 0.0)
        return answer({"cluster": {key: value for key, value in shown.items() if key != "endpoint"}})

    def describe(self, call: Call) -> Any:
        return answer({"cluster": _visible(store.cluster(call["name"]))})

    def listed(self, call: Call) -> Any:
        return answer(store.page(sorted(store.module()._clusters.keys()), call, "clusters"))

    def delete(self, call: Call) -> Any:
        name = call["name"]
        record = store.cluster(name)
        if store.nodegroups(name):
            raise in_use("Cluster has nodegroups attached")
        if record["status"] == "CREATING":
            raise in_use(f"Cannot delete because cluster {name} is being created")
        updates.check_none_under_way(name, "delete")
        if record["deletionProtection"] and record["status"] not in _UNPROTECTED:
            message = f"Cluster {name} has deletion protection enabled and cannot be deleted"
            raise Refused("InvalidRequestException", message)
        if record["status"] != "DELETING":
            record["status"] = "DELETING"
            store.later(lambda: self._remove(name, record))
        return answer({"cluster": _visible(record)})

    def _start(self, name: str, record: store.Record) -> None:
        cidr, began = record["kubernetesNetworkConfig"]["serviceIpv4Cidr"], time.monotonic()
        try:
            certificate = self._planes.start(name, record["_auth_token"], record["_port"], cidr)
        except NotStarted as error:
            issue = {"code": "InternalFailure", "message": str(error), "resourceIds": [name]}
            record.update(status="FAILED", health={"issues": [issue]})
            return
        if store.module()._clusters.get(name) is not record:
            self._planes.stop(name)
            return
        record["certificateAuthority"] = {"data": base64.b64encode(certificate.encode()).decode()}
        if self._planes.find(name):
            record["_docker_id"] = identifier(name)
            # Before anybody may ask: a token is good for something as soon as the cluster is ACTIVE.
            seams.get(MODULE, "_reconcile_access_policy_rbac")(name, store.account(), store.region())
        time.sleep(max(0.0, store.PACE - (time.monotonic() - began)))
        record["status"] = "ACTIVE"

    def _remove(self, name: str, record: store.Record) -> None:
        seams.get(MODULE, "_stop_access_policy_reconciler")(name, store.account(), store.region())
        self._planes.stop(name)
        auto_nodes.drop(record)
        access.drop(name)
        addons.drop(name)
        updates.drop(name)
        aws.remove_interfaces(record["_interfaces"])
        group = record["resourcesVpcConfig"]["clusterSecurityGroupId"]
        # EKS leaves a group that something is in, such as an interface that a node left.
        if not aws.is_in_use(group):
            aws.remove_security_group(group)
        store.untag(record["arn"])
        store.module()._clusters.pop(name, None)
        if any(entry["enabled"] for entry in record["logging"]["clusterLogging"]):
            # The last lines come well after it is gone, to a log group that they make if there is none.
            store.later(lambda: aws.keep_log_group(f"/aws/eks/{name}/cluster"), 5 * store.PACE)


def _visible(record: store.Record) -> store.Record:
    shown = store.shown(record, "arn")
    # EKS gives neither an address nor a certificate before there is an API server.
    hidden = ("endpoint",) if record["status"] == "CREATING" else ()
    return {key: value for key, value in shown.items() if key not in hidden}


def _record(call: Call, version: str, network: store.Record) -> store.Record:
    name, port = call["name"], free_port()
    services = dict(call.get("kubernetesNetworkConfig", {}))
    record = {
        "name": name,
        "arn": f"arn:aws:eks:{store.region()}:{store.account()}:cluster/{name}",
        "createdAt": store.now(),
        "version": version,
        "endpoint": f"https://127.0.0.1:{port}",
        "roleArn": call["roleArn"],
        "resourcesVpcConfig": network,
        "kubernetesNetworkConfig": {
            "serviceIpv4Cidr": services.get("serviceIpv4Cidr", _service_cidr(network["vpcId"])),
            "ipFamily": services.get("ipFamily", "ipv4"),
            "elasticLoadBalancing": services.get("elasticLoadBalancing", {"enabled": False}),
        },
        "logging": logging_of(call.get("logging", {})),
        "identity": {"oidc": {"issuer": seams.get(MODULE, "_issuer_url")(secrets.token_hex(16).upper())}},
        "status": "CREATING",
        "certificateAuthority": {},
        "platformVersion": versions.platform(version),
        "health": {"issues": []},
        "accessConfig": {
            "authenticationMode": call.get("accessConfig", {}).get("authenticationMode", "CONFIG_MAP"),
            "bootstrapClusterCreatorAdminPermissions": call.get("accessConfig", {}).get(
                "bootstrapClusterCreatorAdminPermissions", True
            ),
        },
        "computeConfig": {"enabled": False, **call.get("computeConfig", {})},
        "storageConfig": call.get("storageConfig", {"blockStorage": {"enabled": False}}),
        "_creator_arn": access.caller(call),
        # ministack's name for the secret in the address of the token review.
        "_auth_token": secrets.token_urlsafe(32),
        "_docker_id": None,
        "_port": port,
        "_request": call.get("clientRequestToken"),
    }
    record.update({key: call.get(key, default) for key, default in _PLAIN.items()})
    record.update({key: call[key] for key in _OPTIONAL if call.get(key)})
    return record


def _network(wanted: store.Record) -> store.Record:
    """The network as it is shown. Raises Refused for subnets, groups and addresses that cannot be."""
    subnets = aws.subnets(wanted.get("subnetIds", []))
    if len({subnet["AvailabilityZone"] for subnet in subnets}) < 2:
        raise invalid("Subnets specified must be in at least two different AZs")
    if len({subnet["VpcId"] for subnet in subnets}) > 1:
        raise invalid("The subnets specified are not all in the same VPC")
    aws.check_security_groups(wanted.get("securityGroupIds", []))
    network = {
        "subnetIds": wanted["subnetIds"],
        "securityGroupIds": wanted.get("securityGroupIds", []),
        "vpcId": subnets[0]["VpcId"],
        "endpointPublicAccess": wanted.get("endpointPublicAccess", True),
        "endpointPrivateAccess": wanted.get("endpointPrivateAccess", False),
        "publicAccessCidrs": wanted.get("publicAccessCidrs", ["0.0.0.0/0"]),
        "controlPlaneEgressMode": wanted.get("controlPlaneEgressMode", "AWS_MANAGED"),
    }
    check_endpoint(network)
    return network


def check_endpoint(network: store.Record) -> None:
    """Raises Refused for an endpoint that nobody could reach, and for CIDRs that are none."""
    if not network["endpointPublicAccess"] and not network["endpointPrivateAccess"]:
        raise invalid("Private and public endpoint access cannot be false")
    wrong = [cidr for cidr in network["publicAccessCidrs"] if not _is_cidr(cidr)]
    if wrong:
        raise invalid(f"The following CIDRs are invalid in publicAccessCidrs: {wrong}")


def _is_cidr(text: str) -> bool:
    try:
        return ipaddress.ip_network(text).num_addresses > 0 and "/" in text
    except ValueError:
        return False


def _service_cidr(vpc: str) -> str:
    """EKS takes 10.100.0.0/16 unless the VPC lies in 10.0.0.0/8."""
    inside = str(aws.ec2()._vpcs.get(vpc, {}).get("CidrBlock", "")).startswith("10.")
    return "172.20.0.0/16" if inside else "10.100.0.0/16"


def logging_of(wanted: store.Record, current: store.Record | None = None) -> store.Record:
    """The logging configuration as EKS shows it: one entry of the types that are on, one of those that are off."""
    enabled = {kind for entry in (current or {}).get("clusterLogging", []) if entry["enabled"] for kind in
               entry["types"]}  # fmt: skip
    for entry in wanted.get("clusterLogging", []):
        change = enabled.update if entry.get("enabled") else enabled.difference_update
        change(entry.get("types", []))
    parts = [([kind for kind in _LOG_TYPES if (kind in enabled) is state], state) for state in (True, False)]
    return {"clusterLogging": [{"types": types, "enabled": state} for types, state in parts if types]}


def check_encryption(call: Call) -> None:
    """Raises Refused for an encryption of anything but secrets, and for a key that cannot be used."""
    for part in call.get("encryptionConfig", []):
        if part.get("resources") != ["secrets"]:
            raise invalid(f"Invalid resources in encryptionConfig: {part.get('resources')}; allowed: ['secrets']")
        aws.check_key(call, part.get("provider", {}).get("keyArn", ""))


def auto_mode(wanted: Any) -> bool:
    """Whether Auto Mode is asked for. Raises Refused when only a part of it is."""
    states = [_enabled(wanted, path) for path in AUTO_MODE]
    given = {state for state in states if state is not None}
    if given and (len(given) > 1 or (True in given and None in states)):
        raise invalid(
            "For EKS Auto Mode, please ensure that all required configs, including computeConfig, "
            "kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled."
        )
    return given == {True}


def _enabled(wanted: Any, path: tuple[str, ...]) -> bool | None:
    for key in path:
        wanted = (wanted or {}).get(key)
    return None if wanted is None else bool(wanted.get("enabled"))
