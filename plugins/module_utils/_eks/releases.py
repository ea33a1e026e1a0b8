# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which release of Amazon Linux 2023 is the newest for nodes that exist.

https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html: AWS publishes it as a public parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._engine.api import Api
from .._engine.errors import EngineError

LATEST = "latest"
_PLACES = {
    "AL2023_x86_64_STANDARD": "x86_64/standard",
    "AL2023_ARM_64_STANDARD": "arm64/standard",
    "AL2023_x86_64_NVIDIA": "x86_64/nvidia",
    "AL2023_ARM_64_NVIDIA": "arm64/nvidia",
    "AL2023_x86_64_NEURON": "x86_64/neuron",
}


def newest_for(options: Mapping[str, Any], present: Mapping[str, Any], ssm: Callable[[], Api]) -> dict[str, Any]:
    """Return *options*, which name ``latest``, with the release that this is for the node group *present* or {}.

    A new group, and one that goes to another version, gets the newest release of itself.

    Raises EngineError where the newest release of an image is not published.
    """
    version = options.get("version") or present.get("version")
    if not present or options.get("state") == "absent" or version != present.get("version"):
        return {**options, "release_version": None}
    place = _PLACES.get(str(present.get("ami_type")))
    if place is None:
        raise EngineError(
            f"release_version is 'latest'; allowed: the number of a release, since the image is "
            f"{present.get('ami_type')} and the newest is known of {', '.join(_PLACES)} alone"
        )
    name = f"/aws/service/eks/optimized-ami/{version}/amazon-linux-2023/{place}/recommended/release_version"
    found = ssm().call("GetParameter", {"name": name})
    return {**options, "release_version": found["parameter"]["value"]}
