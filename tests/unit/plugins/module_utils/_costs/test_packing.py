# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pods per node against published figures, and what holds for any node and any pod."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import Instance, instance, known
from ansible_collections.inferops.aws.plugins.module_utils._costs.nodes import allocatable, interface_pods, max_pods
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import (
    FARGATE_GB,
    FargateSize,
    Fit,
    Overhead,
    Pod,
    explain,
    fargate_pod_size,
    fargate_size,
    nodes_for,
    pods_per_node,
    pods_that_fit,
)


@pytest.mark.parametrize(
    ("name", "pods", "millicores", "mib"),
    [
        ("t3.medium", 17, 1930, 3246),
        ("t3.large", 35, 1930, 6837),
        ("m7i.large", 29, 1930, 6903),
        ("m5.large", 29, 1930, 6903),
        ("m6i.large", 29, 1930, 6903),
        ("c7i.large", 29, 1930, 3114),
        ("m4.xlarge", 58, 3920, 14162),
        ("m7i.xlarge", 58, 3920, 14162),
        ("t3.xlarge", 58, 3920, 14162),
        ("g4dn.xlarge", 29, 3920, 14481),
        ("g5.xlarge", 58, 3920, 14162),
        ("t4g.medium", 17, 1930, 3187),
        ("m7g.large", 29, 1930, 6844),
        ("t2.xlarge", 44, 3920, 14316),
        ("c6i.2xlarge", 58, 7910, 14162),
        ("m5.4xlarge", 234, 15890, 57691),
        ("g5.12xlarge", 737, 47810, 173400),
        ("g5.48xlarge", 345, 191450, 723299),
    ],
)
def test_what_is_allocatable_is_what_karpenter_publishes(name: str, pods: int, millicores: int, mib: int) -> None:
    node = allocatable(instance(name))
    assert (interface_pods(instance(name)), node.cpu_millicores, node.memory_mib) == (pods, millicores, mib)


@pytest.mark.parametrize(
    ("name", "first", "further"),
    [
        ("t3.medium", 5, 7),
        ("t3.large", 5, 7),
        ("m7i.large", 5, 7),
        ("m5.large", 5, 7),
        ("m6i.large", 5, 7),
        ("c7i.large", 5, 7),
        ("m4.xlarge", 13, 15),
        ("m7i.xlarge", 13, 15),
        ("t3.xlarge", 13, 15),
    ],
)
def test_pods_of_a_quarter_of_a_core(name: str, first: int, further: int) -> None:
    fit = pods_per_node(instance(name), Pod(250))
    assert (fit.first, fit.next, fit.bound_by) == (first, further, "cpu")


@pytest.mark.parametrize(
    ("pod", "further", "bound_by"),
    [
        (Pod(178, 324), 10, "cpu"),
        (Pod(179, 324), 9, "cpu"),
        (Pod(178, 325), 9, "memory"),
        (Pod(445, 811), 4, "cpu"),
        (Pod(446, 811), 3, "cpu"),
        (Pod(445, 812), 3, "memory"),
        (Pod(10, 10), 14, "pods"),
    ],
)
def test_which_requests_fit_a_t3_medium_how_often(pod: Pod, further: int, bound_by: str) -> None:
    fit = pods_per_node(instance("t3.medium"), pod)
    assert (fit.next, fit.bound_by) == (further, bound_by)


@pytest.mark.parametrize(("name", "further"), [("g4dn.xlarge", 1), ("g5.12xlarge", 4), ("m7i.large", 0)])
def test_a_pod_that_wants_a_gpu_has_it_alone(name: str, further: int) -> None:
    fit = pods_per_node(instance(name), Pod(500, 2048, gpus=1))
    assert (fit.first, fit.next, fit.bound_by) == (further, further, "gpu")


def test_time_slices_share_a_gpu_until_something_else_binds() -> None:
    pod = Pod(500, 2048, gpus=1)
    assert pods_per_node(instance("g4dn.xlarge"), pod, gpu_slices=4).next == 4
    assert pods_per_node(instance("g4dn.xlarge"), pod, gpu_slices=40).bound_by in ("cpu", "memory")


@pytest.mark.parametrize(
    ("name", "by_address", "by_prefix"),
    [
        ("t3.medium", 17, 110),
        ("m7i.large", 29, 110),
        ("m4.xlarge", 58, 58),
        ("m5.4xlarge", 110, 110),
        ("m5.8xlarge", 234, 250),
        ("g5.12xlarge", 250, 250),
    ],
)
def test_most_pods_of_a_node(name: str, by_address: int, by_prefix: int) -> None:
    assert max_pods(instance(name)) == by_address
    assert max_pods(instance(name), prefix_delegation=True) == by_prefix


def test_prefix_delegation_makes_room_for_small_pods() -> None:
    fit = pods_per_node(instance("t3.medium"), Pod(10, 10), prefix_delegation=True)
    assert (fit.next, fit.bound_by) == (107, "pods")


@pytest.mark.parametrize("mib", [0, 10, 1000])
def test_nothing_fits_where_the_system_does_not(mib: int) -> None:
    fit = pods_per_node(instance("t3.small"), Pod(100, mib), Overhead(system_memory_mib=1500))
    assert (fit.first, fit.next, fit.bound_by) == (0, 0, "memory")
    assert fit.why == "too little memory for the system's pods: 1418Mi - 1500Mi"


@pytest.mark.parametrize(("pods", "nodes"), [(0, 1), (1, 1), (5, 1), (6, 2), (12, 2), (13, 3), (19, 3), (20, 4)])
def test_nodes_for_pods(pods: int, nodes: int) -> None:
    assert nodes_for(pods, Fit(5, 7)) == nodes


@pytest.mark.parametrize(("nodes", "pods"), [(0, 0), (1, 5), (2, 12), (3, 19)])
def test_pods_on_nodes(nodes: int, pods: int) -> None:
    assert pods_that_fit(nodes, Fit(5, 7)) == pods


def test_the_arithmetic_of_too_few_nodes() -> None:
    fit = pods_per_node(instance("t3.medium"), Pod(250))
    assert explain(10, fit, 1, pods_are="HPA maximum") == (
        "HPA maximum 10 needs 2 nodes of t3.medium (5 on the first, by cpu: (1930m - 150m - 400m) / 250m;"
        " 7 on each further, by cpu: (1930m - 150m) / 250m), but node maximum is 1, which carries 5"
    )


def test_the_arithmetic_of_enough_nodes() -> None:
    fit = pods_per_node(instance("m4.xlarge"), Pod(250, 1000))
    assert explain(13, fit, 1) == (
        "13 pods need 1 node of m4.xlarge (13 on the first, by cpu: (3920m - 150m - 400m) / 250m;"
        " 14 on each further, by memory: 14162Mi / 1000Mi)"
    )


def test_the_arithmetic_of_a_pod_that_is_too_large() -> None:
    fit = pods_per_node(instance("t3.medium"), Pod(250, 8192))
    sentence = "no pod fits one of t3.medium: too little memory: 3246Mi / 8192Mi"
    assert explain(2, fit, 9) == f"2 pods need other nodes: {sentence}"
    with pytest.raises(CostError, match=r"2 pods fit no number of nodes of t3\.medium: too little memory"):
        nodes_for(2, fit)


def test_given_numbers_are_explained_without_arithmetic() -> None:
    assert explain(9, Fit(4, 4), 2) == "9 pods need 3 nodes, but node maximum is 2, which carries 8"


@pytest.mark.parametrize("value", [-1, 0.5, "250m", None, True])
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(CostError, match=r"pod cpu_millicores is .* allowed: a whole number from 0"):
        pods_per_node(instance("t3.medium"), Pod(value))
    with pytest.raises(CostError, match=r"pod memory_mib is .* allowed: a whole number from 0"):
        fargate_pod_size(Pod(250, value))
    with pytest.raises(CostError, match=r"overhead system_pods is .* allowed: a whole number from 0"):
        pods_per_node(instance("t3.medium"), Pod(250), Overhead(system_pods=value))
    with pytest.raises(CostError, match=r"^pods is .* allowed: a whole number from 0"):
        nodes_for(value, Fit(5, 7))
    with pytest.raises(CostError, match=r"^nodes is .* allowed: a whole number from 0"):
        pods_that_fit(value, Fit(5, 7))


INSTANCES = st.sampled_from(sorted(known())).map(instance)
PODS = st.builds(Pod, st.integers(0, 20_000), st.integers(0, 70_000), st.integers(0, 2))
OVERHEADS = st.builds(
    Overhead,
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(0, 6),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(0, 8),
)


def used(pods: int, pod: Pod, on: Overhead, system: bool) -> tuple[int, int, int, int]:
    """What so many pods, daemon sets and perhaps the system's pods request: CPU, memory, pods, GPUs."""
    return (
        pods * pod.cpu_millicores + on.daemon_cpu_millicores + system * on.system_cpu_millicores,
        pods * pod.memory_mib + on.daemon_memory_mib + system * on.system_memory_mib,
        pods + on.daemon_pods + system * on.system_pods,
        pods * pod.gpus,
    )


def exceeds(needed: tuple[int, ...], host: Instance, prefixes: bool, slices: int) -> bool:
    node = allocatable(host, prefixes, slices)
    there = (node.cpu_millicores, node.memory_mib, node.pods, node.gpus)
    return any(need > has for need, has in zip(needed, there, strict=True))


@given(INSTANCES, PODS, OVERHEADS, st.booleans(), st.integers(1, 8))
def test_no_limit_is_exceeded_and_no_room_is_left(
    host: Instance, pod: Pod, on: Overhead, prefixes: bool, slices: int
) -> None:
    fit = pods_per_node(host, pod, on, prefix_delegation=prefixes, gpu_slices=slices)
    assume(fit.next)
    assert fit.first <= fit.next
    for pods, system in ((fit.first, True), (fit.next, False)):
        assert not exceeds(used(pods, pod, on, system), host, prefixes, slices)
        assert exceeds(used(pods + 1, pod, on, system), host, prefixes, slices)


@given(INSTANCES, PODS, OVERHEADS, st.booleans(), st.integers(1, 8))
def test_nothing_fits_only_where_nothing_can(
    host: Instance, pod: Pod, on: Overhead, prefixes: bool, slices: int
) -> None:
    fit = pods_per_node(host, pod, on, prefix_delegation=prefixes, gpu_slices=slices)
    system_alone, one = used(0, pod, on, True), used(1, pod, on, False)
    cannot = exceeds(system_alone, host, prefixes, slices) or exceeds(one, host, prefixes, slices)
    assert (fit.next == 0) == cannot
    assert (fit.first, fit.next) == (0, 0) or not cannot


@given(INSTANCES, PODS, OVERHEADS, st.integers(0, 2000), st.integers(0, 2000))
def test_larger_requests_never_fit_more_often(host: Instance, pod: Pod, on: Overhead, cpu: int, mib: int) -> None:
    small = pods_per_node(host, pod, on)
    large = pods_per_node(host, Pod(pod.cpu_millicores + cpu, pod.memory_mib + mib, pod.gpus), on)
    assert large.first <= small.first
    assert large.next <= small.next


@given(INSTANCES, PODS, OVERHEADS, st.integers(0, 1000))
def test_more_for_others_never_leaves_more(host: Instance, pod: Pod, on: Overhead, cpu: int) -> None:
    more = Overhead(
        on.daemon_cpu_millicores + cpu,
        on.daemon_memory_mib,
        on.daemon_pods + 1,
        on.system_cpu_millicores,
        on.system_memory_mib + cpu,
        on.system_pods,
    )
    assert pods_per_node(host, pod, more).first <= pods_per_node(host, pod, on).first
    assert pods_per_node(host, pod, more).next <= pods_per_node(host, pod, on).next


FITS = st.tuples(st.integers(0, 250), st.integers(1, 250)).map(lambda pair: Fit(min(pair), max(pair)))


@given(FITS, st.integers(0, 10_000))
def test_the_fewest_nodes_that_carry_the_pods(fit: Fit, pods: int) -> None:
    nodes = nodes_for(pods, fit)
    assert pods_that_fit(nodes, fit) >= pods
    assert nodes == 1 or pods_that_fit(nodes - 1, fit) < pods
    assert nodes_for(pods + 1, fit) >= nodes
    assert pods_that_fit(nodes + 1, fit) > pods_that_fit(nodes, fit)


@pytest.mark.parametrize(
    ("vcpu", "gb", "size"),
    [
        (0.25, 0.5, FargateSize(0.25, 0.5)),
        (0.1, 0.1, FargateSize(0.25, 0.5)),
        (0.25, 3, FargateSize(0.5, 3)),
        (1, 8.5, FargateSize(2, 9)),
        (4, 31, FargateSize(8, 32)),
        (16, 121, FargateSize(32, 244)),
        (17, 1, FargateSize(32, 60)),
        (32, 245, None),
        (33, 1, None),
    ],
)
def test_fargate_tasks(vcpu: float, gb: float, size: FargateSize | None) -> None:
    assert fargate_size(vcpu, gb) == size


@pytest.mark.parametrize(
    ("pod", "size"),
    [
        (Pod(250, 256), FargateSize(0.25, 0.5)),
        (Pod(250, 257), FargateSize(0.25, 1)),
        (Pod(1000, 8192), FargateSize(2, 9)),
        (Pod(16_000, 120 * 1024 - 256), FargateSize(16, 120)),
        (Pod(16_000, 120 * 1024), None),
        (Pod(17_000, 1024), None),
        (Pod(250, 256, gpus=1), None),
    ],
)
def test_pods_on_fargate_have_kubernetes_with_them(pod: Pod, size: FargateSize | None) -> None:
    assert fargate_pod_size(pod) == size


@given(st.floats(0, 40), st.floats(0, 300))
def test_no_cheaper_size_of_fargate_would_do(vcpu: float, gb: float) -> None:
    def cost(size: FargateSize) -> float:
        return size.vcpu * 0.04048 + size.gb * 0.004445

    sizes = [FargateSize(has, each) for has, memory in FARGATE_GB.items() for each in memory]
    enough = [size for size in sizes if size.vcpu >= vcpu and size.gb >= gb]
    assert fargate_size(vcpu, gb) == min(enough, key=cost, default=None)
