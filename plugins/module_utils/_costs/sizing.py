# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How large an option must be for a workload: one function for each way of adding capacity."""

from __future__ import annotations

import collections.abc as c
import functools
import math

from . import instances, nodes, packing
from .demand import demand, whole
from .settings import Settings
from .units import MIB_PER_GB
from .use import Size
from .workload import Workload

Sizing = c.Callable[[str, Workload, Settings], Size]
"""From the option's name, a workload and settings to a size."""

MIB_PER_VCPU = 1769.0
"""MiB at which a function has one vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""

SMALLEST_FUNCTION_MIB = 128
LARGEST_FUNCTION_MIB = 10_240
LARGEST_SERVERLESS_GB = 6


def one_instance(name: str, workload: Workload, settings: Settings) -> Size:
    """One EC2 instance, day and night."""
    size = _on_instance(name, instances.instance(settings.instance_type), workload)
    return size._replace(copies=(1,) * len(workload.requests))


def pods_on_nodes(name: str, workload: Workload, settings: Settings) -> Size:
    """Nodes that carry the inference pods of each hour; a pod serves one request at a time."""
    pod = inference_pod(workload, settings)
    vcpu = pod.cpu_millicores / 1000
    size = Size(demand(workload, _seconds(name, workload, vcpu)), slots=1, vcpu=vcpu, memory_mib=pod.memory_mib)
    return _on_nodes(size, workload, settings, inference_fit(workload, settings))


def inference_pod(workload: Workload, settings: Settings) -> packing.Pod:
    """Return the pod that serves one request at a time."""
    return packing.Pod(
        cpu_millicores=settings.pod_cpu_millicores or math.ceil(workload.vcpu_per_request * 1000),
        memory_mib=settings.pod_memory_mib or math.ceil(workload.memory_mib),
        gpus=int(workload.gpu),
    )


def inference_fit(workload: Workload, settings: Settings) -> packing.Fit:
    """Return how many of them go on a node."""
    return _fit(settings, inference_pod(workload, settings), settings.pods_per_node)


def front_end_on_nodes(name: str, workload: Workload, settings: Settings) -> Size:
    """Nodes that carry the front end's pods, each of which waits for the answers of several functions."""
    size = functions(name, workload, settings)._replace(slots=settings.front_end_requests_per_pod)
    return _on_nodes(size, workload, settings, front_end_fit(settings))


def front_end_fit(settings: Settings) -> packing.Fit:
    """Return how many pods of the front end go on a node."""
    pod = packing.Pod(
        cpu_millicores=settings.front_end_pod_cpu_millicores,
        memory_mib=settings.front_end_pod_memory_mib,
    )
    return _fit(settings, pod, settings.front_end_pods_per_node)


def functions(name: str, workload: Workload, settings: Settings) -> Size:
    """A function that runs once for every request at a time; it has the memory at which a request is not held up."""
    wanted = max(workload.memory_mib, MIB_PER_VCPU * workload.vcpu_per_request, SMALLEST_FUNCTION_MIB)
    return _by_memory(name, workload, settings.lambda_memory_mib or min(math.ceil(wanted), LARGEST_FUNCTION_MIB))


def provisioned_functions(name: str, workload: Workload, settings: Settings) -> Size:
    """The same with environments that are always ready: as many as set, or with headroom for the busiest hour."""
    size = functions(name, workload, settings)
    each_hour = size.demand.at_a_time(settings.target_utilisation_percent / 100)
    return size._replace(ready=settings.provisioned_concurrency or max(1, *each_hour))


def serverless_endpoint(name: str, workload: Workload, settings: Settings) -> Size:
    """The same behind SageMaker, in whole GB. AWS says that vCPUs follow memory but not how: taken as in a function."""
    wanted = math.ceil(max(workload.memory_mib, MIB_PER_VCPU * workload.vcpu_per_request) / MIB_PER_GB)
    gb = settings.sagemaker_serverless_memory_gb or min(wanted, LARGEST_SERVERLESS_GB)
    return _by_memory(name, workload, gb * MIB_PER_GB)


def tasks(name: str, workload: Workload, settings: Settings) -> Size:
    """Fargate tasks, of the smallest size that carries one request unless a size was asked for."""
    found = packing.fargate_size(settings.fargate_vcpu or workload.vcpu_per_request, workload.memory_mib / MIB_PER_GB)
    if found is None:
        return Size(
            demand=demand(workload, workload.seconds_per_request),
            problem=f"the model needs {workload.memory_mib:g} MiB and {workload.vcpu_per_request:g} vCPUs, more than"
            " any Fargate task has",
        )
    memory = found.gb * MIB_PER_GB
    carried = demand(workload, _seconds(name, workload, found.vcpu))
    slots = max(1, min(int(found.vcpu / workload.vcpu_per_request), int(memory / workload.memory_mib)))
    size = Size(demand=carried, slots=slots, vcpu=found.vcpu, memory_mib=memory)
    return size._replace(copies=_copies(size, settings))


def endpoint_instances(name: str, workload: Workload, settings: Settings) -> Size:
    """Instances of a SageMaker endpoint, as many as the hour needs and never fewer than `minimum_copies`."""
    size = _on_instance(name, _host(settings.ml_instance_type), workload)
    return size._replace(copies=_copies(size, settings)) if size.slots else size


def endpoint_from_zero(name: str, workload: Workload, settings: Settings) -> Size:
    """The same, with no instance at all in an hour without a request."""
    size = endpoint_instances(name, workload, settings)
    awake = zip(size.copies, size.demand.requests, strict=False)
    return size._replace(copies=tuple(copies if requests else 0 for copies, requests in awake))


def _seconds(name: str, workload: Workload, vcpu: float) -> float:
    """Return how long a request takes on an option: as measured there, or longer where it is short of vCPUs."""
    measured = workload.seconds_measured.get(name)
    return measured or workload.seconds_per_request * max(1.0, workload.vcpu_per_request / vcpu)


def _by_memory(name: str, workload: Workload, memory_mib: float) -> Size:
    vcpu = memory_mib / MIB_PER_VCPU
    return Size(demand=demand(workload, _seconds(name, workload, vcpu)), slots=1, vcpu=vcpu, memory_mib=memory_mib)


def _on_instance(name: str, host: instances.Instance, workload: Workload) -> Size:
    """Return how many requests an instance serves at a time: by its GPUs, or else vCPUs, and by memory it can use."""
    by_speed = host.gpus if workload.gpu else max(1, int(host.vcpu / workload.vcpu_per_request))
    usable = nodes.visible_memory(host)
    slots = min(by_speed, int(usable / workload.memory_mib))
    problem = (
        f"the model needs {workload.memory_mib:g} MiB{' and a GPU' * workload.gpu}, {host.name} has"
        f" {usable:g} MiB to use and {host.gpus or 'no'} GPU{'s' * (host.gpus > 1)}"
    )
    return Size(
        demand=demand(workload, _seconds(name, workload, host.vcpu)),
        slots=slots,
        vcpu=host.vcpu,
        memory_mib=host.memory_mib,
        instance=host,
        problem="" if slots else problem,
    )


def _on_nodes(size: Size, workload: Workload, settings: Settings, fit: packing.Fit) -> Size:
    """Return the nodes that carry a pod for every `size.slots` requests at a time, or the pods that were asked for."""
    node = instances.instance(settings.instance_type)
    size = size._replace(instance=node)
    if not fit.next:
        return size._replace(problem=f"no pod fits on {node.name}: {fit.why}")
    pods = (workload.pods,) * len(workload.requests) if workload.pods else _copies(size, settings, 0)
    needed = {each: max(settings.minimum_copies, packing.nodes_for(each, fit)) for each in set(pods)}
    return size._replace(pods=pods, copies=tuple(needed[each] for each in pods))


@functools.cache
def _host(ml_instance_type: str) -> instances.Instance:
    """Return the machine behind a SageMaker type, called as the type is."""
    return instances.ml_instance(ml_instance_type).instance._replace(name=ml_instance_type)


def _fit(settings: Settings, pod: packing.Pod, fixed: int) -> packing.Fit:
    """Return what fits; `fixed` pods go on a node if that was set, whatever would fit."""
    if fixed:
        return packing.Fit(first=fixed, next=fixed)
    return _packed(instances.instance(settings.instance_type), pod, settings.prefix_delegation)


@functools.lru_cache(maxsize=256)
def _packed(node: instances.Instance, pod: packing.Pod, prefix_delegation: bool) -> packing.Fit:
    return packing.pods_per_node(node, pod, prefix_delegation=prefix_delegation)


def _copies(size: Size, settings: Settings, least: int | None = None) -> tuple[int, ...]:
    least = settings.minimum_copies if least is None else least
    each_hour = size.demand.at_a_time(settings.target_utilisation_percent / 100)
    return tuple(max(least, whole(each / size.slots)) for each in each_hour)
