# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Price lists for tests: those behind published comparisons, and a made-up one that has a price for everything."""

from __future__ import annotations

import math

from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Catalogue, Price, Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_sources import Product
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import Unit
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload

UNITS = {
    "alb.hour": Unit.HOUR,
    "alb.lcu": Unit.LCU_HOUR,
    "clb.hour": Unit.HOUR,
    "cognito.advanced": Unit.USER_MONTH,
    "cognito.federated": Unit.USER_MONTH,
    "cognito.plus": Unit.USER_MONTH,
    "ebs.gp3": Unit.GB_MONTH,
    "ec2.credits.t3": Unit.VCPU_HOUR,
    "eks.cluster": Unit.HOUR,
    "eks.extended": Unit.HOUR,
    "fargate.gb": Unit.GB_HOUR,
    "fargate.vcpu": Unit.VCPU_HOUR,
    "ipv4.hour": Unit.HOUR,
    "lambda.gb_second.arm64": Unit.GB_SECOND,
    "lambda.gb_second.x86_64": Unit.GB_SECOND,
    "lambda.provisioned.x86_64": Unit.GB_SECOND,
    "lambda.provisioned_duration.x86_64": Unit.GB_SECOND,
    "http_api.requests": Unit.REQUEST,
    "lambda.requests": Unit.REQUEST,
    "nat.hour": Unit.HOUR,
    "clb.gb": Unit.GB,
    "cognito.essentials": Unit.USER_MONTH,
    "ecr.storage": Unit.GB_MONTH,
    "efs.standard": Unit.GB_MONTH,
    "egress.internet": Unit.GB,
    "logs.ingest": Unit.GB,
    "logs.storage": Unit.GB_MONTH,
    "rds.gp3": Unit.GB_MONTH,
    "rds.gp3_multi_az": Unit.GB_MONTH,
    "s3.get": Unit.REQUEST,
    "s3.put": Unit.REQUEST,
    "sagemaker.serverless": Unit.GB_SECOND,
    "sagemaker.serverless_data": Unit.GB,
    "s3.storage": Unit.GB_MONTH,
}


def price_list(region: str, usd: dict[str, float]) -> Catalogue:
    """Return a catalogue of one region, every price in one tier; what is not in `UNITS` is billed by the hour."""
    products = {key: Product(key, key, UNITS.get(key, Unit.HOUR)) for key in usd}
    prices = {
        (region, key): Price(products[key], region, (Tier(math.inf, each),), "A", "published", "2019-12-31")
        for key, each in usd.items()
    }
    return Catalogue(prices, products, "2019-12-31")


EKS_2019 = {
    "ec2.t3.medium": 0.0418,
    "ec2.credits.t3": 0.0,
    "eks.cluster": 0.20,
    "clb.hour": 0.025,
    "lambda.gb_second.x86_64": 0.0000166667,
    "lambda.gb_second.arm64": 0.0000133334,
    "lambda.requests": 0.0,
    "http_api.requests": 0.0,
}
"""us-west-2 in 2019, as the comparison of EC2, EKS and EKS with Lambda has it; it does not count what is 0 here."""

EKS_2026 = {**EKS_2019, "ec2.t3.medium": 0.0416, "ec2.credits.t3": 0.05, "eks.cluster": 0.10}

NOTHING_ELSE = Workload(
    requests=(0.0,),
    seconds_per_request=1,
    memory_mib=256,
    request_mib=0,
    response_mib=0,
    storage_gb=0,
    image_gb=0,
    cold_start_percent=0,
    log_kib_per_request=0,
)
"""A workload for which nothing is billed but what an option itself consists of."""

AS_IN_2019 = Settings(
    instance_type="t3.medium",
    lambda_memory_mib=3008,
    pods_per_node=4,
    front_end_pods_per_node=10,
    load_balancer="clb",
    public_ipv4=False,
    root_volume_gb=0,
)
"""Four pods with a model on a node, or ten without; no volumes and no addresses."""

EVERYTHING = {
    **EKS_2026,
    "alb.hour": 0.02,
    "alb.lcu": 0.008,
    "clb.gb": 0.008,
    "cognito.essentials": 0.015,
    "ebs.gp3": 0.08,
    "ec2.credits.t3": 0.05,
    "ec2.m7i.large": 0.1,
    "ec2.g6.xlarge": 0.8,
    "ecr.storage": 0.1,
    "efs.standard": 0.3,
    "egress.internet": 0.09,
    "eks.extended": 0.5,
    "fargate.gb": 0.0044,
    "fargate.vcpu": 0.04,
    "http_api.requests": 0.000001,
    "ipv4.hour": 0.005,
    "lambda.provisioned.x86_64": 0.0000041667,
    "lambda.provisioned_duration.x86_64": 0.0000097222,
    "lambda.requests": 0.0000002,
    "logs.ingest": 0.5,
    "logs.storage": 0.03,
    "nat.hour": 0.045,
    "s3.get": 0.0000004,
    "s3.put": 0.000005,
    "s3.storage": 0.023,
    "sagemaker.async.ml.m5.large": 0.115,
    "sagemaker.hosting.ml.m5.large": 0.115,
    "sagemaker.serverless": 0.00002,
    "sagemaker.serverless_data": 0.016,
}
"""Round prices, so that every option has a bill."""
