# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the sandbox share: an instance of their own, clients, a small deployed workload."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.config import Config

from sandbox import environment, lifecycle, settings

HANDLER = """
import json, os
def handler(event, context):
    print("handled")
    if event.get("body") == "fail":
        raise ValueError("a secret")
    request = event.get("requestContext", {}).get("requestId")
    said = {"said": event.get("body"), "mark": os.environ.get("MARK"), "request": request}
    return {"statusCode": 200, "body": json.dumps(said)}
"""
LAMBDA_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def free_settings(directory: Path) -> settings.Settings:
    """Settings with three ports that are free now."""
    # Made now if it is missing: that may take a minute, in which somebody else could take the ports.
    environment.ensure(settings.load(), lambda _text: None)
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        sockets = (one, two, three)
        for each in sockets:
            each.bind((settings.HOST, 0))
        ports = [str(each.getsockname()[1]) for each in sockets]
    names = ("SANDBOX_PORT", "SANDBOX_EMULATOR_PORT", "SANDBOX_MOTO_PORT")
    environ = {**os.environ, "SANDBOX_DIR": str(directory), **dict(zip(names, ports, strict=True))}
    return settings.load(environ)


@contextlib.contextmanager
def running(where: settings.Settings) -> Iterator[settings.Settings]:
    """A sandbox that is up meanwhile. Who ends the tests by a signal ends it too, as by Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lifecycle.up(where, lambda _text: None)
    try:
        yield where
    finally:
        lifecycle.down(where, lambda _text: None)


def environment_of(where: settings.Settings) -> dict[str, str]:
    """What makes `python -m sandbox` speak of the same instance."""
    return {
        **os.environ,
        "SANDBOX_DIR": str(where.directory),
        "SANDBOX_VENV": str(where.environment),
        "SANDBOX_PORT": str(where.port),
        "SANDBOX_EMULATOR_PORT": str(where.emulator_port),
        "SANDBOX_MOTO_PORT": str(where.moto_port),
    }


@dataclass(frozen=True)
class Account:
    """Clients of one profile; each region's are made once, which takes longer than most calls."""

    session: Any
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    # A session makes one at a time; calls may come from several threads.
    _making: threading.Lock = field(default_factory=threading.Lock, init=False, compare=False, repr=False)

    def client(self, service: str, region: str = "eu-central-1") -> Any:
        with self._making:
            if (service, region) not in self._clients:
                once = Config(retries={"total_max_attempts": 1, "mode": "standard"})
                self._clients[service, region] = self.session.client(service, region_name=region, config=once)
            return self._clients[service, region]


@dataclass(frozen=True)
class Workload:
    """A deployed function behind an HTTP API."""

    name: str
    region: str
    role: str
    alias: str
    api: str
    integration: str
    endpoint: str

    def post(self, body: bytes = b"hello") -> tuple[int, bytes]:
        """POST /invocations at the API's own address, and what came back."""
        host = self.endpoint.removeprefix("http://")
        request = urllib.request.Request(
            f"http://127.0.0.1:{host.rpartition(':')[2]}/invocations",
            data=body,
            headers={"Host": host, "Content-Type": "text/plain"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def code() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("app.py", HANDLER)
    return archive.getvalue()


def make_role(account: Account, name: str, trust: str = LAMBDA_TRUST) -> str:
    made = account.client("iam").create_role(RoleName=name, Path="/inferops/", AssumeRolePolicyDocument=trust)
    return str(made["Role"]["Arn"])


def settle(functions: Any, name: str) -> None:
    """Wait until a function is active and no update is going on."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        config = functions.get_function_configuration(FunctionName=name)
        if config["State"] == "Active" and config["LastUpdateStatus"] == "Successful":
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} did not settle")


def deploy(account: Account, name: str, region: str = "eu-central-1") -> Workload:
    role = make_role(account, f"{name}-{region}-lambda")
    functions, apis = account.client("lambda", region), account.client("apigatewayv2", region)
    functions.create_function(
        FunctionName=name, Runtime="python3.11", Role=role, Handler="app.handler", Code={"ZipFile": code()}
    )
    settle(functions, name)
    version = functions.publish_version(FunctionName=name)["Version"]
    alias = functions.create_alias(FunctionName=name, Name="live", FunctionVersion=version)["AliasArn"]
    api = apis.create_api(Name=name, ProtocolType="HTTP")
    integration = apis.create_integration(
        ApiId=api["ApiId"], IntegrationType="AWS_PROXY", IntegrationUri=alias, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    apis.create_route(ApiId=api["ApiId"], RouteKey="POST /invocations", Target=f"integrations/{integration}")
    apis.create_stage(ApiId=api["ApiId"], StageName="$default", AutoDeploy=True)
    number = alias.split(":")[4]
    functions.add_permission(
        FunctionName=name,
        Qualifier="live",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{region}:{number}:{api['ApiId']}/*/*",
    )
    return Workload(name, region, role, alias, api["ApiId"], integration, api["ApiEndpoint"])
