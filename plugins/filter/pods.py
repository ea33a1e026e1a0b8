# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pods are, by their specification."""

from __future__ import annotations

import itertools
import typing as t

from ansible_collections.inferops.aws.plugins.module_utils._costs import quantities
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError

Container = t.Mapping[str, t.Any]


def pod_requests(spec: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return the CPU and the memory for which the scheduler makes room, by the specification of a pod.

    That of its containers and sidecars together, or of an init container if it is more: the Kubernetes documentation,
    "Init Containers", "Resource sharing within containers". A limit without a request is the request too. Both are
    empty where a quantity is written in a way that the cost model does not read.
    """
    init = spec.get("initContainers") or []
    sidecars = [each for each in init if each.get("restartPolicy") == "Always"]
    alone = [each for each in init if each not in sidecars]
    together = [*spec["containers"], *sidecars]
    try:
        return {
            "cpu": f"{_room('cpu', quantities.millicores, together, alone)}m",
            "memory": f"{_room('memory', quantities.mebibytes, together, alone)}Mi",
        }
    except CostError:
        return {"cpu": "", "memory": ""}


def _room(
    kind: str, read: t.Callable[[str, t.Any], int], together: t.Sequence[Container], alone: t.Sequence[Container]
) -> int:
    total = sum(read(kind, _request(each, kind)) for each in together)
    return max(itertools.chain([total], (read(kind, _request(each, kind)) for each in alone)))


def _request(container: Container, kind: str) -> str:
    resources = container.get("resources") or {}
    found = (resources.get("requests") or {}).get(kind) or (resources.get("limits") or {}).get(kind)
    return str(found or "0")


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"pod_requests": pod_requests}
