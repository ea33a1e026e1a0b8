# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon CloudWatch Logs: log groups."""

from __future__ import annotations

from ..table import WORKLOAD, Call, Kind, Listing, Read, Tags

_ACCESS_LOGS = ("/aws/vendedlogs/apigateway", "/aws/apigateway")
"""Where the access logs of HTTP APIs are, and where they were in earlier versions."""

KINDS = (
    Kind(
        name="log_group",
        label="log group",
        type="logs:log-group",
        service="logs",
        listings=(Listing(Call("DescribeLogGroups"), "logGroups[]"),),
        id="logGroupName",
        # `arn` in the answer ends in :*, which no other call takes.
        arn="arn:{partition}:logs:{region}:{account}:log-group:{id}",
        tags=Tags(
            read=Read(Call("ListTagsForResource", {"resourceArn": "@arn"}), "tags", "tags"),
            in_tagging_api=True,
        ),
        since="creationTime",
        named_after={
            WORKLOAD: (
                "/aws/lambda/{workload}",
                "/aws/eks/{workload}/cluster",
                *(f"{prefix}/{{workload}}{end}" for prefix in _ACCESS_LOGS for end in ("", "/*")),
            ),
            "lambda_function": ("/aws/lambda/{name}", "/aws/lambda/*.{name}"),
            "http_api": (
                "API-Gateway-Execution-Logs_{id}/*",
                *(f"{prefix}/{{name}}{end}" for prefix in _ACCESS_LOGS for end in ("", "/*")),
            ),
            "eks_cluster": ("/aws/eks/{name}/*", "/aws/containerinsights/{name}/*"),
            "sagemaker_endpoint": ("/aws/sagemaker/Endpoints/{name}",),
        },
        # Last, because what writes to a log group makes it anew.
        order=95,
        deletion=(Call("DeleteLogGroup", {"logGroupName": "logGroupName"}),),
        busy=("OperationAbortedException",),
    ),
)
