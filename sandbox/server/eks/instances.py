# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of node groups in EC2, with their disks, and what their nodes are made from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from ...kubernetes import nodes
from ...kubernetes.nodes import INSTANCE_TYPES, Machine
from . import aws, store, templates, versions

#: The image of the nodes; there is none.
IMAGE = "ami-0e0e0e0e0e0e0e0e0"
#: EC2 keeps the first four addresses of a subnet and the last for itself.
_FIRST_ADDRESS = 4


def launch(asg: store.Record, group: store.Record) -> store.Record:
    """A new instance, in the subnet that has the fewest of the group; return it as the scaling group shows it."""
    tags = {tag["Key"]: tag["Value"] for tag in asg["Tags"] if tag["PropagateAtLaunch"]}
    made = run(_subnet(asg), group["instanceTypes"][0], templates.effective(group), tags)
    return {
        **made,
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": asg["NewInstancesProtectedFromScaleIn"],
        "LaunchTemplate": asg["LaunchTemplate"],
        "LaunchConfigurationName": "",
        "_kubelet": kubelet(group["version"]),
    }


def run(subnet: store.Record, kind: str, said: dict[str, Any], tags: dict[str, str]) -> store.Record:
    """A new instance of a type in a subnet; `said` is what a launch template would say."""
    address = next(_free_addresses(subnet))
    interface: dict[str, Any] = next(iter(said.get("NetworkInterfaces", [])), {})
    security = interface.get("Groups") or said["SecurityGroupIds"]
    parameters = {
        "ImageId": said["ImageId"],
        "InstanceType": kind,
        "SubnetId": subnet["SubnetId"],
        "PrivateIpAddress": address,
        **{f"SecurityGroupId.{number}": one for number, one in enumerate(security, 1)},
    }
    identifier = str(aws.query("ec2", "RunInstances", parameters).findtext(".//instanceId"))
    name = f"ip-{address.replace('.', '-')}.{store.region()}.compute.internal"
    record = aws.ec2()._instances[identifier]
    record["Placement"]["AvailabilityZone"] = subnet["AvailabilityZone"]
    record.update(PrivateDnsName=name, VpcId=subnet["VpcId"])
    record["Architecture"] = {"amd64": "x86_64"}.get(INSTANCE_TYPES[kind].architecture, "arm64")
    if not interface.get("AssociatePublicIpAddress", subnet["MapPublicIpOnLaunch"]):
        record.update(PublicIpAddress="", PublicDnsName="")
    aws.tag(identifier, {**_tags(said, "instance"), **tags})
    _furnish(identifier, said, subnet["AvailabilityZone"])
    return {
        "InstanceId": identifier,
        "AvailabilityZone": subnet["AvailabilityZone"],
        "_node": name,
        "_address": address,
        "_subnet": subnet["SubnetId"],
        "_type": kind,
    }


def terminate(asg: store.Record, identifier: str) -> None:
    """End an instance of a group."""
    asg["Instances"][:] = [one for one in asg["Instances"] if one["InstanceId"] != identifier]
    end(identifier)


def end(identifier: str) -> None:
    """End an instance, with its disks."""
    aws.query("ec2", "TerminateInstances", {"InstanceId.1": identifier})
    for volume in _volumes(identifier):
        aws.ec2()._volumes.pop(volume["VolumeId"], None)
        aws.ec2()._tags.pop(volume["VolumeId"], None)


def machine(group: store.Record, instance: store.Record) -> Machine:
    """What an instance's node is made from."""
    own = {
        nodes.GROUP_LABEL: group["nodegroupName"],
        "eks.amazonaws.com/capacityType": group["capacityType"],
        "eks.amazonaws.com/nodegroup-image": IMAGE,
    }
    return Machine(
        instance=instance["InstanceId"],
        name=instance["_node"],
        address=instance["_address"],
        region=store.region(),
        zone=instance["AvailabilityZone"],
        instance_type=instance["_type"],
        kubelet=instance["_kubelet"],
        labels={**group["labels"], **own},
        taints=tuple(group["taints"]),
    )


def kubelet(version: str) -> str:
    found = versions.find(version)
    return f"v{found.patch if found else version}-eks-sandbox"


def _subnet(asg: store.Record) -> store.Record:
    subnets = aws.subnets(asg["VPCZoneIdentifier"].split(","))
    counts = {one["SubnetId"]: 0 for one in subnets}
    for instance in asg["Instances"]:
        counts[instance["_subnet"]] = counts.get(instance["_subnet"], 0) + 1
    return min(subnets, key=lambda one: counts[one["SubnetId"]])


def _free_addresses(subnet: store.Record) -> Iterator[str]:
    taken = {one.get("PrivateIpAddress") for one in aws.ec2()._instances.values()
             if one["State"]["Name"] != "terminated"}  # fmt: skip
    for number, address in enumerate(ipaddress.ip_network(subnet["CidrBlock"])):
        if number >= _FIRST_ADDRESS and str(address) not in taken:
            yield str(address)


def _furnish(identifier: str, said: dict[str, Any], zone: str) -> None:
    """The root disk as the template has it; EC2's emulation gives every instance the same."""
    disk = said["BlockDeviceMappings"][0].get("Ebs", {})
    names = {"Size": "VolumeSize", "VolumeType": "VolumeType", "Encrypted": "Encrypted", "Iops": "Iops",
             "Throughput": "Throughput", "KmsKeyId": "KmsKeyId"}  # fmt: skip
    for volume in _volumes(identifier):
        volume.update({key: disk[name] for key, name in names.items() if name in disk}, AvailabilityZone=zone)
        tags = _tags(said, "volume")
        if tags:
            aws.tag(volume["VolumeId"], tags)


def _volumes(instance: str) -> list[store.Record]:
    return [one for one in aws.ec2()._volumes.values()
            if any(each.get("InstanceId") == instance for each in one.get("Attachments", []))]  # fmt: skip


def _tags(said: dict[str, Any], kind: str) -> dict[str, str]:
    found = [one for one in said.get("TagSpecifications", []) if one.get("ResourceType") == kind]
    return {tag["Key"]: tag["Value"] for one in found for tag in one.get("Tags", [])}
