# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch templates: what a node group's may say, and the one that EKS makes from it for the Auto Scaling group.

https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
"""

from __future__ import annotations

from typing import Any

from . import aws, store
from .protocol import Call, invalid

#: What a node group says itself, and its template may not.
_FORBIDDEN = {"IamInstanceProfile": "an IAM instance profile", "InstanceInitiatedShutdownBehavior": "shutdown behavior"}
_DISK = {"VolumeType": "gp3", "DeleteOnTermination": True}


def named(wanted: store.Record) -> store.Record:
    """The template as a node group shows it. Raises Refused unless it and its version are there."""
    found = next(
        (
            one
            for one in aws.ec2()._launch_templates.values()
            if wanted.get("id") == one["LaunchTemplateId"] or wanted.get("name") == one["LaunchTemplateName"]
        ),
        None,
    )
    if found is None:
        raise invalid(f"The specified launch template, with {wanted}, does not exist.")
    version = str(wanted.get("version", found["DefaultVersionNumber"]))
    if version not in {str(one["VersionNumber"]) for one in found["Versions"]}:
        raise invalid(f"The specified launch template version, {version}, does not exist.")
    return {"id": found["LaunchTemplateId"], "name": found["LaunchTemplateName"], "version": version}


def data(template: store.Record | None) -> dict[str, Any]:
    """What a template says; nothing if it is gone meanwhile."""
    if template is None:
        return {}
    held = aws.ec2()._launch_templates.get(template["id"], {}).get("Versions", [])
    versions = (one["LaunchTemplateData"] for one in held if str(one["VersionNumber"]) == template["version"])
    return dict(next(versions, {}))


def check(template: store.Record | None, call: Call) -> None:
    """Raises Refused for what a template says that it may not, or that the node group says too."""
    if template is None:
        return
    aws.check_launch(call, template["id"])
    said = data(template)
    # Of what else a template may not say, ministack keeps nothing.
    for member, words in _FORBIDDEN.items():
        if said.get(member):
            raise invalid(f"Launch template {template['id']} should not specify {words}")
    if any(one.get("SubnetId") for one in said.get("NetworkInterfaces", [])):
        raise invalid(f"Launch template {template['id']} should not specify a subnet for its network interfaces")
    if said.get("InstanceType") and call.get("instanceTypes"):
        raise invalid("Cannot specify instance types in launch template and API request")
    if call.get("diskSize"):
        raise invalid("Disk size must be specified within the launch template.")
    if call.get("remoteAccess"):
        raise invalid("Remote access configuration cannot be specified with a launch template.")
    given = [key for key in ("amiType", "version", "releaseVersion") if call.get(key)]
    if said.get("ImageId") and given:
        raise invalid(f"You cannot specify {given[0]} when the launch template has an image id")


def make(cluster: str, group: store.Record) -> store.Record:
    """The template that EKS makes for a node group's Auto Scaling group, as that names it."""
    name = f"eks-{store.new_id()}"
    aws.query("ec2", "CreateLaunchTemplate", {"LaunchTemplateName": name, "LaunchTemplateData.ImageId": "ami-0"})
    templates = aws.ec2()._launch_templates
    made = next(one for one in templates.values() if one["LaunchTemplateName"] == name)
    tags = {"eks:cluster-name": cluster, "eks:nodegroup-name": group["nodegroupName"]}
    made["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    aws.tag(made["LaunchTemplateId"], tags)
    made["Versions"][0]["LaunchTemplateData"] = effective(group)
    return {"LaunchTemplateId": made["LaunchTemplateId"], "LaunchTemplateName": name, "Version": "1"}


def renew(asg: store.Record, group: store.Record) -> None:
    """A new version of it, after an update of the node group."""
    template = aws.ec2()._launch_templates[asg["LaunchTemplate"]["LaunchTemplateId"]]
    parameters = {"LaunchTemplateId": template["LaunchTemplateId"], "LaunchTemplateData.ImageId": "ami-0"}
    aws.query("ec2", "CreateLaunchTemplateVersion", parameters)
    template["Versions"][-1]["LaunchTemplateData"] = effective(group)
    asg["LaunchTemplate"] = {**asg["LaunchTemplate"], "Version": str(template["LatestVersionNumber"])}


def remove(asg: store.Record) -> None:
    identifier = asg["LaunchTemplate"].get("LaunchTemplateId", "")
    aws.ec2()._launch_templates.pop(identifier, None)
    aws.ec2()._tags.pop(identifier, None)


def effective(group: store.Record) -> dict[str, Any]:
    """What the instances of a node group are launched with: its template's, filled up by EKS."""
    said = data(group.get("launchTemplate"))
    network = store.cluster(group["clusterName"])["resourcesVpcConfig"]
    disk = {"DeviceName": "/dev/xvda", "Ebs": {**_DISK, "VolumeSize": group.get("diskSize", 20)}}
    return {
        "SecurityGroupIds": [network["clusterSecurityGroupId"]],
        "BlockDeviceMappings": [disk],
        "ImageId": "ami-0e0e0e0e0e0e0e0e0",
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
        **said,
        "InstanceType": group["instanceTypes"][0],
    }
