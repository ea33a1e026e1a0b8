# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon S3: buckets, with all versions of all that is in them."""

from __future__ import annotations

from ..table import WORKLOAD, Call, Each, Gone, Kind, Listing, Read, Tags

_BUCKET = {"Bucket": "Name"}
_VERSION = {"Key": "Key", "VersionId": "VersionId"}


def _all(items: str) -> Each:
    return Each(
        Listing(Call("ListObjectVersions", _BUCKET), items),
        Call("DeleteObjects", {**_VERSION, "Bucket": "@Name"}, {"Delete": {"Quiet": True}}),
        batch="Delete.Objects",
        errors="Errors[]",
    )


KINDS = (
    Kind(
        name="s3_bucket",
        label="S3 bucket",
        type="s3",
        service="s3",
        listings=(Listing(Call("ListBuckets"), "Buckets[]", local=("BucketRegion",)),),
        id="Name",
        arn="arn:{partition}:s3:::{id}",
        tags=Tags(
            read=Read(Call("GetBucketTagging", _BUCKET), "TagSet", "TagSet", empty=("NoSuchTagSet",)),
            in_tagging_api=True,
        ),
        since="CreationDate",
        named_after={
            WORKLOAD: (
                "{workload}-models-{account}-{region}",
                "{workload}-models-{account}-{region}-*",
                "{workload}-*-{account}-{region}",
            )
        },
        order=70,
        deletion=(
            _all("Versions[]"),
            _all("DeleteMarkers[]"),
            Each(
                Listing(Call("ListMultipartUploads", _BUCKET), "Uploads[]"),
                Call("AbortMultipartUpload", {"Key": "Key", "UploadId": "UploadId", "Bucket": "@Name"}),
            ),
            Call("DeleteBucket", _BUCKET),
        ),
        busy=("OperationAborted",),
        gone=Gone(Call("HeadBucket", _BUCKET)),
    ),
)
