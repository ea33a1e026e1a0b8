# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each way of running a model cannot do, with the reason in numbers.

A limit looks at an option in use and returns why it does not work, or nothing.
"""

from __future__ import annotations

import collections.abc as c
import typing as t

from . import eks_versions, instances
from .demand import whole
from .sizing import LARGEST_FUNCTION_MIB, LARGEST_SERVERLESS_GB
from .use import Use

Limit = c.Callable[[Use], "str | None"]

SERVERLESS_CONCURRENCY = 200
"""The largest MaxConcurrency that botocore's model of SageMaker has for a serverless endpoint."""

ONE_IN_TWENTY = 5.0
"""Per cent of requests that may miss the limit of latency, as latency is commonly judged by its 95th percentile."""

NOT_OFFERED = {"eu-west-3": ("m4.xlarge", "ml.m4.xlarge", "ml.g5.xlarge")}
"""Instance types with a price elsewhere that a region does not have: AWS's price lists, September and October 2026."""


class Gate(t.NamedTuple):
    """What a service lets through: seconds for one request, MiB for a request and for a response."""

    service: str
    seconds: float
    mib: float
    instead: str


HTTP_API = Gate("an HTTP API", 30, 10, "eks_lambda calls the function without one, sagemaker_async answers later")
"""https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html; neither can be raised."""

FUNCTION = Gate("a synchronous Lambda invocation", 900, 6, "send the place of the data in S3 in its stead")
"""https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

REAL_TIME = Gate("a SageMaker real-time endpoint", 60, 6, "sagemaker_async takes an hour and 1 GB")
"""InvokeEndpoint's reference says 60 seconds. Its size has been 6 MB for long and is more for some accounts today."""

SERVERLESS = Gate("a SageMaker serverless endpoint", 60, 4, "sagemaker_async takes an hour and 1 GB")
"""https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-invoke.html"""

ASYNCHRONOUS = Gate("a SageMaker asynchronous endpoint", 3600, 1024, "split the request")
"""https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html"""


def through(*gates: Gate, may_start: bool = False) -> Limit:
    """Return the limit of all gates that a request passes on its way, perhaps while a function starts for it."""

    def limit(use: Use) -> str | None:
        start = use.workload.init_seconds if may_start and use.workload.cold_start_percent else 0.0
        seconds = use.size.seconds + start
        taken = f"{seconds:g} s" + (f", {start:g} s of them for a cold start" if start else "")
        sizes = (("request", use.workload.request_mib), ("response", use.workload.response_mib))
        for gate in gates:
            if seconds > gate.seconds:
                if use.size.seconds > gate.seconds:
                    taken = f"{use.size.seconds:g} s"
                return f"one request takes {taken}, {gate.service} cuts at {gate.seconds:g} s; {gate.instead}"
            for name, mib in sizes:
                if mib > gate.mib:
                    return f"a {name} has {mib:g} MiB, {gate.service} takes {gate.mib:g}; {gate.instead}"
        return None

    return limit


def in_time(use: Use) -> str | None:
    """Name the workload's own limit of latency."""
    limit = use.workload.latency_limit_seconds
    if limit and use.size.seconds > limit:
        return f"one request takes {use.size.seconds:.3g} s here, latency_limit_seconds is {limit:g}"
    return None


def starts_in_time(use: Use) -> str | None:
    """Refuse cold starts that hold up more requests than may miss the workload's own limit of latency."""
    limit, load = use.workload.latency_limit_seconds, use.workload
    seconds = use.size.seconds + load.init_seconds
    if limit and seconds > limit and load.cold_start_percent > ONE_IN_TWENTY:
        return (
            f"{load.cold_start_percent:g} % of the requests take {seconds:.3g} s with a cold start,"
            f" latency_limit_seconds is {limit:g}; up to {ONE_IN_TWENTY:g} % may miss it"
        )
    return None


def has_size(use: Use) -> str | None:
    """Say why no size would do."""
    return use.size.problem or None


def without_gpu(use: Use) -> str | None:
    """Refuse a workload that needs a GPU where there is none."""
    return "the workload needs a GPU, there is none" if use.workload.gpu else None


def gpu_of_instance(use: Use) -> str | None:
    """Refuse an instance type without the GPU that the workload needs."""
    host = use.size.instance
    if use.workload.gpu and host and not host.gpus:
        other = f"{'ml.' * host.name.startswith('ml.')}g6.xlarge"
        return f"the workload needs a GPU, {host.name} has none; one that has is {other}"
    return None


def architecture_of_instance(use: Use) -> str | None:
    """Refuse an instance type that cannot run the image."""
    host = use.size.instance
    if host and host.architecture != use.settings.architecture:
        return f"{host.name} is {host.architecture}, architecture is {use.settings.architecture}"
    return None


def x86_only(use: Use) -> str | None:
    """Refuse an image for another architecture where AWS gives no choice of machines."""
    if use.settings.architecture != "x86_64":
        return f"it runs on x86_64, architecture is {use.settings.architecture}"
    return None


def one_is_enough(use: Use) -> str | None:
    """Refuse more at a time than one instance serves with the utilisation that was aimed at."""
    slots, percent = use.size.slots, use.settings.target_utilisation_percent
    needed = max(use.size.demand.at_a_time(percent / 100))
    if needed > slots:
        return (
            f"the busiest hour needs room for {needed} requests at a time, {percent:g} % of it in use;"
            f" one {use.settings.instance_type} has room for {slots}"
        )
    return None


def enough_pods(use: Use) -> str | None:
    """Refuse fewer pods than the requests need, if their number was given."""
    given = use.workload.pods
    at_a_time = max(use.size.demand.at_a_time(use.settings.target_utilisation_percent / 100))
    needed = whole(at_a_time / (use.size.slots or 1))
    if given and needed > given:
        return f"the busiest hour needs {needed} pods, pods is {given}"
    return None


def enough_copies(use: Use) -> str | None:
    """Refuse more copies than the operator allows."""
    needed, most = max(use.size.copies, default=0), use.settings.maximum_copies
    return f"the busiest hour needs {needed} of them, maximum_copies is {most}" if needed > most else None


def function_memory(use: Use) -> str | None:
    """Refuse a model that is larger than a function's memory."""
    needs, has = use.workload.memory_mib, use.size.memory_mib
    if needs <= has:
        return None
    if needs > LARGEST_FUNCTION_MIB:
        return f"the model needs {needs:g} MiB, a function has {LARGEST_FUNCTION_MIB} at most"
    return f"the model needs {needs:g} MiB, lambda_memory_mib is {has:g}"


def function_concurrency(use: Use) -> str | None:
    """Refuse more at a time than the account may run."""
    quota = use.settings.lambda_concurrency_quota
    if use.peak > quota:
        return f"{use.peak} requests at a time in the busiest hour, lambda_concurrency_quota is {quota}"
    return None


def serverless_memory(use: Use) -> str | None:
    """Refuse a model that is larger than a serverless endpoint's memory."""
    needs, has = use.workload.memory_mib, use.size.memory_mib
    if needs <= has:
        return None
    if needs > LARGEST_SERVERLESS_GB * 1024:
        return f"the model needs {needs / 1024:.3g} GB, a serverless endpoint has 1 to {LARGEST_SERVERLESS_GB}"
    return f"the model needs {needs / 1024:.3g} GB, sagemaker_serverless_memory_gb is {has / 1024:g}"


def serverless_concurrency(use: Use) -> str | None:
    """Refuse more at a time than a serverless endpoint may run."""
    if use.peak > SERVERLESS_CONCURRENCY:
        return f"{use.peak} requests at a time in the busiest hour, a serverless endpoint runs {SERVERLESS_CONCURRENCY}"
    return None


def hostable(use: Use) -> str | None:
    """Refuse an instance type that SageMaker hosts no endpoint on."""
    if not instances.ml_instance(use.settings.ml_instance_type).can_host:
        return f"{use.settings.ml_instance_type} cannot host an endpoint, although notebooks and jobs may run on it"
    return _lacking(use, use.settings.ml_instance_type)


def kubernetes_version_alive(use: Use) -> str | None:
    """Refuse a version of Kubernetes that EKS no longer runs."""
    version = use.settings.kubernetes_version
    support = eks_versions.support(version, use.date) if version else "standard"
    if support == "ended":
        return (
            f"EKS ended Kubernetes {version} before {use.date}; the newest is {eks_versions.newest_standard(use.date)}"
        )
    if support == "unknown":
        return f"how EKS supports Kubernetes {version} on {use.date}, and so what it costs, is not known"
    return None


def offered(use: Use) -> str | None:
    """Refuse an instance type that the region does not have."""
    return _lacking(use, use.size.instance.name) if use.size.instance else None


def _lacking(use: Use, name: str) -> str | None:
    return f"{name} is not offered in {use.region}" if name in NOT_OFFERED.get(use.region, ()) else None


START_OF_AN_INSTANCE = 120.0
"""Seconds after which an asynchronous endpoint that was at zero answers at the earliest: minutes, says AWS."""


def answers_later(use: Use) -> str | None:
    """Refuse a queue to whoever cannot wait for an instance to start."""
    limit = use.workload.latency_limit_seconds
    if limit and limit < START_OF_AN_INSTANCE and 0 in use.size.copies:
        return (
            f"from zero the first answer takes minutes, latency_limit_seconds is {limit:g}; a request in every hour"
            " keeps an instance running"
        )
    return None
