# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Lambda: functions, and what is part of them."""

from __future__ import annotations

from ..table import WORKLOAD, Call, Each, Gone, Kind, Listing, Read, Ref, Tags

_REFS = (
    Ref("Role"),
    Ref("Layers[].Arn"),
    Ref("FileSystemConfigs[].Arn"),
    Ref("LoggingConfig.LogGroup", to="log_group"),
    Ref("VpcConfig.SecurityGroupIds[]", to="security_group"),
    Ref("Environment.Variables.*", to="s3_bucket"),
)
_OF_FUNCTION = {"FunctionName": "FunctionName"}

KINDS = (
    Kind(
        name="lambda_function",
        label="Lambda function",
        type="lambda:function",
        service="lambda",
        listings=(Listing(Call("ListFunctions"), "Functions[]"),),
        id="FunctionName",
        arn="FunctionArn",
        tags=Tags(
            read=Read(Call("ListTags", {"Resource": "FunctionArn"}), "Tags", "Tags"),
            in_tagging_api=True,
        ),
        refs=_REFS,
        details=(Read(Call("GetFunctionConfiguration", _OF_FUNCTION), "", "Now"),),
        state=("Now.State", "Now.LastUpdateStatus"),
        since="LastModified",
        named_after={WORKLOAD: ("{workload}",)},
        order=30,
        deletion=(
            Each(
                Listing(Call("ListEventSourceMappings", _OF_FUNCTION), "EventSourceMappings[]"),
                Call("DeleteEventSourceMapping", {"UUID": "UUID"}),
            ),
            # Without a qualifier the versions, aliases, concurrency, URL and permissions go as well.
            Call("DeleteFunction", _OF_FUNCTION),
        ),
        busy=("ResourceConflictException", "ResourceInUseException"),
        gone=Gone(Call("GetFunctionConfiguration", _OF_FUNCTION)),
    ),
    Kind(
        name="lambda_version",
        label="Lambda version",
        type="lambda:function",
        service="lambda",
        listings=(
            Listing(
                Call("ListVersionsByFunction", _OF_FUNCTION),
                "Versions[]",
                of="lambda_function",
                only=lambda item: item.get("Version") != "$LATEST",
            ),
            Listing(
                Call("ListFunctions", constants={"FunctionVersion": "ALL"}),
                "Functions[]",
                only=lambda item: item.get("Version") != "$LATEST",
            ),
        ),
        id="Version",
        arn="arn:{partition}:lambda:{region}:{account}:function:{FunctionName}:{id}",
        refs=_REFS,
        since="LastModified",
        order=29,
    ),
    Kind(
        name="lambda_alias",
        label="Lambda alias",
        type="lambda:function",
        service="lambda",
        listings=(Listing(Call("ListAliases", _OF_FUNCTION), "Aliases[]", of="lambda_function"),),
        id="Name",
        arn="AliasArn",
        order=29,
    ),
    Kind(
        name="lambda_event_source_mapping",
        label="Lambda event source mapping",
        type="lambda:event-source-mapping",
        service="lambda",
        listings=(Listing(Call("ListEventSourceMappings"), "EventSourceMappings[]"),),
        id="UUID",
        arn="arn:{partition}:lambda:{region}:{account}:event-source-mapping:{id}",
        refs=(Ref("FunctionArn"), Ref("EventSourceArn")),
        state=("State",),
        order=28,
        deletion=(Call("DeleteEventSourceMapping", {"UUID": "UUID"}),),
        busy=("ResourceConflictException", "ResourceInUseException"),
    ),
)
