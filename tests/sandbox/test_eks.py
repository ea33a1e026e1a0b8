# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EKS's own operations: what they refuse, how long things take, what is shown.

No API server stands behind these clusters (SANDBOX_KUBERNETES=off).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ParamValidationError

from sandbox import settings
from tests.sandbox.kubernetes import Place, account, gone, place, refusal, sandbox_of_its_own, states

LOGS = {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}
IN_TROUBLE = "currently has update"


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[settings.Settings]:
    with sandbox_of_its_own(tmp_path_factory.mktemp("eks"), "off", seconds=2.0) as made:
        yield made


@pytest.fixture(scope="module")
def here(where: settings.Settings) -> Place:
    return place(account(where, "sandbox-dev-admin"))


@pytest.fixture(scope="module")
def cluster(here: Place) -> str:
    """A cluster that tests may change, with a node group `workers`."""
    here.create_cluster("shared", tags={"team": "one"})
    states(here.cluster_state("shared"), "ACTIVE")
    here.create_nodegroup("shared", "workers")
    states(here.nodegroup_state("shared", "workers"), "ACTIVE")
    return "shared"


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"version": "1.99"}, "InvalidParameterException", "unsupported Kubernetes version 1.99"),
        ({"version": "1.30"}, "InvalidParameterException", "unsupported Kubernetes version 1.30"),
        ({"roleArn": "arn:aws:iam::111111111111:role/none"}, "InvalidParameterException", "could not be assumed"),
        ({"roleArn": "arn:aws:iam::222222222222:role/eks"}, "AccessDeniedException", "Cross-account"),
        ({"resourcesVpcConfig": {"subnetIds": ["subnet-none"]}}, "InvalidParameterException", "does not exist"),
        ({"accessConfig": {"authenticationMode": "KEYS"}}, "InvalidParameterException", "enum value set: [API"),
        ({"name": "-"}, "InvalidParameterException", "regular expression pattern"),
        ({"computeConfig": {"enabled": True}}, "InvalidParameterException", "fully enabled or fully disabled"),
    ],
)  # fmt: skip
def test_a_cluster_that_cannot_be_is_refused(here: Place, changes: dict[str, Any], code: str, says: str) -> None:
    refused = refusal(lambda name="wrong", **more: here.create_cluster(name, **more), **changes)
    assert (refused[0], says in refused[1]) == (code, True), refused
    assert "wrong" not in here.eks.list_clusters()["clusters"]


@pytest.mark.parametrize(
    ("network", "says"),
    [
        ({"one_zone": True}, "at least two different AZs"),
        ({"endpointPublicAccess": False}, "Private and public endpoint access cannot be false"),
        ({"publicAccessCidrs": ["10.0.0.1/8"]}, "invalid in publicAccessCidrs"),
        ({"securityGroupIds": ["sg-none"]}, "The security group 'sg-none' does not exist"),
    ],
)
def test_a_network_that_cannot_be_is_refused(here: Place, network: dict[str, Any], says: str) -> None:
    subnets = here.subnets[:1] if network.pop("one_zone", False) else here.subnets
    refused = refusal(lambda **more: here.create_cluster("wrong", **more),
                      resourcesVpcConfig={"subnetIds": subnets, **network})  # fmt: skip
    assert says in refused[1]


def test_parameters_are_checked_where_botocore_does_not(where: settings.Settings) -> None:
    """botocore checks what is required; whoever does without it is told all the same."""
    made = account(where, "sandbox-dev-admin")
    with pytest.raises(ParamValidationError):
        made.client("eks").create_cluster(name="x")
    frozen = made.session.get_credentials().get_frozen_credentials()
    make: Any = boto3.client
    unchecked = make(
        "eks",
        region_name="eu-central-1",
        endpoint_url=f"http://127.0.0.1:{where.port}",
        aws_access_key_id=frozen.access_key,
        aws_secret_access_key=frozen.secret_key,
        aws_session_token=frozen.token,
        config=_unchecked(),
    )
    assert "'roleArn' failed to satisfy constraint: Member must not be null" in refusal(
        unchecked.create_cluster, name="x", resourcesVpcConfig={}
    )[1]  # fmt: skip


def _unchecked() -> Any:
    from botocore.config import Config

    return Config(parameter_validation=False)


def test_a_role_must_be_one_that_may_be_passed(here: Place, where: settings.Settings) -> None:
    deployer = Place(account(where, "sandbox-dev"), here.vpc, here.subnets, here.cluster_role, here.node_role)
    assert refusal(lambda: deployer.create_cluster("wrong"))[0] in ("AccessDeniedException", "AccessDenied")


def test_the_deployer_changes_no_cluster_that_lacks_its_tag(
    here: Place, where: settings.Settings, cluster: str
) -> None:
    deployer = account(where, "sandbox-dev").client("eks")
    change = {"name": cluster, "deletionProtection": False}
    assert refusal(deployer.update_cluster_config, **change)[0] == "AccessDeniedException"
    arn = here.eks.describe_cluster(name=cluster)["cluster"]["arn"]
    here.eks.tag_resource(resourceArn=arn, tags={"inferops:managed-by": "inferops.aws"})
    assert refusal(deployer.update_cluster_config, **change)[0] == "InvalidParameterException"
    here.eks.untag_resource(resourceArn=arn, tagKeys=["inferops:managed-by"])


def test_the_deployer_names_keys_below_its_own_prefix_only(where: settings.Settings) -> None:
    keys = account(where, "sandbox-dev").client("kms")
    key = keys.create_key(Tags=[{"TagKey": "inferops:managed-by", "TagValue": "inferops.aws"}])["KeyMetadata"]["KeyId"]
    keys.create_alias(AliasName="alias/inferops/mine", TargetKeyId=key)
    assert refusal(keys.create_alias, AliasName="alias/theirs", TargetKeyId=key)[0] == "AccessDeniedException"


def test_a_cluster_comes_and_goes_by_its_states(here: Place) -> None:
    created = here.create_cluster("short", tags={"a": "1"}, clientRequestToken="t" * 33)
    assert (created["status"], "endpoint" in created, "data" in created["certificateAuthority"]) == (
        "CREATING",
        False,
        False,
    )
    assert here.create_cluster("short", clientRequestToken="t" * 33)["arn"] == created["arn"]
    assert refusal(lambda: here.create_cluster("short"))[0] == "ResourceInUseException"
    states(here.cluster_state("short"), "ACTIVE")
    found = here.eks.describe_cluster(name="short")["cluster"]
    assert found["resourcesVpcConfig"]["vpcId"] == here.vpc
    assert found["endpoint"].startswith("https://127.0.0.1:")
    assert found["accessConfig"]["authenticationMode"] == "API"
    assert found["upgradePolicy"] == {"supportType": "EXTENDED"}
    assert found["logging"]["clusterLogging"][0]["enabled"] is False
    group = found["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert here.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["VpcId"] == here.vpc
    assert here.eks.delete_cluster(name="short")["cluster"]["status"] == "DELETING"
    assert here.eks.delete_cluster(name="short")["cluster"]["status"] == "DELETING"
    assert states(here.cluster_state("short"), "gone") == ["DELETING", "gone"]
    assert refusal(here.eks.delete_cluster, name="short")[0] == "ResourceNotFoundException"


def test_tags_are_shown_as_they_are_now(here: Place, cluster: str) -> None:
    eks, arn = here.eks, here.eks.describe_cluster(name=cluster)["cluster"]["arn"]
    eks.tag_resource(resourceArn=arn, tags={"stage": "test"})
    eks.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert eks.describe_cluster(name=cluster)["cluster"]["tags"] == {"stage": "test"}


@pytest.mark.parametrize(
    ("changes", "kind", "shown"),
    [
        ({"logging": LOGS}, "LoggingUpdate", lambda one: one["logging"]["clusterLogging"][0]["types"]),
        ({"deletionProtection": True}, "DeletionProtectionUpdate", lambda one: one["deletionProtection"]),
        ({"upgradePolicy": {"supportType": "STANDARD"}}, "UpgradePolicyUpdate", lambda one: one["upgradePolicy"]),
        ({"zonalShiftConfig": {"enabled": True}}, "ZonalShiftConfigUpdate", lambda one: one["zonalShiftConfig"]),
        (
            {"resourcesVpcConfig": {"endpointPrivateAccess": True, "publicAccessCidrs": ["192.0.2.0/24"]}},
            "EndpointAccessUpdate",
            lambda one: (one["resourcesVpcConfig"]["endpointPrivateAccess"],
                         one["resourcesVpcConfig"]["publicAccessCidrs"]),
        ),
        (
            {
                "computeConfig": {"enabled": True},
                "storageConfig": {"blockStorage": {"enabled": True}},
                "kubernetesNetworkConfig": {"elasticLoadBalancing": {"enabled": True}},
            },
            "AutoModeUpdate",
            lambda one: (one["computeConfig"]["enabled"], one["storageConfig"]["blockStorage"]["enabled"]),
        ),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_an_update_in_place(
    here: Place, cluster: str, changes: dict[str, Any], kind: str, shown: Any
) -> None:
    before = here.eks.describe_cluster(name=cluster)["cluster"]
    answer = here.eks.update_cluster_config(name=cluster, **changes)
    assert here.eks.describe_cluster(name=cluster)["cluster"]["status"] == "UPDATING"
    assert here.updated(cluster, answer)["type"] == kind
    after = here.eks.describe_cluster(name=cluster)["cluster"]
    assert after["status"] == "ACTIVE"
    assert shown(after) != shown(before)
    assert here.eks.list_updates(name=cluster)["updateIds"][0] == answer["update"]["id"]
    assert refusal(here.eks.update_cluster_config, name=cluster, **changes)[0] == "InvalidParameterException"


def test_two_updates_at_a_time_are_refused(here: Place, cluster: str) -> None:
    answer = here.eks.update_cluster_config(name=cluster, deletionProtection=False)
    refused = refusal(here.eks.update_cluster_config, name=cluster, upgradePolicy={"supportType": "EXTENDED"})
    assert (refused[0], answer["update"]["id"] in refused[1]) == ("ResourceInUseException", True)
    here.updated(cluster, answer)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"logging": LOGS, "deletionProtection": True}, "Only one type of update"),
        ({"resourcesVpcConfig": {"endpointPublicAccess": False, "subnetIds": ["s"]}}, "Only one type of update"),
        ({"accessConfig": {"authenticationMode": "CONFIG_MAP"}}, "Unsupported authentication mode update"),
        ({}, "No changes needed"),
    ],
)
def test_a_change_that_cannot_be_is_refused(here: Place, cluster: str, changes: dict[str, Any], says: str) -> None:
    assert says in refusal(here.eks.update_cluster_config, name=cluster, **changes)[1]


def test_encryption_is_for_once(here: Place, cluster: str) -> None:
    associate, kms = here.eks.associate_encryption_config, here.client("kms")
    key = {"keyArn": kms.create_key()["KeyMetadata"]["Arn"]}
    wanted = [{"resources": ["secrets"], "provider": key}]
    for wrong, says in (
        ({"resources": ["secrets"], "provider": {"keyArn": f"{key['keyArn'][:-1]}x"}}, "does not exist"),
        ({"resources": ["pods"], "provider": key}, "allowed: ['secrets']"),
        ({"resources": ["secrets"], "provider": {"keyArn": _signing_key(kms)}}, "not an enabled symmetric key"),
    ):
        assert says in refusal(associate, clusterName=cluster, encryptionConfig=[wrong])[1]
        assert says in refusal(lambda **more: here.create_cluster("wrong", **more), encryptionConfig=[wrong])[1]
    here.updated(cluster, associate(clusterName=cluster, encryptionConfig=wanted))
    assert here.eks.describe_cluster(name=cluster)["cluster"]["encryptionConfig"] == wanted
    assert "already has" in refusal(associate, clusterName=cluster, encryptionConfig=wanted)[1]


def _signing_key(kms: Any) -> str:
    return str(kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"instanceTypes": ["m99.large"]}, "do not exist: [m99.large]"),
        (
            {"instanceTypes": ["m7g.large"]},
            "[m7g.large] is not a valid instance type for requested amiType AL2023_x86_",
        ),
        ({"amiType": "AL2_x86_64"}, "1.32 or earlier"),
        ({"scalingConfig": {"minSize": 3, "maxSize": 2, "desiredSize": 3}}, "can't be greater than maximum"),
        ({"scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 3}}, "can't be greater than max size 2"),
        ({"version": "1.36"}, "Requested Nodegroup version 1.36"),
        ({"releaseVersion": "1.35.6-20200101"}, "Requested release version"),
        ({"launchTemplate": {"id": "lt-none"}}, "does not exist"),
        ({"nodeRole": "arn:aws:iam::111111111111:role/none"}, "could not be assumed"),
        ({"subnets": ["subnet-none"]}, "does not exist"),
    ],
)
def test_a_node_group_that_cannot_be_is_refused(here: Place, cluster: str, changes: dict[str, Any], says: str) -> None:
    assert says in refusal(lambda **more: here.create_nodegroup(cluster, "wrong", **more), **changes)[1]


def test_a_node_group_keeps_its_template_and_follows_its_version(here: Place, cluster: str) -> None:
    compute, of = here.client("ec2"), {"clusterName": cluster, "nodegroupName": "templated"}
    made = compute.create_launch_template(LaunchTemplateName="t", LaunchTemplateData={"InstanceType": "t3.large"})
    template = {"id": made["LaunchTemplate"]["LaunchTemplateId"], "version": "1"}
    assert "within the launch template" in refusal(
        lambda: here.create_nodegroup(cluster, "templated", launchTemplate=template, diskSize=30)
    )[1]  # fmt: skip
    scaling = {"minSize": 0, "maxSize": 2, "desiredSize": 0}
    older = {"version": "1.35", "releaseVersion": "1.35.6-20261029"}
    created = here.create_nodegroup(cluster, "templated", launchTemplate=template, scalingConfig=scaling, **older)
    assert (created["instanceTypes"], created["launchTemplate"]["name"]) == (["t3.large"], "t")
    states(here.nodegroup_state(cluster, "templated"), "ACTIVE")
    compute.create_launch_template_version(
        LaunchTemplateId=template["id"], LaunchTemplateData={"InstanceType": "t3.large"}
    )
    for number, named, release in (("2", older, "1.35.6-20261029"), ("1", {}, "1.35.6-20261112")):
        asked = {**named, "launchTemplate": {**template, "version": number}}
        here.updated(cluster, here.eks.update_nodegroup_version(**of, **asked), nodegroupName="templated")
        found = here.eks.describe_nodegroup(**of)["nodegroup"]
        assert (found["launchTemplate"]["version"], found["releaseVersion"]) == (number, release)
    assert "not valid" in refusal(here.eks.update_nodegroup_version, **of, releaseVersion="1.35.6-20200101")[1]
    here.eks.delete_nodegroup(**of)
    assert states(here.nodegroup_state(cluster, "templated"), "gone") == ["DELETING", "gone"]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"Bool": {"ec2:IsLaunchTemplateResource": "true"}}, "InvalidRequestException"),
        ({"ArnLike": {"ec2:LaunchTemplate": "arn:aws:ec2:*:111111111111:launch-template/*"}}, ""),
    ],
)
def test_who_names_a_template_must_be_allowed_to_launch_from_it(
    here: Place, cluster: str, conditions: dict[str, Any], expected: str
) -> None:
    """Not all that is launched is the template's own: the subnet is the node group's."""
    name = f"launcher-{expected or 'may'}"
    iam, root = here.client("iam"), {"AWS": "arn:aws:iam::111111111111:root"}
    trust = {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}
    statements = [
        {"Effect": "Allow", "Action": ["eks:*", "iam:PassRole"], "Resource": "*"},
        {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": conditions},
    ]
    trusting, permitting = (json.dumps({"Version": "2012-10-17", "Statement": each}) for each in ([trust], statements))
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=permitting)
    template = here.client("ec2").create_launch_template(
        LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "t3.large"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    taken = here.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    make: Any = boto3.client
    eks = make(
        "eks",
        aws_access_key_id=taken["AccessKeyId"],
        aws_secret_access_key=taken["SecretAccessKey"],
        aws_session_token=taken["SessionToken"],
        region_name=here.eks.meta.region_name,
        endpoint_url=here.eks.meta.endpoint_url,
    )
    wanted = {"clusterName": cluster, "nodegroupName": name, "subnets": here.subnets, "nodeRole": here.node_role}

    def ask() -> Any:
        return eks.create_nodegroup(**wanted, launchTemplate={"id": template})

    if expected:
        assert "not authorized to launch instances with this launch template" in refusal(ask)[1]
    else:
        assert ask()["nodegroup"]["status"] == "CREATING"
        states(here.nodegroup_state(cluster, name), "ACTIVE")
        here.eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)
        states(here.nodegroup_state(cluster, name), "gone")


@pytest.mark.parametrize(
    ("data", "more", "says"),
    [
        ({"IamInstanceProfile": {"Name": "p"}}, {}, "should not specify an IAM instance profile"),
        ({"InstanceInitiatedShutdownBehavior": "stop"}, {}, "should not specify shutdown behavior"),
        ({"NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": "subnet-1"}]}, {}, "should not specify a subnet"),
        ({"InstanceType": "t3.large"}, {"instanceTypes": ["t3.large"]}, "Cannot specify instance types in launch"),
        ({"ImageId": "ami-1"}, {"releaseVersion": "1.35.6-20261112"}, "cannot specify releaseVersion"),
    ],
)
def test_a_template_that_cannot_be_is_refused(
    here: Place, cluster: str, data: dict[str, Any], more: dict[str, Any], says: str
) -> None:
    compute = here.client("ec2")
    made = compute.create_launch_template(LaunchTemplateName="wrong", LaunchTemplateData=data)["LaunchTemplate"]
    try:
        template = {"id": made["LaunchTemplateId"]}
        assert says in refusal(lambda: here.create_nodegroup(cluster, "wrong", launchTemplate=template, **more))[1]
    finally:
        compute.delete_launch_template(LaunchTemplateId=made["LaunchTemplateId"])


def test_a_template_keeps_whether_an_interface_goes_with_its_instance(here: Place) -> None:
    compute = here.client("ec2")
    interfaces = [{"DeviceIndex": 0, "DeleteOnTermination": True}, {"DeviceIndex": 1, "DeleteOnTermination": False}]
    data = {"NetworkInterfaces": [*interfaces, {"DeviceIndex": 2}]}
    compute.create_launch_template(LaunchTemplateName="interfaces", LaunchTemplateData=data)
    (version,) = compute.describe_launch_template_versions(LaunchTemplateName="interfaces")["LaunchTemplateVersions"]
    kept = [one.get("DeleteOnTermination") for one in version["LaunchTemplateData"]["NetworkInterfaces"]]
    assert kept == [True, False, None]
    compute.delete_launch_template(LaunchTemplateName="interfaces")


def test_instances_are_what_the_template_says(here: Place, cluster: str) -> None:
    compute = here.client("ec2")
    group = compute.create_security_group(GroupName="own", Description="own", VpcId=here.vpc)["GroupId"]
    disk = {"VolumeSize": 33, "VolumeType": "gp3", "Encrypted": True}
    tags = [{"Key": "team", "Value": "digits"}]
    data = {
        "InstanceType": "t4g.large",
        "SecurityGroupIds": [group],
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": disk}],
        "TagSpecifications": [{"ResourceType": kind, "Tags": tags} for kind in ("instance", "volume")],
    }
    made = compute.create_launch_template(LaunchTemplateName="full", LaunchTemplateData=data)["LaunchTemplate"]
    scaling = {"minSize": 1, "maxSize": 1, "desiredSize": 1}
    image = "AL2023_ARM_64_STANDARD"
    here.create_nodegroup(cluster, "full", launchTemplate={"name": "full"}, scalingConfig=scaling, amiType=image)
    states(here.nodegroup_state(cluster, "full"), "ACTIVE")
    filters = [{"Name": "tag:eks:nodegroup-name", "Values": ["full"]}]
    (reservation,) = compute.describe_instances(Filters=filters)["Reservations"]
    (instance,) = reservation["Instances"]
    assert (instance["InstanceType"], instance["Architecture"]) == ("t4g.large", "arm64")
    assert [one["GroupId"] for one in instance["SecurityGroups"]] == [group]
    assert {one["Key"]: one["Value"] for one in instance["Tags"]}["team"] == "digits"
    identifier = instance["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    (volume,) = compute.describe_volumes(VolumeIds=[identifier])["Volumes"]
    assert (volume["Size"], volume["Encrypted"], volume["Tags"]) == (33, True, tags)
    # What EKS made of it goes with the node group, and what is the user's stays.
    names = {one["LaunchTemplateName"] for one in compute.describe_launch_templates()["LaunchTemplates"]}
    assert len([name for name in names if name.startswith("eks-")]) >= 1
    here.eks.delete_nodegroup(clusterName=cluster, nodegroupName="full")
    states(here.nodegroup_state(cluster, "full"), "gone")
    left = {one["LaunchTemplateName"] for one in compute.describe_launch_templates()["LaunchTemplates"]}
    assert "full" in left
    assert left < names
    compute.delete_launch_template(LaunchTemplateId=made["LaunchTemplateId"])


def test_sizes_are_those_of_the_scaling_group(here: Place, cluster: str) -> None:
    of, scaling = {"clusterName": cluster, "nodegroupName": "workers"}, here.client("autoscaling")
    answer = here.eks.update_nodegroup_config(**of, scalingConfig={"minSize": 1, "maxSize": 6, "desiredSize": 3})
    assert here.nodegroup_state(cluster, "workers")() == "UPDATING"
    second = refusal(here.eks.update_nodegroup_config, **of, labels={"addOrUpdateLabels": {"a": "b"}})
    assert (second[0], IN_TROUBLE in second[1]) == ("ResourceInUseException", True)
    here.updated(cluster, answer, nodegroupName="workers")
    name = here.eks.describe_nodegroup(**of)["nodegroup"]["resources"]["autoScalingGroups"][0]["name"]
    (group,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    assert (group["MinSize"], group["MaxSize"], group["DesiredCapacity"]) == (1, 6, 3)
    assert len(group["Instances"]) == 3
    assert {tag["Key"] for tag in group["Tags"]} >= {"eks:nodegroup-name", "k8s.io/cluster-autoscaler/enabled"}
    scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=1)
    assert here.eks.describe_nodegroup(**of)["nodegroup"]["scalingConfig"]["desiredSize"] == 1
    assert here.eks.list_updates(name=cluster, nodegroupName="workers")["updateIds"] == [answer["update"]["id"]]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"addonName": "none"}, "Addon none specified is not supported"),
        ({"addonName": "coredns", "addonVersion": "v0"}, "Addon version specified is not supported"),
        ({"addonName": "coredns", "configurationValues": "{"}, "not in valid JSON or YAML"),
        ({"addonName": "coredns", "configurationValues": '{"nodes": 1}'}, "$.nodes: is not defined in the schema"),
        ({"addonName": "coredns", "configurationValues": "replicaCount: two"}, "must be of type integer"),
    ],
)
def test_an_addon_that_cannot_be_is_refused(here: Place, cluster: str, wanted: dict[str, Any], says: str) -> None:
    assert says in refusal(here.eks.create_addon, clusterName=cluster, **wanted)[1]


def test_an_addon_has_the_default_version_and_changes_in_place(here: Place, cluster: str) -> None:
    eks, of = here.eks, {"clusterName": cluster, "addonName": "coredns"}
    listed = eks.describe_addon_versions(addonName="coredns", kubernetesVersion="1.35")["addons"][0]["addonVersions"]
    default = next(one for one in listed if one["compatibilities"][0]["defaultVersion"])["addonVersion"]
    older = next(one["addonVersion"] for one in listed if one["addonVersion"] != default)
    schema = eks.describe_addon_configuration(addonName="coredns", addonVersion=default)["configurationSchema"]
    assert json.loads(schema)["properties"]["replicaCount"] == {"type": "integer"}
    assert eks.create_addon(**of)["addon"]["addonVersion"] == default
    assert refusal(eks.create_addon, **of)[0] == "ResourceInUseException"
    assert states(here.addon_state(cluster, "coredns"), "ACTIVE") == ["CREATING", "ACTIVE"]
    answer = eks.update_addon(**of, addonVersion=older, configurationValues='{"replicaCount": 3}')
    assert here.addon_state(cluster, "coredns")() == "UPDATING"
    assert here.updated(cluster, answer, addonName="coredns")["type"] == "AddonUpdate"
    found = eks.describe_addon(**of)["addon"]
    assert (found["addonVersion"], found["configurationValues"]) == (older, '{"replicaCount": 3}')
    eks.delete_addon(**of)
    assert states(here.addon_state(cluster, "coredns"), "gone") == ["DELETING", "gone"]


def test_versions_have_their_ends_of_support(here: Place) -> None:
    listed = here.eks.describe_cluster_versions()["clusterVersions"]
    by_name = {one["clusterVersion"]: one for one in listed}
    assert by_name["1.36"]["endOfStandardSupportDate"] == datetime(2027, 8, 2, tzinfo=UTC)
    assert by_name["1.34"]["endOfExtendedSupportDate"] == datetime(2027, 12, 2, tzinfo=UTC)
    now = datetime.now(UTC)
    for one in listed:
        is_standard = now.date() <= one["endOfStandardSupportDate"].date()
        assert one["versionStatus"] == ("STANDARD_SUPPORT" if is_standard else "EXTENDED_SUPPORT")
    (default,) = here.eks.describe_cluster_versions(defaultOnly=True)["clusterVersions"]
    assert default["defaultVersion"]
    standard = here.eks.describe_cluster_versions(versionStatus="STANDARD_SUPPORT")["clusterVersions"]
    assert {one["versionStatus"] for one in standard} == {"STANDARD_SUPPORT"}


def test_insights_tell_what_stops_an_upgrade(here: Place) -> None:
    here.create_cluster("behind", version="1.35")
    states(here.cluster_state("behind"), "ACTIVE")
    here.create_nodegroup("behind", "old", version="1.32")
    states(here.nodegroup_state("behind", "old"), "ACTIVE")
    found = {one["name"]: one for one in here.eks.list_insights(clusterName="behind")["insights"]}
    skew = found["Kubelet version skew"]
    assert (skew["insightStatus"]["status"], skew["kubernetesVersion"]) == ("ERROR", "1.36")
    details = here.eks.describe_insight(clusterName="behind", id=skew["id"])["insight"]
    assert "old" in details["resources"][0]["arn"]
    assert "must be updated" in refusal(here.eks.update_cluster_version, name="behind", version="1.36")[1]


def test_access_entries_are_checked(here: Place, cluster: str) -> None:
    eks, role = here.eks, here.role("visitor", "ec2.amazonaws.com")
    of = {"clusterName": cluster, "principalArn": role}
    nobody = {**of, "principalArn": role + "-none"}
    assert "invalid principal" in refusal(eks.create_access_entry, **nobody)[1]
    assert "cannot start with system:" in refusal(eks.create_access_entry, **of, kubernetesGroups=["system:masters"])[1]
    made = eks.create_access_entry(**of, kubernetesGroups=["a"], tags={"t": "1"})["accessEntry"]
    assert made["tags"] == {"t": "1"}
    assert refusal(eks.create_access_entry, **of)[0] == "ResourceInUseException"
    assert eks.update_access_entry(**of, kubernetesGroups=["b"])["accessEntry"]["kubernetesGroups"] == ["b"]
    policy = eks.list_access_policies()["accessPolicies"][0]["arn"]
    scope = {"type": "cluster"}
    assert "policyArn" in refusal(eks.associate_access_policy, **of, policyArn=policy + "-none", accessScope=scope)[1]
    eks.associate_access_policy(**of, policyArn=policy, accessScope=scope)
    listed = eks.list_associated_access_policies(**of)["associatedAccessPolicies"]
    assert [one["policyArn"] for one in listed] == [policy]
    eks.delete_access_entry(**of)
    assert refusal(eks.describe_access_entry, **of)[0] == "ResourceNotFoundException"


def test_nodes_get_an_entry_and_config_maps_have_none(here: Place, cluster: str) -> None:
    assert here.node_role in here.eks.list_access_entries(clusterName=cluster)["accessEntries"]
    here.create_cluster("maps", accessConfig={"authenticationMode": "CONFIG_MAP"})
    states(here.cluster_state("maps"), "ACTIVE")
    refused = refusal(here.eks.list_access_entries, clusterName="maps")
    assert "authentication mode must be set" in refused[1]


def test_a_pod_identity_needs_a_role_that_pods_may_take(here: Place, cluster: str) -> None:
    eks = here.eks
    of = {"clusterName": cluster, "namespace": "web", "serviceAccount": "front"}
    create = eks.create_pod_identity_association
    assert "could not be assumed" in refusal(create, **of, roleArn=here.node_role)[1]
    role = here.role("pods", "pods.eks.amazonaws.com")
    made = create(**of, roleArn=role, tags={"a": "1"})["association"]
    assert refusal(create, **of, roleArn=role)[0] == "ResourceInUseException"
    eks.tag_resource(resourceArn=made["associationArn"], tags={"b": "2"})
    one = {"clusterName": cluster, "associationId": made["associationId"]}
    assert eks.describe_pod_identity_association(**one)["association"]["tags"] == {"a": "1", "b": "2"}
    eks.delete_pod_identity_association(**one)
    ask = gone(lambda: eks.describe_pod_identity_association(**one))
    assert ask() == "gone"


def test_permissions_are_on_the_thing_itself(here: Place, cluster: str) -> None:
    group = here.eks.describe_nodegroup(clusterName=cluster, nodegroupName="workers")["nodegroup"]["nodegroupArn"]
    owner = here.eks.describe_cluster(name=cluster)["cluster"]["arn"]
    taker = "arn:aws:iam::111111111111:role/inferops-administrator"
    trust = {"Effect": "Allow", "Principal": {"AWS": taker}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    allowed = [
        {"Effect": "Allow", "Action": "eks:DescribeNodegroup", "Resource": group},
        {"Effect": "Allow", "Action": ["eks:TagResource", "eks:AssociateEncryptionConfig"], "Resource": owner},
    ]
    key = here.client("kms").create_key()["KeyMetadata"]["Arn"]
    encryption = [{"resources": ["secrets"], "provider": {"keyArn": key}}]
    iam = here.client("iam")
    iam.create_role(RoleName="narrow", AssumeRolePolicyDocument=_policy([trust]))
    iam.put_role_policy(RoleName="narrow", PolicyName="narrow", PolicyDocument=_policy(allowed))
    taken = here.client("sts").assume_role(RoleArn="arn:aws:iam::111111111111:role/narrow", RoleSessionName="test")
    narrow = taken["Credentials"]
    eks = here.account.session.client(
        "eks",
        region_name="eu-central-1",
        aws_access_key_id=narrow["AccessKeyId"],
        aws_secret_access_key=narrow["SecretAccessKey"],
        aws_session_token=narrow["SessionToken"],
    )
    eks.describe_nodegroup(clusterName=cluster, nodegroupName="workers")
    eks.tag_resource(resourceArn=owner, tags={"a": "b"})
    for call, arguments in (
        (eks.describe_nodegroup, {"clusterName": cluster, "nodegroupName": "others"}),
        (eks.tag_resource, {"resourceArn": group, "tags": {"a": "b"}}),
        (eks.describe_cluster, {"name": cluster}),
        # Who lets EKS use a key must be permitted to use it.
        (eks.associate_encryption_config, {"clusterName": cluster, "encryptionConfig": encryption}),
    ):
        assert refusal(call, **arguments)[0] == "AccessDeniedException"


def _policy(statements: list[Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_what_is_missing_says_so(here: Place, cluster: str) -> None:
    assert here.eks.list_fargate_profiles(clusterName=cluster)["fargateProfileNames"] == []
    assert "is not in this sandbox" in refusal(here.eks.list_capabilities, clusterName=cluster)[1]


def test_instance_types_have_their_sizes_and_places(here: Place) -> None:
    compute = here.client("ec2")
    (found,) = compute.describe_instance_types(InstanceTypes=["m7g.large"])["InstanceTypes"]
    network = found["NetworkInfo"]
    assert found["ProcessorInfo"]["SupportedArchitectures"] == ["arm64"]
    assert (found["VCpuInfo"]["DefaultVCpus"], found["MemoryInfo"]["SizeInMiB"]) == (2, 8192)
    assert network["MaximumNetworkInterfaces"] * (network["Ipv4AddressesPerInterface"] - 1) + 2 == 29
    assert network["NetworkCards"][0]["MaximumNetworkInterfaces"] == network["MaximumNetworkInterfaces"]
    assert refusal(compute.describe_instance_types, InstanceTypes=["m99.large"])[0] == "InvalidInstanceType"

    def places(region: str, kind: str, name: str) -> list[str]:
        filters = [{"Name": "instance-type", "Values": [name]}]
        offered = here.account.client("ec2", region).describe_instance_type_offerings
        found = offered(LocationType=kind, Filters=filters)["InstanceTypeOfferings"]
        return [one["Location"] for one in found]

    assert places("eu-west-3", "region", "m4.xlarge") == []
    assert places("eu-west-3", "availability-zone", "t3.medium") == ["eu-west-3a", "eu-west-3b", "eu-west-3c"]
    assert "us-east-1e" not in places("us-east-1", "availability-zone", "m7i.large")


def test_interfaces_are_found_by_filters_and_hold_their_subnet(here: Place) -> None:
    compute = here.client("ec2")
    subnet = compute.create_subnet(VpcId=here.vpc, CidrBlock="10.42.9.0/24")["Subnet"]["SubnetId"]
    group = compute.create_security_group(GroupName="held", Description="held", VpcId=here.vpc)["GroupId"]
    made = compute.create_network_interface(SubnetId=subnet, Description="left over", Groups=[group])
    identifier = made["NetworkInterface"]["NetworkInterfaceId"]
    compute.create_tags(Resources=[identifier], Tags=[{"Key": "owner", "Value": "us"}])

    def found(name: str, value: str) -> list[str]:
        filters = [{"Name": name, "Values": [value]}, {"Name": "vpc-id", "Values": [here.vpc]}]
        interfaces = compute.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        return [one["NetworkInterfaceId"] for one in interfaces]

    assert found("subnet-id", subnet) == found("group-id", group) == found("tag:owner", "us") == [identifier]
    assert found("description", "left*") == [identifier]
    assert found("tag:owner", "them") == []
    assert refusal(compute.delete_subnet, SubnetId=subnet)[0] == "DependencyViolation"
    assert refusal(compute.delete_security_group, GroupId=group)[0] == "DependencyViolation"
    compute.delete_network_interface(NetworkInterfaceId=identifier)
    compute.delete_security_group(GroupId=group)
    compute.delete_subnet(SubnetId=subnet)
