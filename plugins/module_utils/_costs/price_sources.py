# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How AWS's price list is asked for each key: one row for each kind of product.

Usage types carry a prefix of the region that follows no rule (none, USE1-, EUC1-, EU- ...), so the region is a filter
and the rest of the usage type is compared whole: https://docs.aws.amazon.com/cur/latest/userguide/cur-usage-types.html
Attributes and usage types are those of the price list as public tools use them: infracost/infracost (Apache-2.0),
the scripts named in prices_origins.py, and botocore 1.44.5 for the operation GetProducts.
"""

from __future__ import annotations

import collections.abc as c
import functools
import re
import types
import typing as t

from .errors import CostError, refuse
from .units import Unit

REGION_PREFIX = r"(?:[A-Z]{3}\d-|EU-)?"
NAME = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"


class Product(t.NamedTuple):
    """Something that AWS bills, wherever it is bought: the key's meaning."""

    key: str
    service: str
    unit: Unit


class Query(t.NamedTuple):
    """What is asked for a key, and which answers count.

    `name` in filters and in the usage type stands for what follows the row's name in the key, such as an instance
    type. `usage_type` is a regular expression for all that follows the region's prefix. `without` drops products
    whose attribute contains a text. The first `free` units a month cost nothing, by a product of its own that holds
    for all regions. `unlisted` says why a price cannot be asked for.
    """

    service: str
    unit: Unit
    usage_type: str = r"\S+"
    filters: c.Mapping[str, str] = types.MappingProxyType({})
    region_field: str = "regionCode"
    without: c.Mapping[str, str] = types.MappingProxyType({})
    free: float = 0.0
    unlisted: str = ""


_COMPUTE = {"productFamily": "Compute"}
_INSTANCE = {
    "instanceType": "{name}",
    "operatingSystem": "Linux",
    "preInstalledSw": "NA",
    "licenseModel": "No License required",
    "tenancy": "Shared",
    "capacitystatus": "Used",
}
_STORAGE = {"productFamily": "Storage"}
_UNKNOWN = "it is not known under which usage type the price list has it"


def _ec2(unit: Unit, usage_type: str, **filters: str) -> Query:
    return Query("AmazonEC2", unit, usage_type, filters)


def _function(unit: Unit, usage_type: str, group: str) -> Query:
    filters = {"productFamily": "Serverless", "group": f"AWS-Lambda-{group}"}
    return Query("AWSLambda", unit, usage_type, filters, without={"groupDescription": "China free tier"})


def _balancer(unit: Unit, usage_type: str, kind: str) -> Query:
    return Query("AWSELB", unit, usage_type, {"productFamily": f"Load Balancer{kind}"})


def _ml(use: str, **filters: str) -> Query:
    of = {"productFamily": "ML Instance", "instanceName": "{name}", **filters}
    return Query("AmazonSageMaker", Unit.HOUR, use + ":{name}", of)


def _database(unit: Unit, usage_type: str, **filters: str) -> Query:
    return Query("AmazonRDS", unit, usage_type, {"databaseEngine": "PostgreSQL", **filters})


def _users(tier: str, free: float = 0.0) -> Query:
    return Query("AmazonCognito", Unit.USER_MONTH, f"Cognito{tier}MAU", free=free)


@functools.cache
def queries() -> c.Mapping[str, Query]:
    """Return the rows by key; one that ends with a point holds for all keys that begin so."""
    return {
        "ec2.": Query("AmazonEC2", Unit.HOUR, "BoxUsage:{name}", _INSTANCE),
        "ec2.spot.": Query("AmazonEC2", Unit.HOUR, unlisted="spot prices change by the hour and are in no price list"),
        "ec2.credits.": _ec2(Unit.VCPU_HOUR, "CPUCredits:{name}", productFamily="CPU Credits", operatingSystem="Linux"),
        "ebs.gp3": _ec2(Unit.GB_MONTH, r"EBS:VolumeUsage\.gp3", productFamily="Storage", volumeApiName="gp3"),
        "nat.hour": _ec2(Unit.HOUR, "NatGateway-Hours", productFamily="NAT Gateway"),
        "nat.gb": _ec2(Unit.GB, "NatGateway-Bytes", productFamily="NAT Gateway"),
        "ipv4.hour": Query("AmazonVPC", Unit.HOUR, "PublicIPv4:InUseAddress"),
        "vpc_endpoint.hour": Query("AmazonVPC", Unit.HOUR, "VpcEndpoint-Hours", {"productFamily": "VpcEndpoint"}),
        "eks.cluster": Query("AmazonEKS", Unit.HOUR, "AmazonEKS-Hours:perCluster", _COMPUTE),
        "eks.extended": Query("AmazonEKS", Unit.HOUR, "AmazonEKS-Hours:extendedSupport", _COMPUTE),
        "eks.auto.": Query(
            "AmazonEKS", Unit.HOUR, filters={"eksproducttype": "AutoMode", "instancetype": "{name}", **_COMPUTE}
        ),
        "fargate.vcpu": Query("AmazonECS", Unit.VCPU_HOUR, "Fargate-vCPU-Hours:perCPU", _COMPUTE),
        "fargate.gb": Query("AmazonECS", Unit.GB_HOUR, "Fargate-GB-Hours", _COMPUTE),
        "fargate.vcpu.arm64": Query("AmazonECS", Unit.VCPU_HOUR, "Fargate-ARM-vCPU-Hours:perCPU", _COMPUTE),
        "fargate.gb.arm64": Query("AmazonECS", Unit.GB_HOUR, "Fargate-ARM-GB-Hours", _COMPUTE),
        "lambda.requests": _function(Unit.REQUEST, "Request", "Requests"),
        "lambda.gb_second.x86_64": _function(Unit.GB_SECOND, "Lambda-GB-Second", "Duration"),
        "lambda.gb_second.arm64": _function(Unit.GB_SECOND, "Lambda-GB-Second-ARM", "Duration-ARM"),
        "lambda.provisioned.x86_64": _function(
            Unit.GB_SECOND, "Lambda-Provisioned-Concurrency", "Provisioned-Concurrency"
        ),
        "lambda.provisioned.arm64": _function(
            Unit.GB_SECOND, "Lambda-Provisioned-Concurrency-ARM", "Provisioned-Concurrency-ARM"
        ),
        "lambda.provisioned_duration.x86_64": _function(
            Unit.GB_SECOND, "Lambda-Provisioned-GB-Second", "Duration-Provisioned"
        ),
        "lambda.provisioned_duration.arm64": _function(
            Unit.GB_SECOND, "Lambda-Provisioned-GB-Second-ARM", "Duration-Provisioned-ARM"
        ),
        "lambda.ephemeral": _function(Unit.GB_SECOND, "Lambda-Storage-GB-Second", "Storage-Duration"),
        "alb.hour": _balancer(Unit.HOUR, "LoadBalancerUsage", "-Application"),
        "alb.lcu": _balancer(Unit.LCU_HOUR, "LCUUsage", "-Application"),
        "nlb.hour": _balancer(Unit.HOUR, "LoadBalancerUsage", "-Network"),
        "nlb.lcu": _balancer(Unit.LCU_HOUR, "LCUUsage", "-Network"),
        "clb.hour": _balancer(Unit.HOUR, "LoadBalancerUsage", ""),
        "clb.gb": _balancer(Unit.GB, "DataProcessing-Bytes", ""),
        "http_api.requests": Query(
            "AmazonApiGateway", Unit.REQUEST, "ApiGatewayHttpRequest", {"productFamily": "API Calls"}
        ),
        "efs.standard": Query("AmazonEFS", Unit.GB_MONTH, "TimedStorage-ByteHrs", _STORAGE),
        "efs.one_zone": Query("AmazonEFS", Unit.GB_MONTH, "TimedStorage-Z-ByteHrs", _STORAGE),
        "efs.read": Query("AmazonEFS", Unit.GB, "ETDataAccess-Bytes", {"accessType": "Read"}),
        "efs.write": Query("AmazonEFS", Unit.GB, "ETDataAccess-Bytes", {"accessType": "Write"}),
        "ecr.storage": Query(
            "AmazonECR", Unit.GB_MONTH, "TimedStorage-ByteHrs", {"productFamily": "EC2 Container Registry"}
        ),
        "s3.storage": Query("AmazonS3", Unit.GB_MONTH, "TimedStorage-ByteHrs", _STORAGE),
        "s3.put": Query("AmazonS3", Unit.REQUEST, "Requests-Tier1"),
        "s3.get": Query("AmazonS3", Unit.REQUEST, "Requests-Tier2"),
        "logs.ingest": Query(
            "AmazonCloudWatch",
            Unit.GB,
            "DataProcessing-Bytes",
            {"productFamily": "Data Payload", "operation": "PutLogEvents"},
        ),
        "logs.storage": Query(
            "AmazonCloudWatch", Unit.GB_MONTH, "TimedStorage-ByteHrs", {"productFamily": "Storage Snapshot"}
        ),
        "egress.internet": Query(
            "AWSDataTransfer",
            Unit.GB,
            "DataTransfer-Out-Bytes",
            {"transferType": "AWS Outbound", "toLocation": "External"},
            region_field="fromRegionCode",
        ),
        "rds.postgres.": _database(
            Unit.HOUR,
            r"InstanceUsage:db\.\S+",
            productFamily="Database Instance",
            instanceType="{name}",
            deploymentOption="Single-AZ",
        ),
        "rds.gp3": _database(Unit.GB_MONTH, "RDS:GP3-Storage", productFamily="Database Storage"),
        "rds.gp3_multi_az": _database(Unit.GB_MONTH, "RDS:Multi-AZ-GP3-Storage", productFamily="Database Storage"),
        "sagemaker.hosting.": _ml("Host", component="Hosting"),
        "sagemaker.async.": _ml("AsyncInf"),
        "sagemaker.training.": _ml("Train"),
        "sagemaker.notebook.": _ml("Notebk"),
        "sagemaker.serverless": Query(
            "AmazonSageMaker", Unit.GB_SECOND, "ServerlessInf:Mem-1GB", {"productFamily": "ML Serverless"}
        ),
        "sagemaker.serverless_data": Query("AmazonSageMaker", Unit.GB, unlisted=_UNKNOWN),
        "cognito.lite": _users("Lite", free=10_000),
        "cognito.essentials": _users("Essentials", free=10_000),
        "cognito.plus": _users("Plus"),
        "cognito.federated": Query("AmazonCognito", Unit.USER_MONTH, unlisted=_UNKNOWN),
    }


def row_of(key: str) -> tuple[Query, str]:
    """Return a key's row, and what in the key follows the row's name.

    :raises CostError: No row is for it.
    """
    rows = queries()
    if key in rows and not key.endswith("."):
        return rows[key], ""
    parts = key.split(".")
    for end in range(len(parts) - 1, 0, -1):
        start = ".".join(parts[:end]) + "."
        name = key[len(start) :]
        if start in rows and re.fullmatch(NAME, name):
            return rows[start], name
    known = ", ".join(sorted(each + "<name>" if each.endswith(".") else each for each in rows))
    raise refuse("price key", key, known)


def product(key: str) -> Product:
    """Return what a key means.

    :raises CostError: Nothing is called so.
    """
    query, _name = row_of(key)
    return Product(key, query.service, query.unit)


def filters(key: str, region: str) -> dict[str, str]:
    """Return the filters of GetProducts, each an exact match, for a key in a region.

    :raises CostError: Nothing is called so, or no price list has it.
    """
    query, name = row_of(key)
    if query.unlisted:
        raise CostError(f"{key} cannot be refreshed: {query.unlisted}")
    named = {field: value.format(name=name) for field, value in query.filters.items()}
    return {query.region_field: region, **named}


def usage_type(key: str) -> re.Pattern[str]:
    """Return what the whole usage type of a key's product looks like."""
    query, name = row_of(key)
    return re.compile(REGION_PREFIX + query.usage_type.replace("{name}", re.escape(name)))
