# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is in the sandbox, by other calls than those of the code under test."""

from __future__ import annotations

from typing import Any

from tests.sandbox.deployment import Account

REGIONS = ("eu-central-1", "us-west-2")
REGIONAL = (
    ("lambda", "list_functions", "Functions", "FunctionArn"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    ("apigatewayv2", "get_apis", "Items", "ApiId"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("ecr", "describe_repositories", "repositories", "repositoryArn"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_volumes", "Volumes", "VolumeId"),
    ("ec2", "describe_addresses", "Addresses", "AllocationId"),
    ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn"),
    ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn"),
    ("efs", "describe_file_systems", "FileSystems", "FileSystemId"),
    ("eks", "list_clusters", "clusters", ""),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("sagemaker", "list_models", "Models", "ModelName"),
)
GLOBAL = (
    ("s3", "list_buckets", "Buckets", "Name"),
    ("iam", "list_roles", "Roles", "Arn"),
    ("iam", "list_instance_profiles", "InstanceProfiles", "Arn"),
)


def everything(account: Account) -> set[tuple[str, str, str]]:
    """Return operation, region and name of all there is."""
    asked = [(region, *row) for region in REGIONS for row in REGIONAL] + [(REGIONS[0], *row) for row in GLOBAL]
    return {
        (operation, region, _name(item, name))
        for region, service, operation, items, name in asked
        for item in getattr(account.client(service, region), operation)()[items]
    }


def _name(item: Any, name: str) -> str:
    return str(item[name] if name else item)
