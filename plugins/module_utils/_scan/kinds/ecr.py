# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon ECR: repositories, with the images in them."""

from __future__ import annotations

from ..table import WORKLOAD, Call, Kind, Listing, Read, Tags

_REPOSITORY = {"repositoryName": "repositoryName"}

KINDS = (
    Kind(
        name="ecr_repository",
        label="ECR repository",
        type="ecr:repository",
        service="ecr",
        listings=(Listing(Call("DescribeRepositories"), "repositories[]"),),
        id="repositoryName",
        arn="repositoryArn",
        tags=Tags(
            read=Read(Call("ListTagsForResource", {"resourceArn": "repositoryArn"}), "tags", "tags"),
            in_tagging_api=True,
        ),
        since="createdAt",
        named_after={WORKLOAD: ("{workload}", "{workload}/*")},
        order=70,
        deletion=(Call("DeleteRepository", _REPOSITORY, {"force": True}),),
    ),
    Kind(
        name="ecr_image",
        label="ECR image",
        type="ecr:repository",
        service="ecr",
        listings=(Listing(Call("DescribeImages", _REPOSITORY), "imageDetails[]", of="ecr_repository"),),
        id="imageDigest",
        arn="arn:{partition}:ecr:{region}:{account}:repository/{repositoryName}@{id}",
        since="imagePushedAt",
        order=69,
    ),
)
