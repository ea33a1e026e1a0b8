# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest release of the node image, which AWS publishes as a parameter of Systems Manager.

https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .. import seams
from . import nodegroup_checks, versions

MODULE = "ministack.services.ssm"
_NAME = re.compile(
    r"/aws/service/eks/optimized-ami/(?P<version>[0-9.]+)/amazon-linux-2023/"
    r"(x86_64/(standard|nvidia|neuron)|arm64/(standard|nvidia))/recommended/release_version"
)


def install() -> None:
    """Put it in force."""
    seams.wrap(MODULE, "_get_parameter", _public)


def _public(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def get_parameter(data: Any) -> Any:
        name = str(data.get("Name"))
        asked = _NAME.fullmatch(name)
        if asked is None or versions.find(asked["version"]) is None:
            return original(data)
        release = nodegroup_checks.release_of(asked["version"])
        parameter = {"Name": name, "Type": "String", "Value": release, "Version": 1, "DataType": "text"}
        return seams.get("ministack.core.responses", "json_response")({"Parameter": parameter})

    return get_parameter
