#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: http_api
version_added: 0.1.0
short_description: Manage an HTTP API with its integrations, routes, authorizers and stages
description:
  - Manages an HTTP API of API Gateway (version 2) as a whole.
  - What is left out stays as it is. An empty value (V({}), V([]) or an empty text) takes a setting away.
  - Items of the lists are made, changed and, with the purge option of the list, deleted to match. A list that is
    left out is not touched.
notes:
  - No module of C(amazon.aws) or C(community.aws) manages version 2 of API Gateway.
  - A route has the authorization type V(NONE), open to the world, only where the task says so.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  name:
    description:
      - Name of the API, by which it is found unless O(api_id) is given.
      - If several HTTP APIs have the name, the only one that bears all O(expect_tags), or else all O(tags), is meant;
        if there is no such one, the module refuses.
      - Names are not unique in AWS. Without O(expect_tags) the only API of the name is taken for the one that is
        meant, whoever made it.
    type: str
  api_id:
    description:
      - Identifier of an existing API; O(name) then may rename it.
    type: str
  account_id:
    description:
      - Identifier of the account that the API is in, which is part of the ARN that is returned.
      - Whoever knows it spares a question to AWS.
    type: str
  expect_tags:
    description:
      - Tags that the API must bear already if it exists. One of the name that does not bear them is somebody else's.
      - With O(state=present) the module then refuses and leaves that API as it is; with O(state=absent) there is
        nothing to delete, and nothing changes.
      - O(tags) must hold them as well, unless the API bears them and keeps them.
    type: dict
  state:
    description:
      - Whether the API shall exist. V(absent) deletes it with all that belongs to it.
    type: str
    choices: [present, absent]
    default: present
  description:
    description:
      - A description.
    type: str
  version:
    description:
      - A text that tells the version of the API.
    type: str
  disable_execute_api_endpoint:
    description:
      - Whether clients can use a domain name of one's own only.
    type: bool
  ip_address_type:
    description:
      - By which kinds of address the API is reached.
    type: str
    choices: [ipv4, dualstack]
  cors_configuration:
    description:
      - Which pages of other origins may call the API.
      - It is replaced as a whole, so that an origin, header or method that is no longer listed is no longer allowed.
        V({}) takes it away.
    type: dict
    suboptions:
      allow_origins:
        description:
          - Origins that may call.
        type: list
        elements: str
      allow_methods:
        description:
          - Methods that they may use.
        type: list
        elements: str
      allow_headers:
        description:
          - Headers that they may send.
        type: list
        elements: str
      expose_headers:
        description:
          - Headers of the answer that they may read.
        type: list
        elements: str
      allow_credentials:
        description:
          - Whether they may send credentials.
        type: bool
      max_age:
        description:
          - For how many seconds a browser may remember this.
        type: int
  authorizers:
    description:
      - Authorizers that routes name.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the authorizer.
        type: str
        required: true
      authorizer_type:
        description:
          - V(JWT) for tokens of an OpenID Connect issuer, V(REQUEST) for a Lambda function.
        type: str
        choices: [JWT, REQUEST]
        default: JWT
      identity_source:
        description:
          - Where a request carries its identity.
        type: list
        elements: str
        default: [$request.header.Authorization]
      jwt_configuration:
        description:
          - Which tokens are accepted.
        type: dict
        suboptions:
          audience:
            description:
              - Accepted audiences.
            type: list
            elements: str
          issuer:
            description:
              - URL of the issuer.
            type: str
      authorizer_uri:
        description:
          - Invocation URI of the function.
        type: str
      authorizer_credentials_arn:
        description:
          - Role with which API Gateway calls the function.
        type: str
      authorizer_payload_format_version:
        description:
          - Format of what the function gets.
        type: str
        choices: ["1.0", "2.0"]
      authorizer_result_ttl_in_seconds:
        description:
          - For how many seconds the function's answer is remembered; V(0) for never.
        type: int
      enable_simple_responses:
        description:
          - Whether the function answers with yes or no instead of a policy.
        type: bool
  purge_authorizers:
    description:
      - Whether to delete authorizers that O(authorizers) does not list.
    type: bool
    default: true
  integrations:
    description:
      - What answers requests.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name by which routes refer to the integration. It is kept as the integration's description.
        type: str
        required: true
      integration_type:
        description:
          - V(AWS_PROXY) for a Lambda function or another AWS service, V(HTTP_PROXY) for a URL or a private resource.
        type: str
        choices: [AWS_PROXY, HTTP_PROXY]
        default: AWS_PROXY
      integration_uri:
        description:
          - ARN of a function, version or alias, a URL, or the ARN of a listener.
        type: str
      integration_method:
        description:
          - Method with which an HTTP integration is called.
        type: str
      integration_subtype:
        description:
          - Action of an AWS service.
        type: str
      payload_format_version:
        description:
          - Format of what the integration gets.
          - If left out, V(2.0) for functions and V(1.0) for everything else.
        type: str
        choices: ["1.0", "2.0"]
      timeout_in_millis:
        description:
          - After how many milliseconds a request ends, between 50 and 30000.
        type: int
      connection_type:
        description:
          - Whether the integration is reached by the internet or by a VPC link.
        type: str
        choices: [INTERNET, VPC_LINK]
      connection_id:
        description:
          - Identifier of the VPC link.
        type: str
      credentials_arn:
        description:
          - Role with which API Gateway calls the integration.
        type: str
      request_parameters:
        description:
          - How requests are rewritten, or the parameters of O(integrations[].integration_subtype).
        type: dict
      response_parameters:
        description:
          - How answers are rewritten, by status code.
        type: dict
      tls_config:
        description:
          - TLS to a private resource.
        type: dict
        suboptions:
          server_name_to_verify:
            description:
              - The host name that the certificate must have.
            type: str
  purge_integrations:
    description:
      - Whether to delete integrations that O(integrations) does not list.
    type: bool
    default: true
  routes:
    description:
      - Which requests go where, and who may make them.
    type: list
    elements: dict
    suboptions:
      route_key:
        description:
          - Method and path, or V($default).
        type: str
        required: true
      integration:
        description:
          - Name of one of O(integrations).
        type: str
        required: true
      authorization_type:
        description:
          - Who may use the route. V(NONE) is everyone.
        type: str
        choices: [NONE, AWS_IAM, JWT, CUSTOM]
        required: true
      authorizer:
        description:
          - Name of one of O(authorizers), for V(JWT) and V(CUSTOM).
        type: str
      authorization_scopes:
        description:
          - Scopes of which a token must have one.
        type: list
        elements: str
      operation_name:
        description:
          - A name of the operation.
        type: str
  purge_routes:
    description:
      - Whether to delete routes that O(routes) does not list.
    type: bool
    default: true
  stages:
    description:
      - Where the API is served. Stages have the tags of the API.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the stage; V($default) is served at the root of the URL.
        type: str
        required: true
      auto_deploy:
        description:
          - Whether every change of the API is served at once.
        type: bool
        default: true
      deployment_id:
        description:
          - The deployment that is served, without O(stages[].auto_deploy).
        type: str
      description:
        description:
          - A description.
        type: str
      access_log_settings:
        description:
          - Where requests are logged; V({}) ends it.
        type: dict
        suboptions:
          destination_arn:
            description:
              - ARN of a log group or delivery stream.
            type: str
          format:
            description:
              - What is logged of a request.
            type: str
      default_route_settings:
        description:
          - Settings of every route. A setting that is left out stays as it is.
        type: dict
        suboptions:
          detailed_metrics_enabled:
            description:
              - Whether there are metrics for every route.
            type: bool
          throttling_burst_limit:
            description:
              - How many requests may arrive at once.
            type: int
          throttling_rate_limit:
            description:
              - How many requests a second may arrive.
            type: float
      route_settings:
        description:
          - Settings of single routes by route key, with the suboptions of O(stages[].default_route_settings).
          - A route that is not listed has none of its own.
        type: dict
      stage_variables:
        description:
          - Variables of the stage by name.
        type: dict
  purge_stages:
    description:
      - Whether to delete stages that O(stages) does not list.
    type: bool
    default: true
extends_documentation_fragment:
  - inferops.aws.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Serve a function to callers with IAM credentials
  inferops.aws.http_api:
    name: digits
    cors_configuration:
      allow_origins: [https://digits.example.org]
      allow_methods: [POST]
    integrations:
      - name: predict
        integration_uri: arn:aws:lambda:eu-central-1:111111111111:function:digits:live
        timeout_in_millis: 20000
    routes:
      - route_key: POST /invocations
        integration: predict
        authorization_type: AWS_IAM
      - route_key: GET /ping
        integration: predict
        authorization_type: NONE
    stages:
      - name: $default
        default_route_settings:
          throttling_burst_limit: 50
          throttling_rate_limit: 100
        access_log_settings:
          destination_arn: arn:aws:logs:eu-central-1:111111111111:log-group:/aws/vendedlogs/apigateway/digits
          format: '{"id": "$context.requestId", "status": "$context.status"}'
    tags:
      inferops:workload: digits
    expect_tags:
      inferops:workload: digits

- name: Ask for a token instead
  inferops.aws.http_api:
    name: digits
    authorizers:
      - name: users
        jwt_configuration:
          issuer: https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example
          audience: [digits]
    routes:
      - route_key: POST /invocations
        integration: predict
        authorization_type: JWT
        authorizer: users
        authorization_scopes: [digits/predict]
    purge_routes: false

- name: Delete it
  inferops.aws.http_api:
    name: digits
    state: absent
"""

RETURN = r"""
api_id:
  description: Identifier of the API. In check mode what AWS alone can know of a new API is V((known after apply)).
  returned: when the API exists
  type: str
  sample: a1b2c3d4e5
api_endpoint:
  description: URL of the API.
  returned: when the API exists
  type: str
  sample: https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com
arn:
  description: ARN of the API as a resource that is managed and tagged.
  returned: when the API exists
  type: str
  sample: arn:aws:apigateway:eu-central-1::/apis/a1b2c3d4e5
execute_api_arn:
  description: ARN of the API as something that is called; policies add stage, method and path.
  returned: when the API exists
  type: str
  sample: arn:aws:execute-api:eu-central-1:111111111111:a1b2c3d4e5
created_date:
  description: When the API was made.
  returned: when the API exists
  type: str
  sample: "2026-01-15T10:00:00+00:00"
name:
  description: Name of the API.
  returned: when the API exists
  type: str
  sample: digits
description:
  description: The description.
  returned: when the API exists
  type: str
  sample: Handwritten digits
version:
  description: The version.
  returned: when the API exists
  type: str
  sample: "1"
disable_execute_api_endpoint:
  description: Whether clients can use a domain name of one's own only.
  returned: when the API exists
  type: bool
  sample: false
ip_address_type:
  description: By which kinds of address the API is reached.
  returned: when the API exists
  type: str
  sample: ipv4
cors_configuration:
  description: Which pages of other origins may call the API.
  returned: when the API exists
  type: dict
  sample: {allow_origins: [https://digits.example.org]}
tags:
  description: The tags.
  returned: when the API exists
  type: dict
  sample: {"inferops:workload": digits}
authorizers:
  description: All authorizers, with their options and identifiers.
  returned: when the API exists
  type: list
  elements: dict
  sample: [{name: users, authorizer_id: f6g7h8, authorizer_type: JWT}]
integrations:
  description: All integrations, with their options and identifiers.
  returned: when the API exists
  type: list
  elements: dict
  sample: [{name: predict, integration_id: i9j0k1, integration_type: AWS_PROXY}]
routes:
  description: All routes, with their options and identifiers.
  returned: when the API exists
  type: list
  elements: dict
  sample: [{route_key: POST /invocations, route_id: l2m3n4, integration: predict, authorization_type: AWS_IAM}]
stages:
  description: All stages, with their options, C(stage_arn) and C(invoke_url).
  returned: when the API exists
  type: list
  elements: dict
  sample: [{name: $default, auto_deploy: true, invoke_url: https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com}]
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._apigatewayv2.service import http_api
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
NUMBER = {"type": "int"}
FLAG = {"type": "bool"}
MAP = {"type": "dict"}
NAME = {"type": "str", "required": True}
PURGE = {"type": "bool", "default": True}
PAYLOAD = {"type": "str", "choices": ["1.0", "2.0"]}


def _one_of(*choices: str, **more: object) -> dict[str, object]:
    return {"type": "str", "choices": list(choices), **more}


def _dict(**options: dict[str, object]) -> dict[str, object]:
    return {"type": "dict", "options": options}


def _list(**options: dict[str, object]) -> dict[str, object]:
    return {"type": "list", "elements": "dict", "options": options}


ARGUMENT_SPEC: dict[str, dict[str, object]] = {
    "name": TEXT,
    "api_id": TEXT,
    "account_id": TEXT,
    "expect_tags": MAP,
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "description": TEXT,
    "version": TEXT,
    "disable_execute_api_endpoint": FLAG,
    "ip_address_type": _one_of("ipv4", "dualstack"),
    "cors_configuration": _dict(
        allow_origins=TEXTS,
        allow_methods=TEXTS,
        allow_headers=TEXTS,
        expose_headers=TEXTS,
        allow_credentials=FLAG,
        max_age=NUMBER,
    ),
    "authorizers": _list(
        name=NAME,
        authorizer_type=_one_of("JWT", "REQUEST", default="JWT"),
        identity_source={"type": "list", "elements": "str", "default": ["$request.header.Authorization"]},
        jwt_configuration=_dict(audience=TEXTS, issuer=TEXT),
        authorizer_uri=TEXT,
        authorizer_credentials_arn=TEXT,
        authorizer_payload_format_version=PAYLOAD,
        authorizer_result_ttl_in_seconds=NUMBER,
        enable_simple_responses=FLAG,
    ),
    "purge_authorizers": PURGE,
    "integrations": _list(
        name=NAME,
        integration_type=_one_of("AWS_PROXY", "HTTP_PROXY", default="AWS_PROXY"),
        integration_uri=TEXT,
        integration_method=TEXT,
        integration_subtype=TEXT,
        payload_format_version=PAYLOAD,
        timeout_in_millis=NUMBER,
        connection_type=_one_of("INTERNET", "VPC_LINK"),
        connection_id=TEXT,
        credentials_arn=TEXT,
        request_parameters=MAP,
        response_parameters=MAP,
        tls_config=_dict(server_name_to_verify=TEXT),
    ),
    "purge_integrations": PURGE,
    "routes": _list(
        route_key={"type": "str", "required": True, "no_log": False},
        integration=NAME,
        authorization_type=_one_of("NONE", "AWS_IAM", "JWT", "CUSTOM", required=True),
        authorizer=TEXT,
        authorization_scopes=TEXTS,
        operation_name=TEXT,
    ),
    "purge_routes": PURGE,
    "stages": _list(
        name=NAME,
        auto_deploy={"type": "bool", "default": True},
        deployment_id=TEXT,
        description=TEXT,
        access_log_settings=_dict(destination_arn=TEXT, format=TEXT),
        default_route_settings=_dict(
            detailed_metrics_enabled=FLAG, throttling_burst_limit=NUMBER, throttling_rate_limit={"type": "float"}
        ),
        route_settings=MAP,
        stage_variables=MAP,
    ),
    "purge_stages": PURGE,
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": PURGE,
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, required_one_of=[("name", "api_id")], supports_check_mode=True
    )
    try:
        module.exit_json(**http_api(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()
