# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the options would be built: sizes and choices that are the operator's, not the workload's."""

from __future__ import annotations

import collections.abc as c
import types
import typing as t


class Settings(t.NamedTuple):
    """How the options would be built. 0 or nothing means: work it out from the workload."""

    instance_type: str = "m7i.large"
    ml_instance_type: str = "ml.m5.large"
    lambda_memory_mib: int = 0
    architecture: str = "x86_64"
    provisioned_concurrency: int = 0
    lambda_concurrency_quota: int = 1000
    sagemaker_serverless_memory_gb: int = 0
    fargate_vcpu: float = 0
    pod_cpu_millicores: int = 0
    pod_memory_mib: int = 0
    pods_per_node: int = 0
    front_end_pod_cpu_millicores: int = 250
    front_end_pod_memory_mib: int = 256
    front_end_pods_per_node: int = 0
    front_end_requests_per_pod: int = 10
    prefix_delegation: bool = False
    target_utilisation_percent: float = 70
    minimum_copies: int = 1
    maximum_copies: int = 10_000
    load_balancer: str = "alb"
    public_ipv4: bool = True
    nat_gateways: int = 0
    root_volume_gb: float = 30
    kubernetes_version: str = ""
    auto_mode: bool = False
    log_retention_days: int = 14
    as_of: str = ""
    free_tier: bool = False
    savings_plan_percent: c.Mapping[str, float] = types.MappingProxyType({})
