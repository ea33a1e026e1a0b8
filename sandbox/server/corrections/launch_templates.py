# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch templates keep whether a network interface goes with its instance, which ministack forgets."""

from __future__ import annotations

from typing import Any

from .. import seams
from .ec2_words import MODULE, value


def install() -> None:
    """Put it in force."""
    seams.wrap(MODULE, "_parse_lt_data", _read)
    seams.wrap(MODULE, "_lt_data_xml", _written)


def _read(original: Any) -> Any:
    def parse_lt_data(params: Any, prefix: str = "LaunchTemplateData") -> Any:
        data = original(params, prefix)
        for number, interface in enumerate(data.get("NetworkInterfaces", []), 1):
            said = value(params, f"{prefix}.NetworkInterface.{number}.DeleteOnTermination")
            interface.update({"DeleteOnTermination": said.lower() == "true"} if said else {})
        return data

    return parse_lt_data


def _written(original: Any) -> Any:
    def lt_data_xml(data: Any) -> str:
        text = str(original(data))
        for interface in data.get("NetworkInterfaces", []):
            # Only an interface has this element, and each its own number.
            index = f"<deviceIndex>{interface.get('DeviceIndex')}</deviceIndex>"
            said = str(interface.get("DeleteOnTermination", "")).lower()
            text = text.replace(index, f"{index}<deleteOnTermination>{said}</deleteOnTermination>") if said else text
        return text

    return lt_data_xml
