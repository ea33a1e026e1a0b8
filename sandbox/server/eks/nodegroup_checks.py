# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node group may be: sizes, instance types and their image, versions."""

from __future__ import annotations

from ...kubernetes.nodes import INSTANCE_TYPES
from . import store, versions
from .protocol import Refused, invalid

#: Releases of the node image: a date stands for each.
_RELEASES = ("20261112", "20261029")
_DEFAULT = "AL2023_x86_64_STANDARD"


def release_of(version: str) -> str:
    """The newest release of the node image for a version of Kubernetes."""
    found = versions.find(version)
    return f"{found.patch if found else version}-{_RELEASES[0]}"


def ami(types: list[str], wanted: str | None, version: str) -> str:
    unknown = [name for name in types if name not in INSTANCE_TYPES]
    if unknown:
        raise Refused(
            "InvalidRequestException", f"The following supplied instance types do not exist: [{', '.join(unknown)}]"
        )
    # AWS does not look at the types for a default.
    kind = wanted or _DEFAULT
    if kind.startswith("AL2_") and versions.minor_of(version) > 32:
        raise invalid(f"AMI Type {kind} is only supported for kubernetes versions 1.32 or earlier")
    needed = "arm64" if "ARM_64" in kind else "amd64"
    others = [name for name in types if INSTANCE_TYPES[name].architecture != needed]
    if kind != "CUSTOM" and others:
        raise invalid(f"[{', '.join(others)}] is not a valid instance type for requested amiType {kind}")
    return kind


def check_scaling(scaling: dict[str, int]) -> None:
    least, most, desired = scaling["minSize"], scaling["maxSize"], scaling["desiredSize"]
    if least > most:
        raise invalid(f"Minimum capacity {least} can't be greater than maximum capacity {most}")
    if desired < least:
        raise invalid(f"Minimum capacity {least} can't be greater than desired size {desired}")
    if desired > most:
        raise invalid(f"desired capacity {desired} can't be greater than max size {most}")


def check_update_config(wanted: store.Record) -> None:
    if "maxUnavailable" in wanted and "maxUnavailablePercentage" in wanted:
        raise invalid("Only one of maxUnavailable or maxUnavailablePercentage can be specified")


def check_version(version: str, cluster: store.Record, current: str) -> None:
    minor, control_plane = versions.minor_of(version), versions.minor_of(cluster["version"])
    if versions.find(version) is None or minor > control_plane:
        raise invalid(f"Requested Nodegroup version {version} is not supported with cluster version "
                      f"{cluster['version']}")  # fmt: skip
    if minor < control_plane - versions.OLDEST_KUBELET or minor < versions.minor_of(current):
        raise invalid(f"Nodegroup version {version} is too old: the cluster has {cluster['version']}, the nodegroup "
                      f"{current}")  # fmt: skip


def check_release(release: str, version: str) -> None:
    found = versions.find(version)
    allowed = [f"{found.patch}-{day}" for day in _RELEASES] if found else []
    if release not in allowed:
        raise invalid(f"Requested release version {release} is not valid for kubernetes version {version}.")
