# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deployment as the roles leave it, made by hand: tagged as theirs, with what AWS and users put beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.sandbox.deployment import LAMBDA_TRUST, Account, code, settle

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
