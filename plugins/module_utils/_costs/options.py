# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that are compared: how each grows, what it is billed for, what it cannot do, what it is good at.

An option is data. To add one, add an entry here; everything else follows from it.
"""

from __future__ import annotations

import collections.abc as c
import typing as t

from . import limits, lines, sizing
from .line import Line
from .units import MIB_PER_GB, Unit

ASPECTS = ("effort to run", "portability", "scaling", "customisation", "user management", "monitoring")
"""What options are judged by beside their cost; portability is to a Kubernetes of one's own."""

Sign = t.Literal["good", "fair", "poor"]


class Mark(t.NamedTuple):
    """A judgement and its reason."""

    sign: Sign
    why: str


class Option(t.NamedTuple):
    """One way of running a model. `marks` are in the order of `ASPECTS`."""

    title: str
    size: sizing.Sizing
    lines: tuple[Line, ...]
    limits: tuple[limits.Limit, ...]
    marks: tuple[Mark, ...]


def good(why: str) -> Mark:
    """Return the best mark."""
    return Mark("good", why)


def fair(why: str) -> Mark:
    """Return the mark between."""
    return Mark("fair", why)


def poor(why: str) -> Mark:
    """Return the worst mark."""
    return Mark("poor", why)


ON_EC2 = (limits.offered, limits.gpu_of_instance, limits.has_size, limits.architecture_of_instance, limits.in_time)
ON_LAMBDA = (
    limits.without_gpu,
    limits.function_memory,
    limits.through(limits.FUNCTION),
    limits.function_concurrency,
    limits.in_time,
)
ON_SAGEMAKER = (
    limits.hostable,
    limits.gpu_of_instance,
    limits.has_size,
    limits.architecture_of_instance,
    limits.enough_copies,
    limits.in_time,
)

IAM_OF_AWS = "callers are IAM principals; users of one's own need something in front"
CLUSTER_METRICS = "metrics-server and what one installs; nothing by itself"
LAMBDA_METRICS = "invocations, errors and durations of each version in CloudWatch at once"

OPTIONS: c.Mapping[str, Option] = {
    "ec2": Option(
        title="one EC2 instance",
        size=sizing.one_instance,
        lines=(*lines.INSTANCES, lines.CREDITS, lines.TO_THE_INTERNET, *lines.KEPT),
        limits=(*ON_EC2, limits.one_is_enough),
        marks=(
            fair("one machine, but its system, its updates and its failures are yours"),
            good("the same image runs anywhere"),
            poor("it does not; when it is down, so is the service"),
            good("anything that runs on the machine"),
            poor("none of its own"),
            fair("CPU and network in CloudWatch, the rest needs an agent"),
        ),
    ),
    "eks": Option(
        title="EC2 + EKS, inference in the pods",
        size=sizing.pods_on_nodes,
        lines=(
            *lines.CLUSTER,
            *lines.INSTANCES,
            lines.CREDITS,
            *lines.BALANCER,
            lines.TO_THE_INTERNET,
            *lines.KEPT,
        ),
        limits=(*ON_EC2, limits.kubernetes_version_alive, limits.enough_pods, limits.enough_copies),
        marks=(
            poor("control plane versions every few months, add-ons, nodes and their images"),
            good("the same manifests run on any Kubernetes"),
            fair("pods in seconds, but a further node takes minutes"),
            good("anything that Kubernetes runs, GPUs too"),
            fair("namespaces and roles of Kubernetes for those who operate it"),
            fair(CLUSTER_METRICS),
        ),
    ),
    "eks_lambda": Option(
        title="EC2 + EKS, inference in Lambda",
        size=sizing.front_end_on_nodes,
        lines=(
            *lines.CLUSTER,
            *lines.INSTANCES,
            *lines.BALANCER,
            *lines.FUNCTIONS,
            lines.TO_THE_INTERNET,
            *lines.KEPT,
        ),
        limits=(
            limits.offered,
            limits.has_size,
            limits.architecture_of_instance,
            limits.kubernetes_version_alive,
            limits.enough_pods,
            limits.enough_copies,
            *ON_LAMBDA,
            limits.starts_in_time,
        ),
        marks=(
            poor("a cluster and a function, each with its own way of being released"),
            fair("the front end moves to any Kubernetes, the functions do not"),
            good("a further environment for every request at a time, within a second or so"),
            fair("the front end is free, inference keeps to a function's memory and time"),
            fair("namespaces and roles of Kubernetes for those who operate it"),
            fair("two places to look at: the cluster and CloudWatch"),
        ),
    ),
    "lambda_api": Option(
        title="Lambda behind an HTTP API",
        size=sizing.functions,
        lines=(lines.HTTP_API, *lines.FUNCTIONS, lines.TO_THE_INTERNET, *lines.KEPT),
        limits=(limits.through(limits.HTTP_API, may_start=True), *ON_LAMBDA, limits.starts_in_time),
        marks=(
            good("no machine, no system, no version to follow but the runtime's"),
            poor("handler, API and permissions are AWS's own"),
            good("from nothing to the account's quota; the first request of an environment waits for its start"),
            fair("any container image of up to 10 GB, without a GPU"),
            good("an authorizer takes the tokens of any identity provider"),
            good(LAMBDA_METRICS),
        ),
    ),
    "lambda_api_provisioned": Option(
        title="Lambda with provisioned concurrency behind an HTTP API",
        size=sizing.provisioned_functions,
        lines=(lines.HTTP_API, *lines.PROVISIONED_FUNCTIONS, lines.TO_THE_INTERNET, *lines.KEPT),
        limits=(limits.through(limits.HTTP_API), *ON_LAMBDA),
        marks=(
            good("as Lambda, and one number to choose"),
            poor("handler, API and permissions are AWS's own"),
            good("as Lambda; what is provisioned answers at once"),
            fair("any container image of up to 10 GB, without a GPU"),
            good("an authorizer takes the tokens of any identity provider"),
            good(LAMBDA_METRICS),
        ),
    ),
    "fargate": Option(
        title="Fargate behind a load balancer",
        size=sizing.tasks,
        lines=(
            Line(
                "Fargate vCPUs",
                "fargate.vcpu{fargate_variant}",
                Unit.VCPU_HOUR,
                lambda use: use.size.vcpu * use.size.copy_hours,
                plan="fargate",
            ),
            Line(
                "Fargate memory",
                "fargate.gb{fargate_variant}",
                Unit.GB_HOUR,
                lambda use: use.size.memory_mib / MIB_PER_GB * use.size.copy_hours,
                plan="fargate",
            ),
            Line(
                "public addresses of tasks",
                "ipv4.hour",
                Unit.HOUR,
                lambda use: use.settings.public_ipv4 * use.size.copy_hours,
            ),
            lines.NAT,
            *lines.BALANCER,
            lines.TO_THE_INTERNET,
            *lines.KEPT,
        ),
        limits=(limits.without_gpu, limits.has_size, limits.enough_copies, limits.in_time),
        marks=(
            good("no machine; a task definition and a service"),
            fair("the image moves, the service's definition does not"),
            fair("a further task takes a minute or so; never to zero by itself"),
            fair("any image, up to 32 vCPUs and 244 GB, without a GPU"),
            fair("the load balancer can ask for a login"),
            fair("service metrics in CloudWatch, Container Insights for more"),
        ),
    ),
    "sagemaker": Option(
        title="SageMaker real-time endpoint",
        size=sizing.endpoint_instances,
        lines=(
            Line(
                "endpoint instances",
                "sagemaker.hosting.{ml_instance_type}",
                Unit.HOUR,
                lines.copy_hours,
                plan="sagemaker",
            ),
            lines.TO_THE_INTERNET,
            *lines.KEPT,
        ),
        limits=(*ON_SAGEMAKER, limits.through(limits.REAL_TIME)),
        marks=(
            good("AWS keeps the machines; an endpoint configuration is replaced, never changed"),
            fair("the container's contract is simple enough to serve elsewhere"),
            fair("instances follow a metric within minutes; not to zero without inference components"),
            fair("any image with the contract, on the types that SageMaker offers"),
            poor(IAM_OF_AWS),
            good("latency, errors and data capture of every variant"),
        ),
    ),
    "sagemaker_serverless": Option(
        title="SageMaker serverless endpoint",
        size=sizing.serverless_endpoint,
        lines=(
            Line("serverless inference", "sagemaker.serverless", Unit.GB_SECOND, lines.gb_seconds, plan="sagemaker"),
            Line(
                "serverless starts",
                "sagemaker.serverless",
                Unit.GB_SECOND,
                lines.gb_seconds_of_starts,
                plan="sagemaker",
            ),
            Line("serverless data", "sagemaker.serverless_data", Unit.GB, lines.gb_in_and_out),
            lines.TO_THE_INTERNET,
            *lines.KEPT,
        ),
        limits=(
            limits.without_gpu,
            limits.x86_only,
            limits.serverless_memory,
            limits.through(limits.SERVERLESS, may_start=True),
            limits.serverless_concurrency,
            limits.in_time,
            limits.starts_in_time,
        ),
        marks=(
            good("no machine; a memory size and a concurrency"),
            fair("the container's contract is simple enough to serve elsewhere"),
            fair("to zero and back, to 200 at a time at most; a start takes seconds"),
            poor("1 to 6 GB, no GPU, no network of one's own"),
            poor(IAM_OF_AWS),
            fair("latency and errors; no data capture, no model monitor"),
        ),
    ),
    "sagemaker_async": Option(
        title="SageMaker asynchronous endpoint",
        size=sizing.endpoint_from_zero,
        lines=(
            Line(
                "endpoint instances",
                "sagemaker.async.{ml_instance_type}",
                Unit.HOUR,
                lines.copy_hours,
                plan="sagemaker",
            ),
            Line("requests and answers into S3", "s3.put", Unit.REQUEST, lambda use: 2 * use.requests),
            Line("requests and answers from S3", "s3.get", Unit.REQUEST, lambda use: 2 * use.requests),
            lines.TO_THE_INTERNET,
            *lines.KEPT,
        ),
        limits=(*ON_SAGEMAKER, limits.through(limits.ASYNCHRONOUS), limits.answers_later),
        marks=(
            good("AWS keeps the machines and the queue"),
            fair("callers must work with places in S3 instead of answers"),
            good("the queue takes every peak; to zero when it is empty"),
            fair("any image with the contract, payloads to 1 GB, an hour for each"),
            poor(IAM_OF_AWS),
            good("length of the queue, latency, errors, a message for each answer"),
        ),
    ),
}
