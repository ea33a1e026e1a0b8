# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon EC2: what costs money or holds on to a network."""

from __future__ import annotations

from ..table import Call, Gone, Kind, Listing, Ref, Tags
from ._names import DERIVED

_NAME = "tag:Name"

KINDS = (
    Kind(
        name="ec2_instance",
        label="EC2 instance",
        type="ec2:instance",
        service="ec2",
        listings=(Listing(Call("DescribeInstances"), "Reservations[].Instances[]"),),
        id="InstanceId",
        title=_NAME,
        arn="arn:{partition}:ec2:{region}:{account}:instance/{id}",
        tags=Tags(place="Tags"),
        refs=(
            Ref("IamInstanceProfile.Arn"),
            Ref("SubnetId"),
            Ref("SecurityGroups[].GroupId"),
            Ref("BlockDeviceMappings[].Ebs.VolumeId"),
        ),
        state=("State.Name",),
        over=("terminated",),
        endpoint="PublicDnsName",
        since="LaunchTime",
        named_after=DERIVED,
        # After node groups, which make new ones for those that are ended.
        order=41,
        deletion=(Call("TerminateInstances", {"InstanceIds[]": "InstanceId"}),),
        gone=Gone(
            Call("DescribeInstances", {"InstanceIds[]": "InstanceId"}),
            "Reservations[].Instances[].State.Name",
            ("terminated",),
        ),
    ),
    Kind(
        name="launch_template",
        label="launch template",
        type="ec2:launch-template",
        service="ec2",
        listings=(Listing(Call("DescribeLaunchTemplates"), "LaunchTemplates[]"),),
        id="LaunchTemplateId",
        title="LaunchTemplateName",
        arn="arn:{partition}:ec2:{region}:{account}:launch-template/{id}",
        tags=Tags(place="Tags"),
        since="CreateTime",
        named_after=DERIVED,
        order=45,
        deletion=(Call("DeleteLaunchTemplate", {"LaunchTemplateId": "LaunchTemplateId"}),),
    ),
    Kind(
        name="network_interface",
        label="network interface",
        type="ec2:network-interface",
        service="ec2",
        listings=(Listing(Call("DescribeNetworkInterfaces"), "NetworkInterfaces[]"),),
        id="NetworkInterfaceId",
        title="Description",
        arn="arn:{partition}:ec2:{region}:{account}:network-interface/{id}",
        tags=Tags(place="TagSet"),
        refs=(Ref("SubnetId"), Ref("Groups[].GroupId"), Ref("Attachment.InstanceId"), Ref("Description")),
        state=("Status",),
        named_after={
            **DERIVED,
            "workload": (*DERIVED["workload"], "AWS Lambda VPC ENI-{workload}-*"),
            "lambda_function": ("AWS Lambda VPC ENI-{name}-*",),
            "load_balancer": ("ELB app/{name}/*", "ELB net/{name}/*"),
            "file_system": ("EFS mount target for {id} *",),
            "eks_cluster": ("Amazon EKS {name}",),
            "ec2_instance": ("aws-K8S-{id}",),
        },
        # The add-on vpc-cni makes interfaces for pods, and leaves them when their node ends too fast.
        tagged_after={
            "eks_cluster": (("cluster.k8s.amazonaws.com/name", "{name}"), ("kubernetes.io/cluster/{name}", "owned"))
        },
        order=50,
        deletion=(Call("DeleteNetworkInterface", {"NetworkInterfaceId": "NetworkInterfaceId"}),),
        busy=("InvalidNetworkInterface.InUse", "InvalidParameterValue"),
        gone=Gone(
            Call("DescribeNetworkInterfaces", {"NetworkInterfaceIds[]": "NetworkInterfaceId"}),
            "NetworkInterfaces[].Status",
        ),
    ),
    Kind(
        name="elastic_ip",
        label="elastic IP address",
        type="ec2:elastic-ip",
        service="ec2",
        listings=(Listing(Call("DescribeAddresses"), "Addresses[]"),),
        id="AllocationId",
        title=_NAME,
        arn="arn:{partition}:ec2:{region}:{account}:elastic-ip/{id}",
        tags=Tags(place="Tags"),
        refs=(Ref("InstanceId"), Ref("NetworkInterfaceId")),
        endpoint="PublicIp",
        named_after=DERIVED,
        order=55,
        deletion=(Call("ReleaseAddress", {"AllocationId": "AllocationId"}),),
        # A NAT gateway that was just deleted lets go a moment later.
        busy=("InvalidIPAddress.InUse", "AuthFailure"),
    ),
    Kind(
        name="volume",
        label="EBS volume",
        type="ec2:volume",
        service="ec2",
        listings=(Listing(Call("DescribeVolumes"), "Volumes[]"),),
        id="VolumeId",
        title=_NAME,
        arn="arn:{partition}:ec2:{region}:{account}:volume/{id}",
        tags=Tags(place="Tags"),
        refs=(Ref("Attachments[].InstanceId"),),
        state=("State",),
        since="CreateTime",
        named_after=DERIVED,
        order=55,
        deletion=(Call("DeleteVolume", {"VolumeId": "VolumeId"}),),
        busy=("VolumeInUse",),
        # Most go with their instance.
        gone=Gone(Call("DescribeVolumes", {"VolumeIds[]": "VolumeId"}), "Volumes[].State", ("deleting", "deleted")),
    ),
    Kind(
        name="snapshot",
        label="EBS snapshot",
        type="ec2:snapshot",
        service="ec2",
        listings=(Listing(Call("DescribeSnapshots", constants={"OwnerIds": ["self"]}), "Snapshots[]"),),
        id="SnapshotId",
        title=_NAME,
        arn="arn:{partition}:ec2:{region}::snapshot/{id}",
        tags=Tags(place="Tags"),
        refs=(Ref("VolumeId"),),
        state=("State",),
        since="StartTime",
        named_after=DERIVED,
        order=57,
        deletion=(Call("DeleteSnapshot", {"SnapshotId": "SnapshotId"}),),
    ),
    Kind(
        name="security_group",
        label="security group",
        type="ec2:security-group",
        service="ec2",
        listings=(Listing(Call("DescribeSecurityGroups"), "SecurityGroups[]"),),
        is_ours=lambda group: group.get("GroupName") != "default",
        id="GroupId",
        title="GroupName",
        arn="arn:{partition}:ec2:{region}:{account}:security-group/{id}",
        tags=Tags(place="Tags"),
        refs=(
            Ref("VpcId"),
            Ref("IpPermissions[].UserIdGroupPairs[].GroupId"),
            Ref("IpPermissionsEgress[].UserIdGroupPairs[].GroupId"),
        ),
        named_after={**DERIVED, "eks_cluster": ("eks-cluster-sg-{name}-*",)},
        order=60,
        deletion=(Call("DeleteSecurityGroup", {"GroupId": "GroupId"}),),
        busy=("DependencyViolation",),
    ),
)
