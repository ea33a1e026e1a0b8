# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon CloudWatch: alarms."""

from __future__ import annotations

from ..table import Call, Kind, Listing, Read, Ref, Tags
from ._names import DERIVED

KINDS = (
    Kind(
        name="cloudwatch_alarm",
        label="CloudWatch alarm",
        type="cloudwatch:alarm",
        service="cloudwatch",
        listings=(
            Listing(Call("DescribeAlarms", constants={"AlarmTypes": ["MetricAlarm"]}), "MetricAlarms[]"),
            Listing(Call("DescribeAlarms", constants={"AlarmTypes": ["CompositeAlarm"]}), "CompositeAlarms[]"),
        ),
        id="AlarmName",
        arn="AlarmArn",
        tags=Tags(
            read=Read(Call("ListTagsForResource", {"ResourceARN": "AlarmArn"}), "Tags", "Tags"),
            in_tagging_api=True,
        ),
        refs=(
            Ref("Dimensions[].Value", to="lambda_function"),
            Ref("Dimensions[].Value", to="http_api"),
            Ref("Dimensions[].Value", to="sagemaker_endpoint"),
        ),
        state=("StateValue",),
        since="AlarmConfigurationUpdatedTimestamp",
        named_after=DERIVED,
        order=10,
        deletion=(Call("DeleteAlarms", {"AlarmNames[]": "AlarmName"}),),
    ),
)
