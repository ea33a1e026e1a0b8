# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where the sandbox reaches into ministack.

All of them are listed here with the parameters they have, so that a version of ministack in which one has moved is
refused at start with its name, instead of quietly losing what hung on it.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

_APIGATEWAY = "ministack.services.apigateway"
_LAMBDA = "ministack.services.lambda_svc"
_ACTIONS = "ministack.core.iam_actions"
_IAM = "ministack.core.iam_evaluator"
_ECR = "ministack.services.ecr"
_LOGS = "ministack.services.cloudwatch_logs"
_ROLES = "ministack.services.iam"
_STS = "ministack.services.sts"
_TAGGING = "ministack.services.tagging"
_ROUTER = "ministack.core.router"
_EKS = "ministack.services.eks"
_EC2 = "ministack.services.ec2"
_AUTOSCALING = "ministack.services.autoscaling"
_RESPONSES = "ministack.core.responses"
_SSM = "ministack.services.ssm"

#: (module, function) -> the names of its first parameters.
SEAMS: dict[tuple[str, str], tuple[str, ...]] = {
    (_ACTIONS, "extract_resource_arn"): (
        "service",
        "method",
        "path",
        "headers",
        "body",
        "query_params",
        "region",
        "account_id",
    ),
    (_ACTIONS, "_tag_operations"): ("service",),
    (_ACTIONS, "request_tag_context"): ("service", "iam_action", "body", "params"),
    (_APIGATEWAY, "_api_owner"): ("api_id",),
    (_APIGATEWAY, "_create_integration"): ("api_id", "data"),
    (_APIGATEWAY, "_create_route"): ("api_id", "data"),
    (_APIGATEWAY, "_create_stage"): ("api_id", "data"),
    (_APIGATEWAY, "_delete_integration"): ("api_id", "int_id"),
    (_APIGATEWAY, "_extract_lambda_ref_from_integration_uri"): ("uri",),
    (_APIGATEWAY, "_handle_execute_in_scope"): ("api_id", "stage", "path", "method"),
    (_APIGATEWAY, "_http_api_not_found"): (),
    (_APIGATEWAY, "_invoke_lambda_proxy"): (
        "integration",
        "api_id",
        "stage",
        "path",
        "method",
        "headers",
        "body",
        "query_params",
        "route_key",
    ),
    (_APIGATEWAY, "_match_route"): ("api_id", "method", "path"),
    (_APIGATEWAY, "_tag_resource"): ("resource_arn", "data"),
    (_APIGATEWAY, "_untag_resource"): ("resource_arn", "tag_keys"),
    (_APIGATEWAY, "_update_integration"): ("api_id", "int_id", "data"),
    (_APIGATEWAY, "_update_stage"): ("api_id", "stage_name", "data"),
    (_APIGATEWAY, "find_api_scope"): ("api_id",),
    (_APIGATEWAY, "handle_request"): ("method", "path", "headers", "body", "query_params"),
    (_AUTOSCALING, "_describe_asgs"): ("p",),
    (_AUTOSCALING, "_error"): ("code", "message", "status"),
    (_AUTOSCALING, "_reconcile_instances"): ("asg",),
    (_AUTOSCALING, "_set_desired_capacity"): ("p",),
    (_AUTOSCALING, "_update_asg"): ("p",),
    (_AUTOSCALING, "_xml"): ("status", "root_tag", "inner"),
    (_EC2, "_create_nat_gateway"): ("params",),
    (_EC2, "_create_network_interface"): ("p",),
    (_EC2, "_create_vpc_endpoint"): ("p",),
    (_EC2, "_delete_internet_gateway"): ("p",),
    (_EC2, "_delete_nat_gateway"): ("params",),
    (_EC2, "_delete_route_table"): ("p",),
    (_EC2, "_delete_security_group"): ("p",),
    (_EC2, "_delete_vpc"): ("p",),
    (_EC2, "_delete_vpc_endpoints"): ("p",),
    (_EC2, "_describe_addresses"): ("p",),
    (_EC2, "_describe_nat_gateways"): ("params",),
    (_EC2, "_describe_vpc_endpoints"): ("p",),
    (_EC2, "_detach_internet_gateway"): ("p",),
    (_EC2, "_release_address"): ("p",),
    (_EC2, "_resource_matches_tag_filters"): ("resource_id", "filters"),
    (_EC2, "_vpce_fields_xml"): ("ep", "tag"),
    (_EC2, "_delete_subnet"): ("p",),
    (_EC2, "_az_id_for_zone_name"): ("zone_name",),
    (_EC2, "_describe_instance_types"): ("p",),
    (_EC2, "_describe_network_interfaces"): ("p",),
    (_EC2, "_error"): ("code", "message", "status"),
    (_EC2, "_glob_match"): ("pattern", "value"),
    (_EC2, "_lt_data_xml"): ("data",),
    (_EC2, "_parse_filters"): ("params",),
    (_EC2, "_parse_lt_data"): ("params", "prefix"),
    (_EC2, "_parse_member_list"): ("params", "prefix"),
    (_EC2, "_xml"): ("status", "root_tag", "inner"),
    (_ECR, "_get_authorization_token"): ("data",),
    (_ECR, "_registry_error"): ("status", "code", "message"),
    (_ECR, "_repo_uri"): ("name",),
    (_ECR, "handle_registry_request"): ("method", "path", "headers", "body", "query_params"),
    (_EKS, "_ae_key"): ("cluster_name", "principal_arn"),
    (_EKS, "_ap_key"): ("cluster_name", "principal_arn", "policy_arn"),
    (_EKS, "_associate_access_policy"): ("cluster_name", "principal_arn", "body"),
    (_EKS, "_bootstrap_creator_access_entry"): ("cluster_name", "cluster", "creator_arn"),
    (_EKS, "_build_access_entry"): ("cluster_name", "principal_arn", "body"),
    (_EKS, "_create_access_entry"): ("cluster_name", "body"),
    (_EKS, "_create_pod_identity_association"): ("cluster_name", "body"),
    (_EKS, "_delete_access_entry"): ("cluster_name", "principal_arn"),
    (_EKS, "_describe_pod_identity_association"): ("cluster_name", "association_id"),
    (_EKS, "_error"): ("status", "code", "message"),
    (_EKS, "_get_docker"): (),
    (_EKS, "_handle_request_sync"): ("method", "path", "headers", "body_bytes", "query_params"),
    (_EKS, "_issuer_url"): ("oidc_id",),
    (_EKS, "_json_resp"): ("status", "body"),
    (_EKS, "_pia_key"): ("cluster_name", "association_id"),
    (_EKS, "_reconcile_access_policy_rbac"): ("cluster_name", "account_id", "region"),
    (_EKS, "_resolve_tag_resource_arn"): ("arn",),
    (_EKS, "_role_arn_from_assumed_role"): ("arn",),
    (_EKS, "_schedule_access_policy_reconcile"): ("cluster_name", "account_id", "region"),
    (_EKS, "_stop_access_policy_reconciler"): ("cluster_name", "account_id", "region"),
    (_EKS, "_update_access_entry"): ("cluster_name", "principal_arn", "body"),
    (_EKS, "_update_pod_identity_association"): ("cluster_name", "association_id", "body"),
    (_EKS, "reset"): (),
    (_IAM, "_gather_role_policies"): ("role_name", "account_id"),
    (_IAM, "_permissions_boundary"): ("store", "name", "account_id"),
    (_IAM, "enforce"): ("access_key_id", "iam_action", "service", "region", "resource_arn"),
    (_IAM, "evaluate"): ("ctx", "policies", "limits"),
    (_IAM, "evaluate_resource_policy"): ("doc", "ctx", "service"),
    (_IAM, "find_iam_access_key_account"): ("access_key_id",),
    (_IAM, "is_root_access_key"): ("access_key_id",),
    (_IAM, "pin_signed_body"): ("body",),
    (_IAM, "pin_signed_request"): ("method", "raw_path", "query_params", "raw_headers"),
    (_IAM, "resolve_caller_identity"): ("access_key_id",),
    (_LAMBDA, "_create_alias"): ("func_name", "data"),
    (_LAMBDA, "_create_function"): ("data",),
    (_LAMBDA, "_delete_alias"): ("func_name", "alias_name"),
    (_LAMBDA, "_delete_function"): ("name", "query_params", "path_qualifier"),
    (_LAMBDA, "_emit_lambda_logs"): ("func", "request_id", "log_text", "error"),
    (_LAMBDA, "_execute_function_with_config_scope"): ("func", "event"),
    (_LAMBDA, "_func_arn"): ("name",),
    (_LAMBDA, "_invoke"): ("name", "event", "headers", "path_qualifier", "query_params"),
    (_LAMBDA, "_publish_version"): ("name", "data"),
    (_LAMBDA, "_put_provisioned_concurrency"): ("func_name", "qualifier", "data"),
    (_LAMBDA, "_put_function_concurrency"): ("func_name", "data"),
    (_LAMBDA, "_resolve_name_and_qualifier"): ("name_or_arn",),
    (_LAMBDA, "_update_alias"): ("func_name", "alias_name", "data"),
    (_LAMBDA, "_update_code"): ("name", "data"),
    (_LAMBDA, "_update_config"): ("name", "data"),
    (_LAMBDA, "handle_request"): ("method", "path", "headers", "body", "query_params"),
    (_LOGS, "_create_log_stream"): ("data",),
    (_LOGS, "_make_group_arn_no_star"): ("name",),
    (_LOGS, "_put_log_events"): ("data",),
    (_LOGS, "_tag_resource"): ("data",),
    (_LOGS, "_untag_resource"): ("data",),
    (_RESPONSES, "error_response_json"): ("code", "message", "status"),
    (_RESPONSES, "json_response"): ("data", "status"),
    (_RESPONSES, "get_account_id"): (),
    (_RESPONSES, "get_region"): (),
    (_RESPONSES, "now_iso"): (),
    (_RESPONSES, "request_scope"): ("account_id", "region"),
    (_RESPONSES, "set_request_account_id"): ("access_key_id",),
    (_RESPONSES, "set_request_region"): ("region",),
    (_ROLES, "_list_policies"): ("p",),
    (_ROLES, "_list_roles"): ("p",),
    (_ROUTER, "extract_access_key_id"): ("headers",),
    (_ROUTER, "extract_region"): ("headers",),
    (_SSM, "_get_parameter"): ("data",),
    (_STS, "register_session"): ("access_key", "session"),
    (_TAGGING, "_get_resources"): ("data",),
    (_TAGGING, "_matches_type_filters"): ("arn", "type_filters"),
    (_TAGGING, "_require_resource_scope"): ("spec", "arn"),
}


class SeamMoved(RuntimeError):
    """ministack is no longer what this sandbox was written for."""


def get(module: str, name: str) -> Any:
    """A function of ministack that is listed in SEAMS. Raises SeamMoved when it is gone or has other parameters."""
    expected = SEAMS[(module, name)]
    found = getattr(importlib.import_module(module), name, None)
    if found is None:
        raise SeamMoved(f"{module}.{name} is gone")
    actual = tuple(inspect.signature(found).parameters)[: len(expected)]
    if actual != expected:
        raise SeamMoved(f"{module}.{name} takes {actual}, not {expected}")
    return found


def wrap(module: str, name: str, wrapper: Callable[[Any], Any]) -> None:
    """Replace a function of ministack by `wrapper(function)`."""
    original = get(module, name)
    replacement = wrapper(original)
    replacement.__wrapped__ = original
    home = importlib.import_module(module)
    setattr(home, name, replacement)
    # Some services answer through a table of operations, which holds the function itself.
    for table in [value for value in vars(home).values() if isinstance(value, dict)]:
        table.update({key: replacement for key, value in table.items() if value is original})


def check() -> None:
    """Raise SeamMoved when any seam is not where it was."""
    for module, name in SEAMS:
        get(module, name)
