# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The billable lines that several options have in common, in groups."""

from __future__ import annotations

from . import eks_versions
from .line import Line
from .units import HOURS_PER_MONTH, MIB_PER_GB, SECONDS_PER_HOUR, Unit
from .use import Use

KIB_PER_GB = 1024.0 * 1024.0
ADDRESSES_OF_A_BALANCER = 2
"""One in each of the two zones that a load balancer needs at least."""

HTTP_API_METER_MIB = 0.5
"""An HTTP API counts a request once for every 512 KB of it: https://aws.amazon.com/api-gateway/pricing/"""

DAYS_PER_MONTH = HOURS_PER_MONTH / 24


def gb_in_and_out(use: Use) -> float:
    """Return the GB a month of all requests and responses."""
    return use.requests * (use.workload.request_mib + use.workload.response_mib) / MIB_PER_GB


def gb_of_logs(use: Use) -> float:
    """Return the GB a month that are logged."""
    return use.requests * use.workload.log_kib_per_request / KIB_PER_GB


def all_hours(_use: Use) -> float:
    """Return the hours of an average month, for what runs day and night."""
    return HOURS_PER_MONTH


def copy_hours(use: Use) -> float:
    """Return the hours a month of all nodes, tasks or instances."""
    return use.size.copy_hours


def credits_beyond_baseline(use: Use) -> float:
    """Return the vCPU hours a month that a burstable instance in unlimited mode is charged.

    What it uses on average over the profile, taken to be a day, beyond its baseline:
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    """
    host = use.size.instance
    if host is None or not host.baseline:
        return 0.0
    vcpu = min(use.workload.vcpu_per_request, use.size.vcpu)
    used = sum(use.size.demand.in_flight) * use.size.demand.hours * vcpu
    return max(0.0, used - host.baseline * host.vcpu * use.size.copy_hours)


def balancer_capacity(use: Use) -> float:
    """Return the capacity unit hours a month of an Application Load Balancer.

    A unit is 25 new connections a second, 3,000 open ones or 1 GB an hour, whichever is most; each request is taken
    to come on a connection of its own: https://aws.amazon.com/elasticloadbalancing/pricing/
    """
    if use.settings.load_balancer != "alb":
        return 0.0
    gb = (use.workload.request_mib + use.workload.response_mib) / MIB_PER_GB
    hours = zip(use.size.demand.requests, use.size.demand.in_flight, strict=True)
    return use.size.demand.hours * sum(
        max(requests / SECONDS_PER_HOUR / 25, busy / 3000, requests * gb) for requests, busy in hours
    )


def gb_seconds(use: Use) -> float:
    """Return the GB seconds a month in which functions work, all on demand."""
    return use.requests * use.size.seconds * use.size.memory_mib / MIB_PER_GB


def gb_seconds_of_starts(use: Use) -> float:
    """Return the GB seconds a month in which functions start, which Lambda bills since August 2025."""
    starts = use.requests * use.workload.cold_start_percent / 100
    return starts * use.workload.init_seconds * use.size.memory_mib / MIB_PER_GB


def share_beyond_provisioned(use: Use) -> float:
    """Return which share of the requests finds no provisioned environment free: in an hour, what goes beyond them."""
    busy = use.size.demand.in_flight
    beyond = sum(max(0.0, each - use.size.ready) for each in busy)
    return beyond / sum(busy) if beyond else 0.0


def gb_seconds_provisioned(use: Use) -> float:
    """Return the GB seconds a month for which environments are kept."""
    return use.size.ready * use.size.memory_mib / MIB_PER_GB * HOURS_PER_MONTH * SECONDS_PER_HOUR


def metered_by_http_api(use: Use) -> float:
    """Return the requests a month as an HTTP API counts them."""
    largest = max(use.workload.request_mib, use.workload.response_mib)
    return use.requests * max(1, -(-largest // HTTP_API_METER_MIB))


def extended_support(use: Use) -> float:
    """Return the hours a month in which a cluster is billed for extended support."""
    version = use.settings.kubernetes_version
    if not version or eks_versions.support(version, use.date) != "extended":
        return 0.0
    return HOURS_PER_MONTH


KEPT = (
    Line("storage (S3)", "s3.storage", Unit.GB_MONTH, lambda use: use.workload.storage_gb),
    Line("image (ECR)", "ecr.storage", Unit.GB_MONTH, lambda use: use.workload.image_gb),
    Line("shared files (EFS)", "efs.standard", Unit.GB_MONTH, lambda use: use.workload.efs_gb),
    Line("logs taken in", "logs.ingest", Unit.GB, gb_of_logs, free=lambda _use: 5),
    Line(
        "logs kept",
        "logs.storage",
        Unit.GB_MONTH,
        lambda use: gb_of_logs(use) * use.settings.log_retention_days / DAYS_PER_MONTH,
    ),
    Line("users (Cognito)", "cognito.essentials", Unit.USER_MONTH, lambda use: use.workload.monthly_users),
)

TO_THE_INTERNET = Line(
    "answers to the Internet",
    "egress.internet",
    Unit.GB,
    lambda use: use.requests * use.workload.response_mib / MIB_PER_GB,
    free=lambda _use: 100,
)

NAT = Line("NAT gateways", "nat.hour", Unit.HOUR, lambda use: use.settings.nat_gateways * HOURS_PER_MONTH)

INSTANCES = (
    Line("instances", "ec2.{instance_type}", Unit.HOUR, copy_hours, plan="ec2"),
    Line(
        "volumes",
        "ebs.gp3",
        Unit.GB_MONTH,
        lambda use: use.settings.root_volume_gb * use.size.copy_hours / HOURS_PER_MONTH,
    ),
    Line(
        "public addresses of instances",
        "ipv4.hour",
        Unit.HOUR,
        lambda use: use.settings.public_ipv4 * use.size.copy_hours,
    ),
    NAT,
)

CREDITS = Line("burst credits", "ec2.credits.{instance_family}", Unit.VCPU_HOUR, credits_beyond_baseline)

CLUSTER = (
    Line("EKS control plane", "eks.cluster", Unit.HOUR, all_hours),
    Line("EKS extended support", "eks.extended", Unit.HOUR, extended_support),
    Line(
        "EKS Auto Mode", "eks.auto.{instance_type}", Unit.HOUR, lambda use: use.settings.auto_mode * use.size.copy_hours
    ),
)

BALANCER = (
    Line("load balancer", "{load_balancer}.hour", Unit.HOUR, all_hours),
    Line("load balancer capacity", "alb.lcu", Unit.LCU_HOUR, balancer_capacity),
    Line(
        "load balancer traffic",
        "clb.gb",
        Unit.GB,
        lambda use: gb_in_and_out(use) if use.settings.load_balancer == "clb" else 0.0,
    ),
    Line(
        "public addresses of the load balancer",
        "ipv4.hour",
        Unit.HOUR,
        lambda use: use.settings.public_ipv4 * ADDRESSES_OF_A_BALANCER * HOURS_PER_MONTH,
    ),
)

FREE_GB_SECONDS = 400_000.0
"""What Lambda's free tier has a month, for duration and starts together, and nothing of provisioned concurrency:
https://aws.amazon.com/lambda/pricing/"""


def free_for_starts(use: Use) -> float:
    """Return the free GB seconds a month that duration leaves for starts."""
    return max(0.0, FREE_GB_SECONDS - gb_seconds(use))


FUNCTION_REQUESTS = Line("Lambda requests", "lambda.requests", Unit.REQUEST, lambda use: use.requests)

FUNCTIONS = (
    FUNCTION_REQUESTS._replace(free=lambda _use: 1_000_000),
    Line(
        "Lambda duration",
        "lambda.gb_second.{architecture}",
        Unit.GB_SECOND,
        gb_seconds,
        plan="lambda",
        free=lambda _use: FREE_GB_SECONDS,
    ),
    Line(
        "Lambda starts",
        "lambda.gb_second.{architecture}",
        Unit.GB_SECOND,
        gb_seconds_of_starts,
        plan="lambda",
        free=free_for_starts,
    ),
)

PROVISIONED_FUNCTIONS = (
    FUNCTION_REQUESTS,
    Line(
        "Lambda provisioned concurrency",
        "lambda.provisioned.{architecture}",
        Unit.GB_SECOND,
        gb_seconds_provisioned,
        plan="lambda",
    ),
    Line(
        "Lambda duration on provisioned concurrency",
        "lambda.provisioned_duration.{architecture}",
        Unit.GB_SECOND,
        lambda use: gb_seconds(use) * (1 - share_beyond_provisioned(use)),
        plan="lambda",
    ),
    Line(
        "Lambda duration beyond it",
        "lambda.gb_second.{architecture}",
        Unit.GB_SECOND,
        lambda use: gb_seconds(use) * share_beyond_provisioned(use),
        plan="lambda",
    ),
    Line(
        "Lambda starts beyond it",
        "lambda.gb_second.{architecture}",
        Unit.GB_SECOND,
        lambda use: gb_seconds_of_starts(use) * share_beyond_provisioned(use),
        plan="lambda",
    ),
)

HTTP_API = Line("HTTP API requests", "http_api.requests", Unit.REQUEST, metered_by_http_api)
