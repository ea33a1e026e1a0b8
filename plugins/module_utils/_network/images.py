# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where images have to be that nodes without a way to the Internet can pull (EKS user guide, "Deploy private clusters
with limited internet access"): in ECR of their region, which has endpoints inside the network.
"""

from __future__ import annotations

import re

_REGISTRY = r"[0-9]{12}\.dkr[.-]ecr(-fips)?\.{region}\.[a-z0-9.-]+/."
"""Of an account in ECR; ``dkr-ecr`` are the names with IPv6 too."""


def image_fault(image: str, region: str) -> str:
    """Say where *image* would have to be for nodes without a way to the Internet; empty if it is there."""
    if re.match(_REGISTRY.replace("{region}", re.escape(region)), image):
        return ""
    return (
        f"an image in ECR of {region}, such as a copy of it in 123456789012.dkr.ecr.{region}.amazonaws.com, because"
        " network_nat is none and nodes are in private subnets: they reach no other registry"
    )
