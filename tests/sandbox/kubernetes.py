# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of EKS share: a sandbox of their own, accounts in it, waiting, and asking an API server."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.model import ServiceId
from botocore.signers import RequestSigner

from sandbox import settings
from tests.sandbox.deployment import Account, free_settings, running

REGION = "eu-central-1"
PATIENCE = 60.0


@contextlib.contextmanager
def sandbox_of_its_own(folder: Path, kubernetes: str, seconds: float = 0.2) -> Iterator[settings.Settings]:
    """A running sandbox; `kubernetes` is on or off, `seconds` how long EKS takes for whatever it does."""
    with contextlib.ExitStack() as until_the_end:
        with patch.dict(os.environ, {"SANDBOX_KUBERNETES": kubernetes, "SANDBOX_EKS_SECONDS": str(seconds)}):
            where = until_the_end.enter_context(running(free_settings(folder)))
        yield where


def account(where: settings.Settings, profile: str) -> Account:
    """Clients of a profile of this very sandbox, whatever the environment says."""
    session: Any = botocore.session.Session(profile=profile)
    session.set_config_variable("config_file", str(where.aws_config))
    session.set_config_variable("credentials_file", str(where.aws_credentials))
    session.set_config_variable("region", REGION)
    return Account(boto3.Session(botocore_session=session))


def refusal(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    """The code and the text of what AWS says to a call that it refuses."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return str(error["Code"]), str(error["Message"])


def states(ask: Callable[[], Any], *wanted: Any, patience: float = PATIENCE) -> list[Any]:
    """Ask until one of the wanted answers comes; every different answer on the way, in order."""
    seen: list[Any] = []
    deadline = time.monotonic() + patience
    while True:
        answer = ask()
        if not seen or seen[-1] != answer:
            seen.append(answer)
        if answer in wanted:
            return seen
        if time.monotonic() > deadline:
            pytest.fail(f"none of {wanted} after {patience:.0f} s; seen: {seen}")
        time.sleep(0.1)


def gone(ask: Callable[[], Any]) -> Callable[[], Any]:
    """`ask`, with "gone" for what is not found."""

    def asked() -> Any:
        try:
            return ask()
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return "gone"

    return asked


@dataclass
class Place:
    """An account with a network and the roles that EKS needs."""

    account: Account
    vpc: str = ""
    subnets: list[str] = field(default_factory=list)
    cluster_role: str = ""
    node_role: str = ""

    @property
    def eks(self) -> Any:
        return self.account.client("eks")

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def role(self, name: str, service: str) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = self.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        return str(made["Role"]["Arn"])

    def create_cluster(self, name: str, **more: Any) -> Any:
        wanted = {
            "roleArn": self.cluster_role,
            "version": "1.35",
            "resourcesVpcConfig": {"subnetIds": self.subnets},
            "accessConfig": {"authenticationMode": "API"},
        }
        return self.eks.create_cluster(name=name, **{**wanted, **more})["cluster"]

    def create_nodegroup(self, cluster: str, name: str, **more: Any) -> Any:
        wanted = {"subnets": self.subnets, "nodeRole": self.node_role}
        created = self.eks.create_nodegroup(clusterName=cluster, nodegroupName=name, **{**wanted, **more})
        return created["nodegroup"]

    def cluster_state(self, name: str) -> Callable[[], Any]:
        return gone(lambda: self.eks.describe_cluster(name=name)["cluster"]["status"])

    def nodegroup_state(self, cluster: str, name: str) -> Callable[[], Any]:
        ask = self.eks.describe_nodegroup
        return gone(lambda: ask(clusterName=cluster, nodegroupName=name)["nodegroup"]["status"])

    def addon_state(self, cluster: str, name: str) -> Callable[[], Any]:
        return gone(lambda: self.eks.describe_addon(clusterName=cluster, addonName=name)["addon"]["status"])

    def updated(self, cluster: str, answer: Any, **of: str) -> Any:
        """Wait until an update is over; return it."""
        update = answer["update"]
        assert update["status"] == "InProgress"

        def ask() -> Any:
            return self.eks.describe_update(name=cluster, updateId=update["id"], **of)["update"]

        assert states(lambda: ask()["status"], "Successful", "Failed")[-1] == "Successful", ask()
        return ask()


def place(made: Account) -> Place:
    """A network of two zones and the roles, in an account."""
    compute = made.client("ec2")
    vpc = compute.create_vpc(CidrBlock="10.42.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        compute.create_subnet(VpcId=vpc, CidrBlock=f"10.42.{number}.0/24", AvailabilityZone=REGION + zone)["Subnet"]
        for number, zone in enumerate("ab")
    ]
    here = Place(made, vpc, [subnet["SubnetId"] for subnet in subnets])
    here.cluster_role = here.role("eks-cluster", "eks.amazonaws.com")
    here.node_role = here.role("eks-node", "ec2.amazonaws.com")
    return here


def token(session: Any, cluster: str) -> str:
    """A token as `aws eks get-token` makes it: a presigned STS request that names the cluster."""
    signer = RequestSigner(ServiceId("STS"), REGION, "sts", "v4", session.get_credentials(), session.events)
    url = f"https://sts.{REGION}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
    request = {"method": "GET", "url": url, "body": {}, "headers": {"x-k8s-aws-id": cluster}, "context": {}}
    signed = signer.generate_presigned_url(request, region_name=REGION, expires_in=60, operation_name="")
    return "k8s-aws-v1." + base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Server:
    """A cluster's API server, reached as DescribeCluster says."""

    name: str
    endpoint: str
    certificate: str

    def ask(self, who: str, path: str, method: str = "GET", body: Any = None, kind: str = "json") -> tuple[int, Any]:
        """Send a request with a token; the status and the answer. `kind` is json or merge-patch+json."""
        context = ssl.create_default_context(cadata=self.certificate)
        headers = {"Authorization": f"Bearer {who}", "Content-Type": f"application/{kind}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, context=context, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def server(here: Place, name: str) -> Server:
    found = here.eks.describe_cluster(name=name)["cluster"]
    certificate = base64.b64decode(found["certificateAuthority"]["data"]).decode()
    return Server(name, found["endpoint"], certificate)
