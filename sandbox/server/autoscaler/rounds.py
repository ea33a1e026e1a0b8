# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done in each round: grow for pods that wait, else take away a node that was not needed for a while."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ...kubernetes import nodes
from ...kubernetes.api import Api, ApiError
from ...kubernetes.capacity import Space, is_of_daemon, is_waiting, may_be_evicted, nodes_for, on_node, placed
from .cloud import Cloud, Group
from .options import Options
from .presence import Presence

_TAINT = {"key": "ToBeDeletedByClusterAutoscaler", "value": "", "effect": "NoSchedule"}

Thing = dict[str, Any]


class Autoscaler:
    """Remembers from round to round since when a node has not been needed."""

    def __init__(self, api: Api, cloud: Cloud, options: Options) -> None:
        self._api, self._cloud, self._options = api, cloud, options
        self._presence = Presence(api, options.namespace)
        self._unneeded: dict[str, float] = {}
        self._grown = 0.0

    def look(self) -> None:
        """One round. Raises ApiError, and does nothing, with an account that may not do all that the real one does."""
        self._presence.show()
        groups = self._cloud.groups()
        existing: list[Thing] = self._api.get("/api/v1/nodes")["items"]
        pods: list[Thing] = self._api.get("/api/v1/pods")["items"]
        ready = {_instance(node) for node in existing if nodes.is_ready(node)}
        if any(len(group.instances & ready) != group.desired for group in groups):
            # What was asked for is still on its way.
            return
        spaces = [Space.of(node, on_node(pods, node["metadata"]["name"])) for node in existing]
        waiting = placed([pod for pod in pods if is_waiting(pod)], [space.copy() for space in spaces])
        if waiting:
            self._unneeded.clear()
            self._grow(groups, waiting, existing, pods)
        elif self._options.is_shrinking and time.monotonic() - self._grown > self._options.delay_after_add:
            self._shrink(groups, existing, pods, spaces)

    def _grow(self, groups: Sequence[Group], waiting: list[Thing], existing: list[Thing], pods: list[Thing]) -> None:
        """Ask for nodes of the first group whose nodes would take any of the pods."""
        for group in groups:
            empty = self._template(group, existing, pods)
            wanted = nodes_for(waiting, empty, group.most - group.desired)
            if wanted:
                told = f"{len(waiting)} pods wait: {group.name} from {group.desired} to {group.desired + wanted} nodes"
                print(told, flush=True)
                self._presence.tell("ScaledUpGroup", told)
                self._cloud.resize(group, group.desired + wanted)
                self._grown = time.monotonic()
                return

    def _template(self, group: Group, existing: list[Thing], pods: list[Thing]) -> Space:
        """A node of a group with nothing but its daemons."""
        node = next((one for one in existing if _instance(one) in group.instances), None)
        if node is None:
            return Space.of(_imagined(self._cloud.nodegroup(group)), [])
        daemons = [pod for pod in on_node(pods, node["metadata"]["name"]) if is_of_daemon(pod)]
        return Space.of(node, daemons)

    def _shrink(self, groups: Sequence[Group], existing: list[Thing], pods: list[Thing], spaces: list[Space]) -> None:
        now, budgets = time.monotonic(), self._api.get("/apis/policy/v1/poddisruptionbudgets")["items"]
        held = {instance for group in groups if group.desired > group.least for instance in group.instances}
        idle = {
            node["metadata"]["name"]: node
            for node, space in zip(existing, spaces, strict=True)
            if _instance(node) in held and space.use < self._options.threshold
            and self._can_move(_movable(pods, space), budgets, [one for one in spaces if one is not space])
        }  # fmt: skip
        self._unneeded = {name: self._unneeded.get(name, now) for name in idle}
        for name, since in self._unneeded.items():
            if now - since >= self._options.unneeded:
                space = next(one for one in spaces if one.name == name)
                self._take_away(idle[name], _movable(pods, space))
                return

    def _can_move(self, pods: list[Thing], budgets: list[Thing], others: list[Space]) -> bool:
        is_leaving = self._options.is_leaving_system_pods
        is_free = all(may_be_evicted(pod, budgets, is_leaving_system_pods=is_leaving) for pod in pods)
        return is_free and not placed(pods, [one.copy() for one in others])

    def _take_away(self, node: Thing, pods: list[Thing]) -> None:
        name = node["metadata"]["name"]
        print(f"{name} was not needed for {self._options.unneeded:.0f} s: taking it away", flush=True)
        self._mark(name, is_going=True)
        try:
            for pod in pods:
                self._evict(pod)
        except ApiError as error:
            print(f"{name} stays: {error}", flush=True)
            self._mark(name, is_going=False)
            return
        self._cloud.terminate(_instance(node))

    def _mark(self, name: str, is_going: bool) -> None:
        """Keep new pods away from a node, or no longer."""
        path = f"/api/v1/nodes/{name}"
        node = self._api.get(path)
        others = [taint for taint in node["spec"].get("taints", []) if taint["key"] != _TAINT["key"]]
        node["spec"]["taints"] = [*others, _TAINT] if is_going else others
        self._api.replace(path, node)

    def _evict(self, pod: Thing) -> None:
        metadata = {key: pod["metadata"][key] for key in ("name", "namespace")}
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/eviction"
        self._api.post(path, {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata})


def _instance(node: Thing) -> str:
    return str(node["spec"].get("providerID", "")).rpartition("/")[2]


def _movable(pods: list[Thing], space: Space) -> list[Thing]:
    """The pods that would have to go elsewhere."""
    return [pod for pod in on_node(pods, space.name) if not is_of_daemon(pod)]


def _imagined(group: Thing) -> Thing:
    """The node that a node group's next instance would be."""
    machine = nodes.Machine(
        instance="none",
        name="none",
        address="",
        region="",
        zone="",
        instance_type=group["instanceTypes"][0],
        kubelet="",
        labels={**group.get("labels", {}), nodes.GROUP_LABEL: group["nodegroupName"]},
        taints=tuple(group.get("taints", [])),
    )
    return nodes.manifest(machine)
