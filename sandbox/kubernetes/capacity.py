# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pods fit on which nodes: what an autoscaler has to know before it asks for nodes or takes them away.

Requests, node selectors, required node affinity and taints count; spreading and affinity between pods do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

Pod = TypeVar("Pod", bound=Mapping[str, Any])
Resources = dict[str, Decimal]

_FACTORS = {
    **{suffix: Decimal(1000) ** power for power, suffix in enumerate(("", "k", "M", "G", "T"))},
    **{suffix: Decimal(1024) ** power for power, suffix in enumerate(("Ki", "Mi", "Gi", "Ti"), 1)},
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
}
_FINISHED = ("Succeeded", "Failed")
_SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict"
_SYSTEM = "kube-system"


def quantity(text: str) -> Decimal:
    """A quantity of Kubernetes, such as 250m or 1Gi, as a number."""
    number = text.rstrip("KMGTikmnu")
    return Decimal(number) * _FACTORS[text[len(number) :]]


def quantities(given: Mapping[str, str]) -> Resources:
    return {name: quantity(str(value)) for name, value in given.items()}


def requests_of(pod: Mapping[str, Any]) -> Resources:
    """What a pod asks for: the sum of its containers, but no less than any of its init containers; and one place."""
    total: Resources = {}
    for container in pod["spec"]["containers"]:
        for name, value in quantities(container.get("resources", {}).get("requests", {})).items():
            total[name] = total.get(name, Decimal(0)) + value
    for container in pod["spec"].get("initContainers", []):
        for name, value in quantities(container.get("resources", {}).get("requests", {})).items():
            total[name] = max(total.get(name, Decimal(0)), value)
    return {**total, "pods": Decimal(1)}


@dataclass
class Space:
    """A node, or what a node of a kind would be, and how much of it is taken."""

    name: str
    size: Resources
    labels: Mapping[str, str]
    taints: Sequence[Mapping[str, str]]
    taken: Resources = field(default_factory=dict)

    @classmethod
    def of(cls, node: Mapping[str, Any], pods: Iterable[Mapping[str, Any]]) -> Space:
        """A node with the pods that are on it."""
        metadata = node["metadata"]
        size = quantities(node["status"]["allocatable"])
        made = cls(metadata["name"], size, metadata.get("labels", {}), node["spec"].get("taints", []))
        for pod in pods:
            made.add(pod)
        return made

    @property
    def use(self) -> Decimal:
        """The share of CPU or memory that is taken, whichever is larger."""
        return max(self.taken.get(name, Decimal(0)) / self.size[name] for name in ("cpu", "memory"))

    def takes(self, pod: Mapping[str, Any]) -> bool:
        return self._has_room(requests_of(pod)) and _selects(pod["spec"], self.labels) and self._tolerates(pod["spec"])

    def add(self, pod: Mapping[str, Any]) -> None:
        for name, value in requests_of(pod).items():
            self.taken[name] = self.taken.get(name, Decimal(0)) + value

    def copy(self) -> Space:
        return Space(self.name, self.size, self.labels, self.taints, dict(self.taken))

    def _has_room(self, wanted: Resources) -> bool:
        return all(
            value <= self.size.get(name, Decimal(0)) - self.taken.get(name, Decimal(0))
            for name, value in wanted.items()
        )

    def _tolerates(self, spec: Mapping[str, Any]) -> bool:
        hard = [taint for taint in self.taints if taint["effect"] in ("NoSchedule", "NoExecute")]
        return all(any(_tolerates(one, taint) for one in spec.get("tolerations", [])) for taint in hard)


def placed(pods: Sequence[Pod], spaces: Sequence[Space]) -> list[Pod]:
    """Put each pod into the first space that takes it; return those that none takes. The spaces fill up."""
    left = []
    for pod in pods:
        space = next((one for one in spaces if one.takes(pod)), None)
        if space is None:
            left.append(pod)
        else:
            space.add(pod)
    return left


def nodes_for(pods: Sequence[Mapping[str, Any]], empty: Space, most: int) -> int:
    """How many nodes like `empty` the pods would fill that fit on one at all; `most` at most."""
    spaces: list[Space] = []
    for pod in (one for one in pods if empty.takes(one)):
        if not placed([pod], spaces) or len(spaces) == most:
            continue
        spaces.append(empty.copy())
        spaces[-1].add(pod)
    return len(spaces)


def is_waiting(pod: Mapping[str, Any]) -> bool:
    """Whether the scheduler found no node for a pod."""
    conditions = pod.get("status", {}).get("conditions", [])
    return not pod["spec"].get("nodeName") and any(
        one["type"] == "PodScheduled" and one["status"] == "False" and one.get("reason") == "Unschedulable"
        for one in conditions
    )


def on_node(pods: Iterable[Pod], name: str) -> list[Pod]:
    """The pods that take room on a node."""
    return [pod for pod in pods if pod["spec"].get("nodeName") == name and pod["status"].get("phase") not in _FINISHED]


def is_of_daemon(pod: Mapping[str, Any]) -> bool:
    return any(owner["kind"] == "DaemonSet" for owner in pod["metadata"].get("ownerReferences", []))


def may_be_evicted(
    pod: Mapping[str, Any], budgets: Sequence[Mapping[str, Any]], is_leaving_system_pods: bool = False
) -> bool:
    """Whether a pod may be moved: its disruption budgets let it go, something makes it anew elsewhere, and nothing
    says otherwise. Those in kube-system stay where no budget says that they may go, if `is_leaving_system_pods`."""
    metadata = pod["metadata"]
    covering = [one for one in budgets if _covers(one, metadata)]
    if any(not one.get("status", {}).get("disruptionsAllowed") for one in covering):
        return False
    said = metadata.get("annotations", {}).get(_SAFE)
    if said is not None:
        return bool(said == "true")
    is_left = is_leaving_system_pods and metadata["namespace"] == _SYSTEM and not covering
    return bool(metadata.get("ownerReferences")) and not is_left


def _covers(budget: Mapping[str, Any], pod: Mapping[str, Any]) -> bool:
    wanted = budget["spec"].get("selector", {}).get("matchLabels", {})
    is_here = budget["metadata"]["namespace"] == pod["namespace"]
    return is_here and bool(wanted.items() <= pod.get("labels", {}).items())


def _selects(spec: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    if not spec.get("nodeSelector", {}).items() <= labels.items():
        return False
    affinity = spec.get("affinity", {}).get("nodeAffinity", {})
    terms = affinity.get("requiredDuringSchedulingIgnoredDuringExecution", {}).get("nodeSelectorTerms")
    return terms is None or any(all(_meets(one, labels) for one in term.get("matchExpressions", [])) for term in terms)


def _meets(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values", [])
    return {
        "In": labels.get(key) in values,
        "NotIn": labels.get(key) not in values,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }.get(expression["operator"], False)


def _tolerates(toleration: Mapping[str, Any], taint: Mapping[str, str]) -> bool:
    if toleration.get("effect", taint["effect"]) != taint["effect"]:
        return False
    if toleration.get("operator") == "Exists":
        return bool(toleration.get("key", taint["key"]) == taint["key"])
    return (toleration.get("key"), toleration.get("value", "")) == (taint["key"], taint.get("value", ""))
