# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon SageMaker: endpoints, their configurations, and models."""

from __future__ import annotations

from ..table import Call, Gone, Kind, Listing, Read, Tags
from ._names import DERIVED


def _tags(arn: str) -> Tags:
    return Tags(read=Read(Call("ListTags", {"ResourceArn": arn}), "Tags", "Tags"), in_tagging_api=True)


KINDS = (
    Kind(
        name="sagemaker_endpoint",
        label="SageMaker endpoint",
        type="sagemaker:endpoint",
        service="sagemaker",
        listings=(Listing(Call("ListEndpoints"), "Endpoints[]"),),
        id="EndpointName",
        arn="EndpointArn",
        tags=_tags("EndpointArn"),
        state=("EndpointStatus",),
        since="CreationTime",
        named_after=DERIVED,
        order=20,
        deletion=(Call("DeleteEndpoint", {"EndpointName": "EndpointName"}),),
        gone=Gone(Call("DescribeEndpoint", {"EndpointName": "EndpointName"})),
    ),
    Kind(
        name="sagemaker_endpoint_config",
        label="SageMaker endpoint configuration",
        type="sagemaker:endpoint-config",
        service="sagemaker",
        listings=(Listing(Call("ListEndpointConfigs"), "EndpointConfigs[]"),),
        id="EndpointConfigName",
        arn="EndpointConfigArn",
        tags=_tags("EndpointConfigArn"),
        since="CreationTime",
        named_after=DERIVED,
        order=30,
        deletion=(Call("DeleteEndpointConfig", {"EndpointConfigName": "EndpointConfigName"}),),
    ),
    Kind(
        name="sagemaker_model",
        label="SageMaker model",
        type="sagemaker:model",
        service="sagemaker",
        listings=(Listing(Call("ListModels"), "Models[]"),),
        id="ModelName",
        arn="ModelArn",
        tags=_tags("ModelArn"),
        since="CreationTime",
        named_after=DERIVED,
        order=40,
        deletion=(Call("DeleteModel", {"ModelName": "ModelName"}),),
    ),
)
