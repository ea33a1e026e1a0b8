# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The yardstick: the resources of `deploy_lambda_api` as a stack of AWS CDK, in the words that CDK has for them."""

from __future__ import annotations

import os
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as api, aws_iam as iam, aws_lambda as function, aws_logs as logs, aws_s3 as s3
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

DIGITS = Path(__file__).resolve().parents[2] / "examples" / "digits"


class Inference(cdk.Stack):
    """Bucket, role, log group, function, version, alias, HTTP API with two routes and a stage."""

    def __init__(self, scope: cdk.App) -> None:
        """Describe the resources."""
        place = cdk.Environment(account=os.environ["YARDSTICK_ACCOUNT"], region="eu-central-1")
        super().__init__(scope, "inferops-yardstick", env=place)
        models = s3.Bucket(
            self,
            "Models",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            versioned=True,
            enforce_ssl=True,
        )
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        models.grant_read(role)
        group = logs.LogGroup(self, "Logs", retention=logs.RetentionDays.TWO_WEEKS)
        group.grant_write(role)
        digits = function.Function(
            self,
            "Function",
            runtime=function.Runtime.PYTHON_3_13,
            handler="app.handler.handler",
            code=function.Code.from_asset(str(DIGITS), exclude=["train", "ui", "data", "client.py"]),
            role=role,
            log_group=group,
            memory_size=512,
            timeout=cdk.Duration.seconds(30),
        )
        alias = function.Alias(self, "Alias", alias_name="live", version=digits.current_version)
        routes = api.HttpApi(self, "Api", create_default_stage=True)
        integration = HttpLambdaIntegration("Integration", alias)
        routes.add_routes(path="/ping", methods=[api.HttpMethod.GET], integration=integration)
        routes.add_routes(path="/invocations", methods=[api.HttpMethod.POST], integration=integration)


APP = cdk.App()
Inference(APP)
APP.synth()
