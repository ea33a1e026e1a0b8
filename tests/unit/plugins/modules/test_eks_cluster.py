# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""eks_cluster and eks_cluster_info, whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules import eks_cluster_info
from ansible_collections.inferops.aws.plugins.modules.eks_cluster import main
from tests.tools.cloud import Modules, warned

NAME = {"name": "digits"}
ARN = "arn:aws:eks:eu-central-1:111111111111:cluster/digits"
ROLE = "arn:aws:iam::111111111111:role/digits-cluster"
MISSING = "ResourceNotFoundException"
CLUSTER: dict[str, Any] = {
    "name": "digits",
    "arn": ARN,
    "status": "ACTIVE",
    "version": "1.35",
    "roleArn": ROLE,
    "endpoint": "https://abc.example",
    "certificateAuthority": {"data": "LS0t"},
    "resourcesVpcConfig": {
        "subnetIds": ["subnet-b", "subnet-a"],
        "securityGroupIds": [],
        "clusterSecurityGroupId": "sg-eks",
        "vpcId": "vpc-1",
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "publicAccessCidrs": ["0.0.0.0/0"],
    },
    "kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16", "ipFamily": "ipv4"},
    "logging": {
        "clusterLogging": [
            {"types": ["audit", "api"], "enabled": True},
            {"types": ["authenticator", "controllerManager", "scheduler"], "enabled": False},
        ]
    },
    "identity": {"oidc": {"issuer": "https://oidc.example/id/ABC"}},
    "accessConfig": {"authenticationMode": "API"},
    "upgradePolicy": {"supportType": "STANDARD"},
    "deletionProtection": False,
    "tags": {"team": "vision"},
    "createdAt": datetime(2026, 11, 1, tzinfo=UTC),
}
OPTIONS = {"name": "digits", "role_arn": ROLE, "subnet_ids": ["subnet-a", "subnet-b"]}


def version(number: str, status: str = "STANDARD_SUPPORT", **more: Any) -> dict[str, Any]:
    end = {"endOfStandardSupportDate": datetime(2026, 7, 29, tzinfo=UTC)}
    end["endOfExtendedSupportDate"] = datetime(2027, 7, 29, tzinfo=UTC)
    return {"clusterVersion": number, "clusterType": "eks", "versionStatus": status, **end, **more}


VERSIONS = [
    version("1.36"),
    version("1.33", "EXTENDED_SUPPORT"),
    version("1.35", defaultVersion=True),
    version("1.34"),
    version("1.30", "UNSUPPORTED"),
]


def see(modules: Modules, **more: Any) -> None:
    modules.cloud.expect("eks", "DescribeCluster", NAME, {"cluster": {**CLUSTER, **more}})


def absent(modules: Modules) -> None:
    modules.cloud.refuse("eks", "DescribeCluster", NAME, MISSING, "No cluster found for name: digits.")


def offer(modules: Modules) -> None:
    modules.cloud.expect("eks", "DescribeClusterVersions", {}, {"clusterVersions": VERSIONS})


def insights(modules: Modules, number: str, *found: str, category: str = "UPGRADE_READINESS") -> None:
    wanted = {"categories": [category], "kubernetesVersions": [number], "statuses": ["ERROR"]}
    items = [{"name": name, "insightStatus": {"status": "ERROR", "reason": "It is in use."}} for name in found]
    modules.cloud.expect("eks", "ListInsights", {"clusterName": "digits", "filter": wanted}, {"insights": items})


def refresh(modules: Modules, *states: str) -> None:
    of = {"clusterName": "digits"}
    modules.cloud.expect("eks", "StartInsightsRefresh", of, {"status": "IN_PROGRESS"})
    for state in states:
        modules.cloud.expect("eks", "DescribeInsightsRefresh", of, {"status": state, "message": "So it is."})


def write(modules: Modules, operation: str, params: dict[str, Any], **update: Any) -> None:
    name = {"clusterName": "digits"} if operation == "AssociateEncryptionConfig" else NAME
    modules.cloud.expect("eks", operation, {**name, **params}, {"update": {"id": "u-1"}})
    update = {"status": "Successful", **update}
    modules.cloud.expect("eks", "DescribeUpdate", {**NAME, "updateId": "u-1"}, {"update": update})


def configure(modules: Modules, **params: Any) -> None:
    write(modules, "UpdateClusterConfig", params)


def test_creates_and_waits(modules: Modules) -> None:
    absent(modules)
    offer(modules)
    request = {
        **NAME,
        "version": "1.36",
        "roleArn": ROLE,
        "resourcesVpcConfig": {"subnetIds": ["subnet-a", "subnet-b"], "publicAccessCidrs": ["203.0.113.0/24"]},
        "logging": {
            "clusterLogging": [
                {"types": ["api", "audit"], "enabled": True},
                {"types": ["authenticator", "controllerManager", "scheduler"], "enabled": False},
            ]
        },
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "bootstrapSelfManagedAddons": False,
        "upgradePolicy": {"supportType": "STANDARD"},
        "kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.100.0.0/16"},
        "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "alias/digits"}}],
        "tags": {"team": "vision"},
    }
    modules.cloud.expect("eks", "CreateCluster", request, {"cluster": {"status": "CREATING"}})
    see(modules, status="CREATING")
    see(modules)
    see(modules)
    result = modules.run(
        main,
        **OPTIONS,
        public_access_cidrs=["203.0.113.0/24"],
        logging=["audit", "api"],
        authentication_mode="API",
        bootstrap_cluster_creator_admin_permissions=False,
        bootstrap_self_managed_addons=False,
        upgrade_policy={"support_type": "STANDARD"},
        service_ipv4_cidr="10.100.0.0/16",
        encryption_key_arn="alias/digits",
        tags={"team": "vision"},
    )
    assert (result["changed"], result["status"], result["endpoint"]) == (True, "ACTIVE", "https://abc.example")
    assert (result["vpc_id"], result["cluster_security_group_id"]) == ("vpc-1", "sg-eks")
    assert (result["certificate_authority_data"], result["oidc_issuer"]) == ("LS0t", "https://oidc.example/id/ABC")
    assert result["logging"] == ["api", "audit"]
    assert result["diff"]["after"]["version"] == "1.36"


def test_a_new_cluster_gets_the_newest_version_in_standard_support_and_check_mode_says_which(modules: Modules) -> None:
    absent(modules)
    offer(modules)
    result = modules.run(main, check=True, **OPTIONS)
    assert (result["changed"], result["version"]) == (True, "1.36")
    assert (result["name"], result["arn"]) == ("digits", "(known after apply)")


def test_where_no_version_is_in_standard_support_one_must_be_given(modules: Modules) -> None:
    absent(modules)
    old = {"clusterVersions": [version("1.33", "EXTENDED_SUPPORT")]}
    modules.cloud.expect("eks", "DescribeClusterVersions", {}, old)
    assert "AWS names no version in standard support" in modules.run(main, check=True, **OPTIONS)["msg"]


def test_a_second_run_changes_nothing_and_asks_for_no_versions(modules: Modules) -> None:
    see(modules)
    result = modules.run(
        main,
        **OPTIONS,
        version="1.35",
        endpoint_public_access=True,
        public_access_cidrs=["0.0.0.0/0"],
        security_group_ids=[],
        logging=["api", "audit"],
        authentication_mode="API",
        upgrade_policy={"support_type": "STANDARD"},
        zonal_shift_config={"enabled": False},
        control_plane_scaling_config={"tier": "standard"},
        compute_config={"enabled": False},
        deletion_protection=False,
        ip_family="ipv4",
        tags={"team": "vision"},
    )
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]
    assert modules.time.pauses == []


VPC = {"subnetIds": ["subnet-a", "subnet-c"]}
ENDPOINT = {"endpointPublicAccess": True, "publicAccessCidrs": ["203.0.113.0/24"], "endpointPrivateAccess": False}
OFF = {"types": ["api", "audit", "authenticator", "controllerManager", "scheduler"], "enabled": False}


@pytest.mark.parametrize(
    ("options", "request_"),
    [
        ({"subnet_ids": ["subnet-a", "subnet-c"]}, {"resourcesVpcConfig": VPC}),
        (
            {"security_group_ids": ["sg-1"]},
            {"resourcesVpcConfig": {"subnetIds": ["subnet-b", "subnet-a"], "securityGroupIds": ["sg-1"]}},
        ),
        ({"public_access_cidrs": ["203.0.113.0/24"]}, {"resourcesVpcConfig": ENDPOINT}),
        (
            {"control_plane_egress_mode": "CUSTOMER_ROUTED"},
            {"resourcesVpcConfig": {"controlPlaneEgressMode": "CUSTOMER_ROUTED"}},
        ),
        (
            {"logging": ["scheduler"]},
            {
                "logging": {
                    "clusterLogging": [
                        {"types": ["scheduler"], "enabled": True},
                        {"types": ["api", "audit", "authenticator", "controllerManager"], "enabled": False},
                    ]
                }
            },
        ),
        ({"logging": []}, {"logging": {"clusterLogging": [OFF]}}),
        ({"upgrade_policy": {"support_type": "EXTENDED"}}, {"upgradePolicy": {"supportType": "EXTENDED"}}),
        ({"zonal_shift_config": {"enabled": True}}, {"zonalShiftConfig": {"enabled": True}}),
        ({"deletion_protection": True}, {"deletionProtection": True}),
        ({"control_plane_scaling_config": {"tier": "tier-xl"}}, {"controlPlaneScalingConfig": {"tier": "tier-xl"}}),
        (
            {"remote_network_config": {"remote_node_networks": [{"cidrs": ["10.9.0.0/16"]}]}},
            {"remoteNetworkConfig": {"remoteNodeNetworks": [{"cidrs": ["10.9.0.0/16"]}]}},
        ),
        (
            {"kube_api_server_config": {"event_ttl": "2h"}, "kube_scheduler_config": {"node_resources_fit": {}}},
            {"kubeApiServerConfig": {"eventTtl": "2h"}},
        ),
    ],
)
def test_every_kind_of_change_is_a_call_of_its_own(
    modules: Modules, options: dict[str, Any], request_: dict[str, Any]
) -> None:
    see(modules)
    configure(modules, **request_)
    see(modules)
    assert modules.run(main, name="digits", **options)["changed"] is True


def test_several_kinds_of_change_are_calls_one_after_the_other_each_awaited(modules: Modules) -> None:
    see(modules)
    offer(modules)
    insights(modules, "1.36")
    write(
        modules,
        "AssociateEncryptionConfig",
        {"encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:::key/1"}}]},
    )
    configure(modules, logging={"clusterLogging": [OFF]})
    configure(modules, deletionProtection=True)
    write(modules, "UpdateClusterVersion", {"version": "1.36", "force": False})
    see(modules, version="1.36")
    result = modules.run(
        main,
        name="digits",
        version="1.36",
        logging=[],
        deletion_protection=True,
        encryption_key_arn="arn:aws:kms:::key/1",
    )
    assert (result["changed"], result["version"]) == (True, "1.36")


AUTO: dict[str, Any] = {
    "computeConfig": {"enabled": True, "nodePools": ["system"], "nodeRoleArn": "arn:node"},
    "storageConfig": {"blockStorage": {"enabled": True}},
}
BALANCING = {"kubernetesNetworkConfig": {"elasticLoadBalancing": {"enabled": True}}}


def test_auto_mode_is_switched_on_with_its_storage_and_load_balancing(modules: Modules) -> None:
    see(modules)
    configure(modules, **AUTO, **BALANCING)
    see(modules, **AUTO, **BALANCING)
    wanted = {"enabled": True, "node_pools": ["system"], "node_role_arn": "arn:node"}
    assert modules.run(main, name="digits", compute_config=wanted)["changed"] is True
    see(modules, **AUTO, **BALANCING)
    assert modules.run(main, name="digits", compute_config=wanted)["changed"] is False


def test_and_changed_and_switched_off_as_a_whole(modules: Modules) -> None:
    see(modules, **AUTO, **BALANCING)
    pools = {**AUTO["computeConfig"], "nodePools": ["general-purpose"]}
    configure(modules, **{**AUTO, "computeConfig": pools}, **BALANCING)
    see(modules)
    assert modules.run(main, name="digits", compute_config={"node_pools": ["general-purpose"]})["changed"] is True
    see(modules, **AUTO, **BALANCING)
    configure(
        modules,
        computeConfig={"enabled": False},
        storageConfig={"blockStorage": {"enabled": False}},
        kubernetesNetworkConfig={"elasticLoadBalancing": {"enabled": False}},
    )
    see(modules)
    assert modules.run(main, name="digits", compute_config={"enabled": False})["changed"] is True


def test_what_is_left_of_one_that_is_off_is_no_difference(modules: Modules) -> None:
    see(
        modules, computeConfig={**AUTO["computeConfig"], "enabled": False}, storageConfig={}, kubernetesNetworkConfig={}
    )
    assert modules.run(main, name="digits", compute_config={"enabled": False})["changed"] is False


def test_the_role_of_its_nodes_stays_while_it_is_on(modules: Modules) -> None:
    see(modules, **AUTO, **BALANCING)
    result = modules.run(main, name="digits", compute_config={"node_role_arn": "arn:other"})
    assert "AWS keeps the node_role_arn of Auto Mode while that is on" in result["msg"]


def test_the_networks_of_hybrid_nodes_are_taken_away(modules: Modules) -> None:
    see(modules, remoteNetworkConfig={"remoteNodeNetworks": [{"cidrs": ["10.9.0.0/16"]}]})
    configure(modules, remoteNetworkConfig={"remoteNodeNetworks": [], "remotePodNetworks": []})
    see(modules)
    assert modules.run(main, name="digits", remote_network_config={})["changed"] is True


def test_a_failed_update_tells_why(modules: Modules) -> None:
    see(modules)
    error = {"errorCode": "IpNotAvailable", "errorMessage": "Not enough addresses.", "resourceIds": ["subnet-a"]}
    write(modules, "UpdateClusterConfig", {"deletionProtection": True}, status="Failed", errors=[error])
    result = modules.run(main, name="digits", deletion_protection=True)
    assert result["msg"] == (
        "EKS cluster digits did not become up to date; its state is 'Failed': IpNotAvailable: Not enough addresses "
        "(subnet-a)"
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"version": "1.37"}, "version cannot be changed from '1.35' to '1.37': EKS upgrades by one minor version at"),
        ({"version": "1.33"}, "EKS goes back one minor version at most; the next one is '1.34'"),
        ({"version": "latest"}, "a version is written as in '1.36'"),
        ({"role_arn": "arn:other"}, f"role_arn cannot be changed from '{ROLE}' to 'arn:other': EKS has no call that"),
        ({"service_ipv4_cidr": "10.100.0.0/16"}, "service_ipv4_cidr cannot be changed from '172.20.0.0/16'"),
        ({"authentication_mode": "CONFIG_MAP"}, "AWS changes authentication modes in one direction only"),
    ],
)
def test_what_aws_cannot_change_is_refused_with_the_reason(
    modules: Modules, options: dict[str, Any], reason: str
) -> None:
    see(modules)
    result = modules.run(main, name="digits", **options)
    assert result["failed"] is True
    assert reason in result["msg"]
    assert "allow_replace" not in result["msg"]


def test_a_key_stays(modules: Modules) -> None:
    key = {"encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:::key/1"}}]}
    for same in ("alias/digits", "1", "arn:aws:kms:::key/1"):
        see(modules, **key)
        assert modules.run(main, name="digits", encryption_key_arn=same)["changed"] is False
    see(modules, **key)
    result = modules.run(main, name="digits", encryption_key_arn="arn:aws:kms:::key/2")
    assert "AWS neither changes nor takes away the key of a cluster once it has one" in result["msg"]


@pytest.mark.parametrize("there", [True, False])
def test_a_version_that_eks_does_not_offer_is_refused_before_anything_is_written(modules: Modules, there: bool) -> None:
    if there:
        see(modules, version="1.31")
    else:
        absent(modules)
    offer(modules)
    result = modules.run(main, **OPTIONS, version="1.30", force=True, allow_rollback=True)
    told = "version: '1.30' is not offered by EKS in this region, which offers 1.33, 1.34, 1.35, 1.36."
    assert result["msg"] == told


def test_insights_stand_in_the_way_of_an_upgrade_unless_forced(modules: Modules) -> None:
    see(modules)
    offer(modules)
    insights(modules, "1.36", "Deprecated APIs")
    result = modules.run(main, check=True, name="digits", version="1.36")
    assert "cluster digits is not ready for 1.36: Deprecated APIs: It is in use." in result["msg"]
    see(modules)
    offer(modules)
    write(modules, "UpdateClusterVersion", {"version": "1.36", "force": True})
    see(modules, version="1.36")
    assert modules.run(main, name="digits", version="1.36", force=True)["changed"] is True


def test_what_was_mended_since_aws_looked_is_not_in_the_way(modules: Modules) -> None:
    see(modules)
    offer(modules)
    insights(modules, "1.36", "Deprecated APIs")
    refresh(modules, "IN_PROGRESS", "COMPLETED")
    insights(modules, "1.36")
    write(modules, "UpdateClusterVersion", {"version": "1.36", "force": False})
    see(modules, version="1.36")
    assert modules.run(main, name="digits", version="1.36")["changed"] is True


def test_what_is_still_in_the_way_is_told(modules: Modules) -> None:
    see(modules)
    offer(modules)
    insights(modules, "1.36", "Deprecated APIs", "Kubelet version skew")
    refresh(modules, "COMPLETED")
    insights(modules, "1.36", "Kubelet version skew")
    told = modules.run(main, name="digits", version="1.36")["msg"]
    assert "not ready for 1.36: Kubelet version skew: It is in use." in told
    assert told.endswith("give force=true (in the role eks_cluster: eks_cluster_force).")


def test_insights_that_cannot_be_made_anew_stand_and_it_says_why(modules: Modules) -> None:
    see(modules)
    offer(modules)
    insights(modules, "1.36", "Deprecated APIs")
    modules.cloud.refuse("eks", "StartInsightsRefresh", {"clusterName": "digits"}, "AccessDeniedException", "Not you.")
    told = modules.run(main, name="digits", version="1.36")["msg"]
    assert "Deprecated APIs" in told
    assert told.endswith("They may be out of date: StartInsightsRefresh failed: AccessDeniedException: Not you.")


def test_going_back_is_not_what_an_older_version_means_by_itself(modules: Modules) -> None:
    see(modules)
    told = modules.run(main, name="digits", version="1.34", force=True)["msg"]
    assert told.startswith("version is '1.34'; allowed: 1.35, which cluster digits has, or a higher version;")
    assert told.endswith("needs allow_rollback=true (in the role eks_cluster: eks_cluster_allow_rollback)")


def test_going_back_asks_for_insights_of_its_own_kind_and_takes_a_time_limit(modules: Modules) -> None:
    limit: dict[str, Any] = {"rollback_config": {"timeout_minutes": 180}}
    see(modules)
    offer(modules)
    insights(modules, "1.34", category="ROLLBACK_READINESS")
    back = {"version": "1.34", "force": False, "rollbackConfig": {"timeoutMinutes": 180}}
    write(modules, "UpdateClusterVersion", back)
    see(modules, version="1.34")
    assert modules.run(main, name="digits", version="1.34", allow_rollback=True, **limit)["changed"] is True
    see(modules)
    offer(modules)
    insights(modules, "1.36")
    write(modules, "UpdateClusterVersion", {"version": "1.36", "force": False})
    see(modules, version="1.36")
    assert modules.run(main, name="digits", version="1.36", allow_rollback=True, **limit)["changed"] is True


def test_extended_support_is_a_warning(modules: Modules) -> None:
    absent(modules)
    offer(modules)
    result = modules.run(main, check=True, **OPTIONS, version="1.33")
    told = "Kubernetes 1.33 left standard support on 2026-07-29: AWS charges more for extended support, and upgrades "
    assert warned(result) == [f"{told}the cluster when that ends on 2027-07-29."]


def test_tags(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "UntagResource", {"resourceArn": ARN, "tagKeys": ["team"]})
    modules.cloud.expect("eks", "TagResource", {"resourceArn": ARN, "tags": {"owner": "us"}})
    see(modules, tags={"owner": "us"})
    assert modules.run(main, name="digits", tags={"owner": "us"})["tags"] == {"owner": "us"}


def test_an_interrupted_creation_is_waited_for_and_gone_on_with(modules: Modules) -> None:
    see(modules, status="CREATING")
    see(modules, status="CREATING")
    see(modules)
    see(modules)
    configure(modules, deletionProtection=True)
    see(modules, deletionProtection=True)
    result = modules.run(main, **OPTIONS, deletion_protection=True)
    assert (result["changed"], result["deletion_protection"]) == (True, True)


def test_an_update_that_an_earlier_run_began_is_not_made_again(modules: Modules) -> None:
    see(modules, status="UPDATING")
    see(modules)
    see(modules, deletionProtection=True)
    assert modules.run(main, **OPTIONS, deletion_protection=True)["changed"] is False


def test_one_that_is_being_deleted_is_waited_for_then_created(modules: Modules) -> None:
    see(modules, status="DELETING")
    see(modules, status="DELETING")
    absent(modules)
    offer(modules)
    request = {**NAME, "version": "1.36", "roleArn": ROLE}
    request["resourcesVpcConfig"] = {"subnetIds": ["subnet-a", "subnet-b"]}
    modules.cloud.expect("eks", "CreateCluster", request, {"cluster": {"status": "CREATING"}})
    see(modules)
    see(modules)
    assert modules.run(main, **OPTIONS)["changed"] is True


def test_or_only_waited_for(modules: Modules) -> None:
    see(modules, status="DELETING")
    see(modules, status="DELETING")
    absent(modules)
    assert modules.run(main, name="digits", state="absent")["changed"] is False
    see(modules, status="DELETING")
    assert modules.run(main, name="digits", state="absent", wait=False)["changed"] is False
    see(modules, status="DELETING")
    assert modules.run(main, check=True, name="digits", state="absent")["changed"] is False


def test_a_failed_cluster_is_reported_with_its_issues_and_can_be_deleted(modules: Modules) -> None:
    health = {"issues": [{"code": "Ec2SubnetNotFound", "message": "No such subnet.", "resourceIds": ["subnet-a"]}]}
    see(modules, status="FAILED", health=health)
    result = modules.run(main, check=True, **OPTIONS)
    assert result["msg"] == (
        "EKS cluster exists, and AWS has given it up; its state is 'FAILED': Ec2SubnetNotFound: No such subnet "
        "(subnet-a). Delete it with state=absent once the reason is gone."
    )
    see(modules, status="FAILED", health=health)
    modules.cloud.expect("eks", "DeleteCluster", NAME)
    absent(modules)
    assert modules.run(main, name="digits", state="absent")["changed"] is True


def test_a_creation_that_fails_and_one_that_takes_too_long_say_so(modules: Modules) -> None:
    for status, told in (
        ("FAILED", "EKS cluster digits did not become active; its state is 'FAILED'"),
        ("CREATING", "did not become active within 1 seconds; when last seen, its state is 'CREATING'"),
    ):
        absent(modules)
        offer(modules)
        request = {**NAME, "version": "1.36", "roleArn": ROLE}
        request["resourcesVpcConfig"] = {"subnetIds": ["subnet-a", "subnet-b"]}
        modules.cloud.expect("eks", "CreateCluster", request, {"cluster": {}})
        for _look in range(1 if status == "FAILED" else 4):
            see(modules, status=status)
        assert told in modules.run(main, **OPTIONS, wait_timeout=1)["msg"]


def test_without_wait_a_creation_is_only_started(modules: Modules) -> None:
    absent(modules)
    offer(modules)
    request = {**NAME, "version": "1.36", "roleArn": ROLE}
    request["resourcesVpcConfig"] = {"subnetIds": ["subnet-a", "subnet-b"]}
    modules.cloud.expect("eks", "CreateCluster", request, {"cluster": {"status": "CREATING"}})
    absent(modules)
    see(modules, status="CREATING")
    assert modules.run(main, **OPTIONS, wait=False)["status"] == "CREATING"


def test_a_cluster_with_node_groups_is_not_deleted_and_they_are_named(modules: Modules) -> None:
    see(modules)
    modules.cloud.refuse("eks", "DeleteCluster", NAME, "ResourceInUseException", "Cluster has nodegroups attached")
    of = {"clusterName": "digits"}
    modules.cloud.expect("eks", "ListNodegroups", of, {"nodegroups": ["front", "batch"]})
    modules.cloud.refuse("eks", "ListFargateProfiles", of, "AccessDeniedException")
    result = modules.run(main, name="digits", state="absent")
    assert result["msg"] == (
        "DeleteCluster failed: ResourceInUseException: Cluster has nodegroups attached. "
        "It still has the node groups front, batch; delete these first."
    )


def test_deletion_protection_is_explained(modules: Modules) -> None:
    see(modules, deletionProtection=True)
    message = "Cannot delete cluster with deletion protection enabled."
    modules.cloud.refuse("eks", "DeleteCluster", NAME, "InvalidRequestException", message)
    result = modules.run(main, name="digits", state="absent")
    assert result["msg"].endswith("deletion protection enabled. Set deletion_protection to false first.")


def test_another_update_in_progress_and_a_new_role_are_waited_out(modules: Modules) -> None:
    params = {**NAME, "deletionProtection": True}
    see(modules)
    message = "Cannot LoggingUpdate because cluster digits currently has update u-0 in progress"
    for _attempt in range(20):
        modules.cloud.refuse("eks", "UpdateClusterConfig", params, "ResourceInUseException", message)
    configure(modules, deletionProtection=True)
    see(modules)
    assert modules.run(main, name="digits", deletion_protection=True)["changed"] is True
    assert modules.time.seconds > 60


def test_absent_twice(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "DeleteCluster", NAME)
    see(modules, status="DELETING")
    absent(modules)
    assert modules.run(main, name="digits", state="absent")["changed"] is True
    absent(modules)
    assert modules.run(main, name="digits", state="absent")["changed"] is False


def test_somebody_elses_cluster_is_left_alone(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, name="digits", deletion_protection=True, expect_tags={"owner": "us"})
    assert "It was left as it is" in result["msg"]
    see(modules)
    assert modules.run(main, name="digits", state="absent", expect_tags={"owner": "us"})["changed"] is False


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"public_access_cidrs": ["10.0.0.1/24"]}, "public_access_cidrs: '10.0.0.1/24' is not a CIDR block: 10.0"),
        (
            {"rollback_config": {"timeout_minutes": 60}},
            "rollback_config.timeout_minutes is 60; allowed: 120 to 10080, two hours to seven days.",
        ),
        ({"service_ipv4_cidr": "here"}, "service_ipv4_cidr: 'here' is not a CIDR block"),
        (
            {"remote_network_config": {"remote_pod_networks": [{"cidrs": ["10.0.0.0/33"]}]}},
            "remote_network_config.remote_pod_networks: '10.0.0.0/33' is not a CIDR block",
        ),
        (
            {"public_access_cidrs": ["10.0.0.0/24"], "endpoint_public_access": False},
            "public_access_cidrs: ['10.0.0.0/24'] is about the public endpoint",
        ),
        (
            {"endpoint_private_access": False, "endpoint_public_access": False},
            "endpoint_private_access: with endpoint_public_access it is false; one of the two must be true.",
        ),
    ],
)
def test_bad_input_is_refused_before_aws_is_asked(modules: Modules, options: dict[str, Any], told: str) -> None:
    assert told in modules.run(main, **OPTIONS, **options)["msg"]


def test_needs_a_role_and_subnets_to_create_one(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, name="digits")
    assert result["msg"] == "EKS cluster does not exist; to create it, role_arn, subnet_ids must be given."


def test_health_issues_are_warnings(modules: Modules) -> None:
    see(modules, health={"issues": [{"code": "KmsKeyDisabled", "message": "The key is disabled."}]})
    result = modules.run(main, name="digits")
    assert warned(result) == ["EKS cluster digits is ACTIVE: KmsKeyDisabled: The key is disabled."]


def test_info(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "ListNodegroups", {"clusterName": "digits"}, {"nodegroups": ["front"]})
    result = modules.run(eks_cluster_info.main, name="digits")
    assert (result["exists"], result["version"], result["nodegroups"]) == (True, "1.35", ["front"])
    absent(modules)
    assert modules.run(eks_cluster_info.main, name="digits")["exists"] is False


def test_info_of_what_is_attached(modules: Modules) -> None:
    see(modules)
    people = "arn:aws:iam::123456789012:role/people"
    modules.cloud.expect("eks", "ListAddons", {"clusterName": "digits"}, {"addons": ["vpc-cni"]})
    modules.cloud.expect("eks", "ListAccessEntries", {"clusterName": "digits"}, {"accessEntries": [people]})
    modules.cloud.expect(
        "eks",
        "DescribeAccessEntry",
        {"clusterName": "digits", "principalArn": people},
        {"accessEntry": {"principalArn": people, "type": "STANDARD", "tags": {"team": "vision"}}},
    )
    admin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    of = {"clusterName": "digits", "associatedPolicyArn": admin}
    modules.cloud.expect("eks", "ListAccessEntries", of, {"accessEntries": [people]})
    modules.cloud.expect("eks", "ListNodegroups", {"clusterName": "digits"}, {"nodegroups": []})
    result = modules.run(eks_cluster_info.main, name="digits", attached=True)
    assert result["administrators"] == [people]
    assert result["addons"] == ["vpc-cni"]
    assert result["access_entries"] == [{"principal_arn": people, "type": "STANDARD", "tags": {"team": "vision"}}]


def test_info_of_those_that_bear_tags(modules: Modules) -> None:
    modules.cloud.expect("eks", "ListClusters", {}, {"clusters": ["digits", "gone", "letters"]})
    see(modules, tags={"team": "vision", "stage": "1"})
    modules.cloud.refuse("eks", "DescribeCluster", {"name": "gone"}, MISSING, "No cluster found for name: gone.")
    letters = {**CLUSTER, "name": "letters", "tags": {"team": "vision"}}
    modules.cloud.expect("eks", "DescribeCluster", {"name": "letters"}, {"cluster": letters})
    result = modules.run(eks_cluster_info.main, tags={"team": "vision", "stage": 1})
    assert [(each["name"], each["version"]) for each in result["clusters"]] == [("digits", "1.35")]
    assert (result["exists"], result["unseen"], warned(result)) == (False, [], [])


def test_a_cluster_that_may_not_be_looked_at_hides_no_other_and_is_named(modules: Modules) -> None:
    modules.cloud.expect("eks", "ListClusters", {}, {"clusters": ["a-theirs", "digits", "z-theirs"]})
    denied = "AccessDeniedException"
    modules.cloud.refuse("eks", "DescribeCluster", {"name": "a-theirs"}, denied, "no")
    see(modules)
    modules.cloud.refuse("eks", "DescribeCluster", {"name": "z-theirs"}, denied, "no")
    result = modules.run(eks_cluster_info.main, tags={"team": "vision"})
    assert [each["name"] for each in result["clusters"]] == ["digits"]
    assert result["unseen"] == ["a-theirs", "z-theirs"]
    assert warned(result) == [
        "Which tags these clusters bear is not known, eks:DescribeCluster is denied: a-theirs, z-theirs"
    ]


@pytest.mark.parametrize("operation", ["ListClusters", "DescribeCluster"])
def test_that_clusters_cannot_be_looked_for_is_told_with_what_failed(modules: Modules, operation: str) -> None:
    """Only of a single cluster it is no matter: playbooks tell by `operation` and `error` what was not permitted."""
    code = {"ListClusters": "AccessDeniedException", "DescribeCluster": "InvalidParameterException"}[operation]
    if operation == "DescribeCluster":
        modules.cloud.expect("eks", "ListClusters", {}, {"clusters": ["digits"]})
    modules.cloud.refuse("eks", operation, NAME if operation == "DescribeCluster" else {}, code, "no")
    result = modules.run(eks_cluster_info.main, tags={"team": "vision"})
    assert (result["failed"], result["operation"], result["error"]["code"]) == (True, operation, code)
    assert "clusters" not in result


def test_info_of_versions(modules: Modules) -> None:
    offer(modules)
    result = modules.run(eks_cluster_info.main, versions=True)
    assert [item["version"] for item in result["versions"]] == ["1.33", "1.34", "1.35", "1.36"]
    assert result["versions"][2]["default"] is True
    assert result["versions"][0]["end_of_extended_support"] == "2027-07-29T00:00:00+00:00"
