# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS KMS: keys of one's own. AWS deletes them after a time of waiting, in which they cost nothing."""

from __future__ import annotations

from ..table import Call, Gone, Kind, Listing, Read, Tags

_KEY = {"KeyId": "KeyId"}
_LEAVING = ("PendingDeletion", "PendingReplicaDeletion")
WAITING_DAYS = 7
"""The least that AWS takes."""

KINDS = (
    Kind(
        name="kms_key",
        label="KMS key",
        type="kms:key",
        service="kms",
        listings=(Listing(Call("ListKeys"), "Keys[]"),),
        id="KeyId",
        title="Metadata.Description",
        arn="KeyArn",
        reads=(Read(Call("DescribeKey", _KEY), "KeyMetadata", "Metadata"),),
        # AWS's own keys have none, and some do not say so to everyone.
        tags=Tags(
            read=Read(Call("ListResourceTags", _KEY), "Tags", "Tags", empty=("AccessDeniedException",)),
            in_tagging_api=True,
        ),
        state=("Metadata.KeyState",),
        over=_LEAVING,
        since="Metadata.CreationDate",
        order=92,
        deletion=(Call("ScheduleKeyDeletion", _KEY, {"PendingWindowInDays": WAITING_DAYS}),),
        gone=Gone(Call("DescribeKey", _KEY), "KeyMetadata.KeyState", _LEAVING),
    ),
)
