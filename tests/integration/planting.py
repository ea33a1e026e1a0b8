# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deployment as the roles leave it, made by hand: tagged as theirs, with what AWS and users put beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.sandbox.deployment import LAMBDA_TRUST, Account, code, settle
from tests.sandbox.kubernetes import Place, server, states, token

ACCOUNT = "111111111111"
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)


@dataclass(frozen=True)
class Planted:
    """The names of a deployment."""

    name: str
    deployment: str
    region: str

    @property
    def tags(self) -> dict[str, str]:
        return {
            "inferops:deployment": self.deployment,
            "inferops:workload": self.name,
            "inferops:option": "lambda_api",
            "inferops:region": self.region,
            "inferops:managed-by": "inferops.aws",
        }

    def of(self, component: str, **more: str) -> dict[str, str]:
        return {**self.tags, "inferops:component": component, **more}

    @property
    def bucket(self) -> str:
        return f"{self.name}-models-{ACCOUNT}-{self.region}"

    @property
    def role(self) -> str:
        return f"{self.name}-{self.region}-lambda"


def listed(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": name, "Value": value} for name, value in tags.items()]


def plant(account: Account, planted: Planted, *, retain_bucket: bool = False) -> None:
    """Make the resources of the option lambda_api: bucket with versions, role, function, API, log groups, images."""
    name, region = planted.name, planted.region
    _bucket(account, planted, retain_bucket)
    role = _role(account, planted)
    logs = account.client("logs", region)
    logs.create_log_group(logGroupName=f"/aws/lambda/{name}", tags=planted.of("inference_lambda"))
    for prefix in ("/aws/vendedlogs/apigateway", "/aws/apigateway"):  # the second is of an earlier version
        logs.create_log_group(logGroupName=f"{prefix}/{name}", tags=planted.of("http_api"))
    alias = _function(account, planted, role)
    apis = account.client("apigatewayv2", region)
    api = apis.create_api(Name=name, ProtocolType="HTTP", Tags=planted.of("http_api"))["ApiId"]
    apis.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=alias, PayloadFormatVersion="2.0")
    account.client("ecr", region).create_repository(repositoryName=name, tags=listed(planted.of("ecr_image")))


def plant_cluster(here: Place, planted: Planted, **more: Any) -> str:
    """Make an EKS cluster; return the security group that EKS makes for it."""
    here.create_cluster(planted.name, tags=planted.of("eks_cluster"), **more)
    assert states(here.cluster_state(planted.name), "ACTIVE", "FAILED")[-1] == "ACTIVE"
    return str(here.eks.describe_cluster(name=planted.name)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"])


def plant_service(here: Place, planted: Planted) -> None:
    """Have Kubernetes make a load balancer."""
    made = {
        "metadata": {"name": "web", "annotations": {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}},
        "spec": {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]},
    }
    tags = [{"Key": "kubernetes.io/role/elb", "Value": "1"}]
    here.client("ec2").create_tags(Resources=here.subnets, Tags=tags)
    api, mine = server(here, planted.name), token(here.account.session, planted.name)
    assert api.ask(mine, "/api/v1/namespaces/default/services", "POST", made)[0] == 201
    states(lambda: bool(here.client("elbv2").describe_load_balancers()["LoadBalancers"]), True)
    here.client("ec2").delete_tags(Resources=here.subnets, Tags=tags)


def plant_interface(here: Place, group: str | None, planted: Planted) -> None:
    """Leave a network interface as the network add-on does, with its own tags alone, when a node ends too fast."""
    tags = {"cluster.k8s.amazonaws.com/name": planted.name, "node.k8s.amazonaws.com/instance_id": "i-0123456789abcdef0"}
    compute = here.client("ec2")
    made = compute.create_network_interface(
        SubnetId=here.subnets[0], Description="aws-K8S-i-0123456789abcdef0", **({"Groups": [group]} if group else {})
    )["NetworkInterface"]["NetworkInterfaceId"]
    compute.create_tags(Resources=[made], Tags=listed(tags))  # the emulator forgets those given at once


def _bucket(account: Account, planted: Planted, retain: bool) -> None:
    s3 = account.client("s3", planted.region)
    bucket = planted.bucket
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": planted.region})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    tags = planted.of("model_store", **({"inferops:retain": "true"} if retain else {}))
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": listed(tags)})
    for content in (b"one", b"two"):
        s3.put_object(Bucket=bucket, Key="models/m", Body=content)
    s3.delete_object(Bucket=bucket, Key="models/m")
    s3.create_multipart_upload(Bucket=bucket, Key="models/unfinished")


def _role(account: Account, planted: Planted) -> str:
    iam = account.client("iam", planted.region)
    made: dict[str, Any] = iam.create_role(
        RoleName=planted.role,
        Path="/inferops/",
        AssumeRolePolicyDocument=LAMBDA_TRUST,
        Tags=listed(planted.of("iam")),
    )
    iam.put_role_policy(RoleName=planted.role, PolicyName="inference", PolicyDocument=POLICY)
    return str(made["Role"]["Arn"])


def _function(account: Account, planted: Planted, role: str) -> str:
    functions = account.client("lambda", planted.region)
    functions.create_function(
        FunctionName=planted.name,
        Runtime="python3.11",
        Role=role,
        Handler="app.handler",
        Code={"ZipFile": code()},
        Tags=planted.of("inference_lambda"),
    )
    settle(functions, planted.name)
    version = functions.publish_version(FunctionName=planted.name)["Version"]
    alias = functions.create_alias(FunctionName=planted.name, Name="live", FunctionVersion=version)
    return str(alias["AliasArn"])
