# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon EFS: file systems."""

from __future__ import annotations

from ..table import Call, Each, Gone, Kind, Listing, Tags
from ._names import DERIVED

_FILE_SYSTEM = {"FileSystemId": "FileSystemId"}

KINDS = (
    Kind(
        name="file_system",
        label="EFS file system",
        type="elasticfilesystem:file-system",
        service="efs",
        listings=(Listing(Call("DescribeFileSystems"), "FileSystems[]"),),
        id="FileSystemId",
        title="Name",
        arn="FileSystemArn",
        tags=Tags(place="Tags"),
        state=("LifeCycleState",),
        over=("deleted",),
        since="CreationTime",
        named_after=DERIVED,
        order=65,
        deletion=(
            Each(
                Listing(Call("DescribeMountTargets", _FILE_SYSTEM), "MountTargets[]"),
                Call("DeleteMountTarget", {"MountTargetId": "MountTargetId"}),
            ),
            Each(
                Listing(Call("DescribeAccessPoints", _FILE_SYSTEM), "AccessPoints[]"),
                Call("DeleteAccessPoint", {"AccessPointId": "AccessPointId"}),
            ),
            Call("DeleteFileSystem", _FILE_SYSTEM),
        ),
        busy=("FileSystemInUse", "DependencyTimeout"),
        gone=Gone(Call("DescribeFileSystems", _FILE_SYSTEM), "FileSystems[].LifeCycleState", ("deleted",)),
    ),
)
