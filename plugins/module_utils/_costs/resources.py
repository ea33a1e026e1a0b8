# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWS bills for each kind of resource: the only place that says so.

Every kind that a scan can find has an entry here: it has a rule, or is free, or is counted with another, or has no
price in the catalogue, each with the reason.
"""

from __future__ import annotations

import collections.abc as c
import typing as t

from . import lines, resource_lines as of
from .errors import refuse
from .fields import Choice, Field, Flag, Number, Text
from .line import Line
from .resource_lines import Attributes, Lines
from .settings import Settings

API_REQUESTS_A_SECOND = 10_000
"""What AWS lets through all APIs of an account in a region, where no stage has a limit of its own:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"""

LONGEST_RETENTION_DAYS = 3653
"""What counts for a log group that keeps everything."""


class Amounts(t.NamedTuple):
    """An amount for each of any names; None for one that is not known yet."""

    unit: str

    @property
    def allowed(self) -> str:
        """Return in words what is allowed."""
        return f"a dictionary of {self.unit}, with nothing for what is not known"

    def read(self, name: str, value: t.Any) -> dict[str, float | None]:
        """Return the amounts by name.

        :raises CostError: It is no dictionary, or an amount is no number.
        """
        if value is None or value == "":
            return {}
        if not isinstance(value, c.Mapping):
            raise refuse(name, value, self.allowed)
        amount = Number(None, 0, 1e18, self.unit)
        return {str(key): None if each is None else amount.read(f"{name}.{key}", each) for key, each in value.items()}


def _nothing(_attributes: Attributes) -> tuple[Line, ...]:
    return ()


def _no_parts(_attributes: Attributes) -> c.Mapping[str, str]:
    return {}


def _no_reason(_attributes: Attributes) -> str:
    return ""


def _no_limit(_attributes: Attributes, _settings: Settings) -> str:
    return ""


class Rule(t.NamedTuple):
    """How a kind of resource is billed.

    `attributes` are what the bill depends on. `fixed` is billed without a request, `requests` follows them, `at_most`
    is what requests can come to when the resource does all that `limit` says, in words. `lacks` says why a resource
    has no price although its kind has, `apart` why parts of it have none, by name, and `beside` what its requests cost
    that none of the lines counts.
    """

    label: str
    attributes: c.Mapping[str, Field | Amounts]
    fixed: Lines = _nothing
    requests: Lines = _nothing
    at_most: Lines = _nothing
    limit: c.Callable[[Attributes, Settings], str] = _no_limit
    lacks: c.Callable[[Attributes], str] = _no_reason
    apart: c.Callable[[Attributes], c.Mapping[str, str]] = _no_parts
    beside: c.Callable[[Attributes], str] = _no_reason


class Free(t.NamedTuple):
    """A kind that AWS does not bill, or not by itself."""

    label: str
    reason: str


class Unpriced(t.NamedTuple):
    """A kind that AWS bills and the catalogue has no price for."""

    label: str
    reason: str


_STORED = Amounts("bytes by the name of what is stored")
_COUNT = Number(0, 0, 1e6, "of them", whole=True)

KINDS: c.Mapping[str, Rule | Free | Unpriced] = {
    "http_api": Rule(
        label="HTTP API",
        attributes={"requests_a_second": Number(API_REQUESTS_A_SECOND, 0, 1e7, "requests a second")},
        requests=lambda _a: (lines.HTTP_API, lines.TO_THE_INTERNET),
        at_most=lambda _a: (lines.HTTP_API, lines.TO_THE_INTERNET),
        limit=lambda a, _settings: f"{a['requests_a_second']:,g} requests a second",
    ),
    "cloudwatch_alarm": Unpriced("CloudWatch alarm", "the catalogue has no price for alarms"),
    "ec2_instance": Rule(
        label="EC2 instance",
        attributes={
            "instance_type": Text(""),
            "state": Text("running"),
            "public_addresses": _COUNT,
            "platform": Text(""),
            "lifecycle": Text(""),
            "node_group": Text(""),
        },
        fixed=of.host,
        lacks=of.host_lacks,
    ),
    "network_interface": Free("network interface", "its public address is counted with its instance or by itself"),
    "elastic_ip": Rule(
        label="elastic IP address",
        attributes={},
        fixed=lambda _a: (of.always("public address", "ipv4.hour"),),
    ),
    "volume": Rule(
        label="EBS volume",
        attributes={
            "gb": Number(None, 0, 65_536, "GB"),
            "type": Text(""),
            "iops": Number(0, 0, 1e6, "operations a second"),
            "throughput": Number(0, 0, 1e5, "MiB a second"),
        },
        fixed=of.volume,
        lacks=of.volume_lacks,
    ),
    "snapshot": Unpriced("EBS snapshot", "the catalogue has no price for snapshots"),
    "security_group": Free("security group", "security groups are not billed"),
    "vpc": Free("VPC", "networks are not billed"),
    "subnet": Free("subnet", "networks are not billed"),
    "route_table": Free("route table", "networks are not billed"),
    "internet_gateway": Free("internet gateway", "what goes out through it is billed to what sends it"),
    "nat_gateway": Rule(
        label="NAT gateway",
        attributes={},
        fixed=lambda _a: (of.always("NAT gateway", "nat.hour"),),
        beside=lambda _a: of.BY_THE_GB,
    ),
    "vpc_endpoint": Rule(
        label="VPC endpoint",
        attributes={"type": Text("Gateway"), "zones": _COUNT},
        fixed=of.endpoint_of_network,
        lacks=of.endpoint_of_network_lacks,
        beside=lambda a: of.BY_THE_GB if a["type"] == "Interface" else "",
    ),
    "ecr_repository": Rule(
        label="ECR repository",
        attributes={"stored": _STORED},
        fixed=of.kept("images", "ecr.storage"),
    ),
    "ecr_image": Free("ECR image", "it is counted with its repository"),
    "file_system": Rule(
        label="EFS file system",
        attributes={"stored": _STORED, "is_one_zone": Flag(False), "has_other_classes": Flag(False)},
        fixed=of.file_system,
        lacks=lambda a: "files in other classes than Standard have no price here" if a["has_other_classes"] else "",
    ),
    "eks_cluster": Rule(
        label="EKS cluster",
        attributes={"version": Text(""), "auto_mode": Flag(False)},
        fixed=of.control_plane,
        apart=lambda a: {of.AUTO_NODES: of.BY_THE_POD} if a["auto_mode"] else {},
    ),
    "eks_nodegroup": Rule(
        label="EKS node group",
        attributes={
            "instance_type": Text(""),
            "capacity_type": Text("ON_DEMAND"),
            "nodes": _COUNT,
            "most_nodes": _COUNT,
            "disk_gb": Number(0, 0, 65_536, "GB"),
            "has_public_addresses": Flag(False),
        },
        fixed=of.nodes,
        at_most=of.more_nodes,
        limit=lambda a, _settings: f"{a['most_nodes']:,g} nodes",
        lacks=of.nodes_lack,
    ),
    "eks_addon": Free("EKS add-on", "what it runs is on nodes, which are counted by themselves"),
    "eks_access_entry": Free("EKS access entry", "access entries are not billed"),
    "eks_pod_identity_association": Free("EKS Pod Identity association", "Pod Identity is not billed"),
    "kms_key": Unpriced("KMS key", "the catalogue has no price for keys"),
    "launch_template": Free("launch template", "launch templates are not billed"),
    "load_balancer": Rule(
        label="load balancer",
        attributes={"type": Text(""), "is_public": Flag(False), "zones": _COUNT},
        fixed=of.balancer,
        lacks=of.balancer_lacks,
        beside=lambda _a: "capacity units for its traffic are billed beside and not counted",
    ),
    "classic_load_balancer": Rule(
        label="Classic Load Balancer",
        attributes={"is_public": Flag(False), "zones": _COUNT},
        fixed=lambda a: of.balancer({**a, "type": "classic"}),
        beside=lambda _a: of.BY_THE_GB,
    ),
    "target_group": Free("target group", "target groups are not billed"),
    "lambda_function": Rule(
        label="Lambda function",
        attributes={
            "memory_mib": Number(None, 128, 10_240, "MiB", whole=True),
            "architecture": Choice("x86_64", ("x86_64", "arm64")),
            "ephemeral_mib": Number(of.EPHEMERAL_FREE_MIB, 512, 10_240, "MiB", whole=True),
            "provisioned_concurrency": Number(0, 0, 1e6, "environments", whole=True),
            "reserved_concurrency": Number(-1, -1, 1e6, "environments, -1 for no limit", whole=True),
        },
        fixed=of.provisioned,
        requests=of.calls,
        at_most=of.busy_all_month,
        limit=lambda a, settings: f"{of.concurrency(a, settings):,} requests at a time",
    ),
    "lambda_version": Free("Lambda version", "its provisioned concurrency is counted with its function"),
    "lambda_alias": Free("Lambda alias", "aliases are not billed"),
    "lambda_event_source_mapping": Unpriced(
        "Lambda event source mapping", "what it asks of its source is billed there, by the number of requests"
    ),
    "iam_role": Free("IAM role", "IAM is not billed"),
    "iam_policy": Free("IAM policy", "IAM is not billed"),
    "instance_profile": Free("instance profile", "IAM is not billed"),
    "log_group": Rule(
        label="log group",
        attributes={
            "stored": _STORED,
            "retention_days": Number(LONGEST_RETENTION_DAYS, 1, LONGEST_RETENTION_DAYS, "days", whole=True),
            "takes_requests": Flag(False),
        },
        fixed=of.kept("logs kept", "logs.storage"),
        requests=of.logs,
        at_most=of.logs,
    ),
    "s3_bucket": Rule(
        label="S3 bucket",
        attributes={"stored": _STORED, "other_class": Text("")},
        fixed=of.kept("objects", "s3.storage"),
        lacks=lambda a: f"objects of the class {a['other_class']} have no price here" if a["other_class"] else "",
    ),
    "sagemaker_endpoint": Rule(
        label="SageMaker endpoint",
        attributes={
            "instances": Amounts("numbers of instances by their type"),
            "is_asynchronous": Flag(False),
            "is_provisioned": Flag(False),
        },
        fixed=of.endpoint,
        lacks=lambda a: "provisioned serverless concurrency has no price here" if a["is_provisioned"] else "",
        beside=lambda a: "" if a["instances"] else "requests to a serverless endpoint are billed and not counted",
    ),
    "sagemaker_endpoint_config": Free("SageMaker endpoint configuration", "only endpoints are billed"),
    "sagemaker_model": Free("SageMaker model", "only endpoints are billed"),
}
