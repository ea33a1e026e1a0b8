# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A workload and settings from what people write, or one message for everything that is wrong with it."""

from __future__ import annotations

import collections.abc as c
import typing as t

from . import eks_versions, instances
from .errors import CostError, refuse
from .fields import Choice, Date, Field, Flag, Number, Numbers, Text, as_number, read_fields
from .options import OPTIONS
from .settings import Settings
from .workload import Workload

MOST_REQUESTS = 1e9
"""Requests an hour that are still believed to be meant."""

LONGEST_PROFILE = 24 * 31

REQUESTS = (
    f"requests in each hour of a day, or of another period that repeats: 1 to {LONGEST_PROFILE} numbers from 0 to"
    f" {MOST_REQUESTS:,.0f}, not all of them 0"
)

SECONDS = Number(None, 0.001, 86_400, "seconds")

WORKLOAD: dict[str, Field] = {
    "seconds_per_request": SECONDS,
    "seconds_measured": Numbers(tuple(OPTIONS), SECONDS),
    "vcpu_per_request": Number(1, 0.05, 96, "vCPUs"),
    "memory_mib": Number(512, 16, 768 * 1024, "MiB"),
    "request_mib": Number(0.01, 0, 1024, "MiB"),
    "response_mib": Number(0.01, 0, 1024, "MiB"),
    "concurrent_users": Number(0, 0, 1e6, "users", whole=True),
    "pods": Number(0, 0, 100_000, "pods", whole=True),
    "latency_limit_seconds": Number(0, 0, 86_400, "seconds"),
    "storage_gb": Number(1, 0, 1e6, "GB"),
    "image_gb": Number(1, 0, 10, "GB"),
    "efs_gb": Number(0, 0, 1e6, "GB"),
    "monthly_users": Number(0, 0, 1e9, "users", whole=True),
    "init_seconds": Number(2, 0, 900, "seconds"),
    "cold_start_percent": Number(1, 0, 100, "per cent"),
    "log_kib_per_request": Number(1, 0, 1024, "KiB"),
    "gpu": Flag(False),
}


PERCENT = Number(0, 0, 100, "per cent")

SETTINGS: dict[str, Field] = {
    "instance_type": Text("m7i.large"),
    "ml_instance_type": Text("ml.m5.large"),
    "lambda_memory_mib": Number(0, 0, 10_240, "MiB", whole=True),
    "architecture": Choice("x86_64", ("x86_64", "arm64")),
    "provisioned_concurrency": Number(0, 0, 100_000, "environments", whole=True),
    "lambda_concurrency_quota": Number(1000, 1, 1e6, "environments", whole=True),
    "sagemaker_serverless_memory_gb": Number(0, 0, 6, "GB", whole=True),
    "fargate_vcpu": Number(0, 0, 32, "vCPUs"),
    "pod_cpu_millicores": Number(0, 0, 96_000, "millicores", whole=True),
    "pod_memory_mib": Number(0, 0, 768 * 1024, "MiB", whole=True),
    "pods_per_node": Number(0, 0, 250, "pods", whole=True),
    "front_end_pod_cpu_millicores": Number(250, 10, 96_000, "millicores", whole=True),
    "front_end_pod_memory_mib": Number(256, 16, 768 * 1024, "MiB", whole=True),
    "front_end_pods_per_node": Number(0, 0, 250, "pods", whole=True),
    "front_end_requests_per_pod": Number(10, 1, 10_000, "requests at a time", whole=True),
    "prefix_delegation": Flag(False),
    "target_utilisation_percent": Number(70, 1, 100, "per cent"),
    "minimum_copies": Number(1, 1, 10_000, "nodes, tasks or instances", whole=True),
    "maximum_copies": Number(10_000, 1, 10_000, "nodes, tasks or instances", whole=True),
    "load_balancer": Choice("alb", ("alb", "clb")),
    "public_ipv4": Flag(True),
    "nat_gateways": Number(0, 0, 16, "gateways", whole=True),
    "root_volume_gb": Number(30, 1, 16_384, "GB"),
    "kubernetes_version": Text(""),
    "auto_mode": Flag(False),
    "log_retention_days": Number(14, 1, 3653, "days", whole=True),
    "as_of": Date(),
    "free_tier": Flag(False),
    "savings_plan_percent": Numbers(("ec2", "fargate", "lambda", "sagemaker"), PERCENT),
}


def read_workload(values: c.Mapping[str, t.Any], prefix: str = "") -> Workload:
    """Return the workload that `values` describe: the fields by name, and `requests_per_hour`.

    :raises CostError: Something in it cannot be used; the message has a line for each.
    """
    read, problems = read_fields(WORKLOAD, values, prefix)
    try:
        requests = _requests(prefix + "requests_per_hour", values.get("requests_per_hour"))
    except CostError as error:
        problems.insert(0, str(error))
    else:
        workload = None if problems else Workload(requests=requests, **read)
        if workload:
            problems = list(contradictions(workload, prefix))
            if not problems:
                return workload
    raise CostError("\n".join(problems))


def contradictions(workload: Workload, prefix: str = "") -> c.Iterator[str]:
    """Say what in a workload cannot be true at once."""
    limit = workload.latency_limit_seconds
    if limit and min([workload.seconds_per_request, *workload.seconds_measured.values()]) > limit:
        yield (
            f"{prefix}latency_limit_seconds is {limit:g}; allowed: at least {prefix}seconds_per_request,"
            f" {workload.seconds_per_request:g}, or nothing can answer in time"
        )
    if workload.pods and workload.concurrent_users:
        yield (
            f"{prefix}pods is {workload.pods}; allowed: 0 where {prefix}concurrent_users is set"
            f" ({workload.concurrent_users}), since the number of pods follows from the users, or the other way round"
        )


def _requests(name: str, value: t.Any) -> tuple[float, ...]:
    listed = value if isinstance(value, (list, tuple)) else [value]
    if value is None or value == "" or not 1 <= len(listed) <= LONGEST_PROFILE:
        raise refuse(name, None if value == "" else value, REQUESTS)
    numbers = []
    for hour, each in enumerate(listed):
        number = as_number(each)
        if number is None or not 0 <= number <= MOST_REQUESTS:
            raise refuse(f"{name}[{hour}]" if listed is value else name, each, REQUESTS)
        numbers.append(number)
    if not any(numbers):
        raise refuse(name, value, REQUESTS)
    return tuple(numbers)


def read_settings(values: c.Mapping[str, t.Any], prefix: str = "") -> Settings:
    """Return the settings that `values` describe.

    :raises CostError: Something in it cannot be used; the message has a line for each.
    """
    read, problems = read_fields(SETTINGS, values, prefix)
    if not problems:
        settings = Settings(**read)
        problems = list(_contradictory_settings(settings, prefix))
        if not problems:
            return settings
    raise CostError("\n".join(problems))


def _contradictory_settings(settings: Settings, prefix: str) -> c.Iterator[str]:
    if settings.minimum_copies > settings.maximum_copies:
        yield str(
            refuse(
                f"{prefix}maximum_copies",
                settings.maximum_copies,
                f"at least {prefix}minimum_copies, {settings.minimum_copies}",
            )
        )
    if settings.provisioned_concurrency > settings.lambda_concurrency_quota:
        yield str(
            refuse(
                f"{prefix}provisioned_concurrency",
                settings.provisioned_concurrency,
                f"at most {prefix}lambda_concurrency_quota, {settings.lambda_concurrency_quota}",
            )
        )
    if settings.lambda_memory_mib and settings.lambda_memory_mib < 128:
        yield str(
            refuse(f"{prefix}lambda_memory_mib", settings.lambda_memory_mib, "0 to work it out, or 128 to 10240 MiB")
        )
    named = ((instances.instance, "instance_type"), (instances.ml_instance, "ml_instance_type"))
    known = (*named, *(((eks_versions.version, "kubernetes_version"),) if settings.kubernetes_version else ()))
    for find, name in known:
        try:
            find(getattr(settings, name), prefix + name)
        except CostError as error:
            yield str(error)
