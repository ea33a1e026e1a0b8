# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon API Gateway: HTTP and WebSocket APIs."""

from __future__ import annotations

from ..table import WORKLOAD, Call, Kind, Listing, Read, Ref, Tags

KINDS = (
    Kind(
        name="http_api",
        label="HTTP API",
        type="apigateway:apis",
        service="apigatewayv2",
        listings=(Listing(Call("GetApis"), "Items[]"),),
        id="ApiId",
        title="Name",
        arn="arn:{partition}:apigateway:{region}::/apis/{id}",
        reads=(Read(Call("GetIntegrations", {"ApiId": "ApiId"}), "Items", "Integrations"),),
        tags=Tags(place="Tags"),
        refs=(Ref("Integrations[].IntegrationUri"), Ref("Integrations[].CredentialsArn")),
        endpoint="ApiEndpoint",
        since="CreatedDate",
        named_after={WORKLOAD: ("{workload}",)},
        order=20,
        # Routes, integrations, authorizers and stages go as well.
        deletion=(Call("DeleteApi", {"ApiId": "ApiId"}),),
        busy=("ConflictException",),
    ),
)
