# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pods fit where, as the stand-in for the Cluster Autoscaler and Auto Mode reckon it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.kubernetes.capacity import Space, is_waiting, may_be_evicted, nodes_for, placed, quantity, requests_of


def _pod(cpu: str = "1", memory: str = "1Gi", **spec: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"resources": {"requests": {"cpu": cpu, "memory": memory}}}], **spec}}


def _node(**labels: str) -> Space:
    size = {"cpu": "4", "memory": "8Gi", "pods": "6"}
    return Space.of({"metadata": {"name": "n", "labels": labels}, "spec": {}, "status": {"allocatable": size}}, [])


def _tainted(effect: str) -> Space:
    node = _node()
    node.taints = [{"key": "dedicated", "value": "web", "effect": effect}]
    return node


def _required(*expressions: dict[str, Any]) -> dict[str, Any]:
    terms = {"nodeSelectorTerms": [{"matchExpressions": list(expressions)}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", "2"), ("250m", "0.25"), ("1.5", "1.5"), ("128974848n", "0.128974848"), ("1Ki", "1024"), ("1k", "1000"),
     ("3246Mi", "3403677696"), ("2G", "2000000000")],
)  # fmt: skip
def test_quantities(text: str, number: str) -> None:
    assert quantity(text) == Decimal(number)


def test_init_containers_count_where_they_ask_for_more() -> None:
    first = {"resources": {"requests": {"cpu": "3", "memory": "1Mi"}}}
    assert requests_of(_pod("1", "1Gi", initContainers=[first])) == {"cpu": 3, "memory": 2**30, "pods": 1}


@pytest.mark.parametrize(
    ("pod", "node", "fits"),
    [
        (_pod("4"), _node(), True),
        (_pod("4001m"), _node(), False),
        (_pod("1", "9Gi"), _node(), False),
        (_pod(nodeSelector={"pool": "a"}), _node(pool="a"), True),
        (_pod(nodeSelector={"pool": "a"}), _node(pool="b"), False),
        (_pod(affinity=_required({"key": "pool", "operator": "In", "values": ["a"]})), _node(pool="a"), True),
        (_pod(affinity=_required({"key": "pool", "operator": "NotIn", "values": ["a"]})), _node(pool="a"), False),
        (_pod(affinity=_required({"key": "pool", "operator": "Exists"})), _node(), False),
        (_pod(affinity=_required({"key": "pool", "operator": "DoesNotExist"})), _node(), True),
        (_pod(), _tainted("NoSchedule"), False),
        (_pod(), _tainted("PreferNoSchedule"), True),
        (_pod(tolerations=[{"key": "dedicated", "value": "web"}]), _tainted("NoExecute"), True),
        (_pod(tolerations=[{"key": "dedicated", "value": "batch"}]), _tainted("NoSchedule"), False),
        (_pod(tolerations=[{"operator": "Exists", "effect": "NoExecute"}]), _tainted("NoSchedule"), False),
        (_pod(tolerations=[{"operator": "Exists"}]), _tainted("NoSchedule"), True),
    ],
)
def test_a_pod_fits_or_does_not(pod: dict[str, Any], node: Space, fits: bool) -> None:
    assert node.takes(pod) is fits


def test_a_node_fills_up() -> None:
    node = _node()
    assert len(placed([_pod("1500m")] * 3, [node])) == 1
    assert node.use == Decimal("0.75")
    assert len(placed([_pod("10m", "1Mi")] * 6, [node])) == 2


@pytest.mark.parametrize(("pods", "most", "nodes"), [(1, 9, 1), (4, 9, 1), (5, 9, 2), (9, 9, 3), (9, 2, 2), (9, 0, 0)])
def test_as_many_nodes_as_the_pods_fill_and_no_more_than_may_be(pods: int, most: int, nodes: int) -> None:
    assert nodes_for([_pod()] * pods, _node(), most) == nodes


def test_no_node_for_a_pod_that_fits_on_none() -> None:
    assert nodes_for([_pod("5")], _node(), 9) == 0


def test_a_pod_waits_when_the_scheduler_found_no_node() -> None:
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}
    assert is_waiting({"spec": {}, "status": {"conditions": [condition]}})
    assert not is_waiting({"spec": {}, "status": {}})
    assert not is_waiting({"spec": {"nodeName": "n"}, "status": {"conditions": [condition]}})


def _owned(namespace: str = "default", **more: Any) -> dict[str, Any]:
    owner = {"kind": "ReplicaSet"}
    return {"metadata": {"namespace": namespace, "labels": {"app": "web"}, "ownerReferences": [owner], **more}}


def _budget(allowed: int, namespace: str = "default") -> dict[str, Any]:
    selector = {"selector": {"matchLabels": {"app": "web"}}}
    return {"metadata": {"namespace": namespace}, "spec": selector, "status": {"disruptionsAllowed": allowed}}


@pytest.mark.parametrize(
    ("pod", "budgets", "may"),
    [
        (_owned(), [], True),
        (_owned(ownerReferences=[]), [], False),
        (_owned(), [_budget(0)], False),
        (_owned(), [_budget(0, "elsewhere")], True),
        (_owned(), [_budget(1)], True),
        (_owned(annotations={"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"}), [], False),
        (_owned("kube-system"), [], False),
        (_owned("kube-system"), [_budget(1, "kube-system")], True),
        (_owned("kube-system", annotations={"cluster-autoscaler.kubernetes.io/safe-to-evict": "true"}), [], True),
    ],
)
def test_who_may_be_moved(pod: dict[str, Any], budgets: list[dict[str, Any]], may: bool) -> None:
    assert may_be_evicted(pod, budgets, is_leaving_system_pods=True) is may
