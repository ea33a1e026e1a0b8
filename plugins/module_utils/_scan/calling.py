# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls to AWS from many threads, in many regions, with one session."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._engine.errors import EngineError
from .places import first
from .resource import Place
from .table import Call

with contextlib.suppress(ImportError):  # AnsibleAWSModule reports it before any of this is called
    import boto3
    from ansible_collections.amazon.aws.plugins.module_utils.botocore import get_aws_connection_info
    from botocore import xform_name
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

MakeClient = Callable[[str, str], Any]
"""From a service and a region to a boto3 client."""

RETRIES: Any = {"mode": "adaptive", "total_max_attempts": 6}
"""As for single resources, but fewer: a region whose endpoint does not answer must not hold up the others."""

_ABSENT = re.compile(r"NotFound|NoSuch|DoesNotExist|^404$")


def is_absent(error: EngineError) -> bool:
    """Say whether AWS answered that there is no such thing (SageMaker only says so in words)."""
    return bool(_ABSENT.search(error.code)) or "Could not find" in error.reason


def reason_of(error: EngineError) -> str:
    """Return why something could not be looked at, for people; a missing permission by its name."""
    if not error.is_denied:
        return error.message
    wanted = re.search(r"perform: ([\w-]+:\w+)", error.reason)
    return f"not permitted, it takes {wanted[1]}" if wanted else f"not permitted: {error.message}"


class Aws:
    """Makes each client once and counts the calls. Safe to use from several threads."""

    def __init__(self, make_client: MakeClient, home: str) -> None:
        self.home = home
        self.calls = 0
        self._make = make_client
        self._clients: dict[tuple[str, str], Any] = {}
        # One each: a client takes long to make, and whoever has got an answer must not wait for that.
        self._making, self._counting, self._identifying = threading.Lock(), threading.Lock(), threading.Lock()

    def client(self, service: str, region: str) -> Any:
        """Return the client for a service in a region. boto3's sessions are for one thread at a time."""
        key = (service, region)
        if key not in self._clients:
            with self._making:
                if key not in self._clients:
                    self._clients[key] = self._make(service, region)
        return self._clients[key]

    def call(self, service: str, region: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Call *operation*. Raises EngineError with AWS's code and message."""
        return next(self._answers(service, region, operation, request, paged=False))

    def pages(self, service: str, region: str, operation: str, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield all pages of a listing, or the one answer of a call that has none. Raises EngineError."""
        return self._answers(service, region, operation, request, paged=True)

    def place(self, region: str) -> Place:
        """Return the account, the partition and the region."""
        with self._identifying:
            if not hasattr(self, "_account"):
                self._account = self.call("sts", self.home, "GetCallerIdentity", {})["Account"]
        return Place(self._account, self.client("sts", self.home).meta.partition, region)

    def _answers(
        self, service: str, region: str, operation: str, request: Mapping[str, Any], paged: bool
    ) -> Iterator[dict[str, Any]]:
        try:
            client = self.client(service, region)
            method = xform_name(operation)
            if paged and client.can_paginate(method):
                answers = iter(client.get_paginator(method).paginate(**request))
            else:
                answers = iter([getattr(client, method)(**request)])
            for answer in answers:
                self._count()
                yield answer
        except (ClientError, BotoCoreError) as error:
            self._count()
            raise failure(operation, request, error) from error

    def _count(self) -> None:
        with self._counting:
            self.calls += 1


def failure(operation: str, request: Mapping[str, Any], error: Exception) -> EngineError:
    """Return what botocore raised as an error of ours."""
    details = getattr(error, "response", {}).get("Error", {})
    code, reason = details.get("Code", type(error).__name__), details.get("Message", str(error))
    return EngineError(
        f"{operation} failed: {code}: {reason}", operation=operation, code=str(code), reason=reason, request=request
    )


def connect(module: Any) -> Aws:
    """Return the calls of an AnsibleAWSModule, with its credentials, region, endpoint and aws_config."""
    region, endpoint, options = get_aws_connection_info(module)
    given = options.pop("aws_config", None) or {}
    profile = options.pop("profile_name", None)
    if not region:
        module.fail_json(msg="No region is set: give the option `region`, or AWS_REGION in the environment")
    given = given if isinstance(given, Config) else Config(**given)
    return through(boto3.session.Session(profile_name=profile), region, given, endpoint_url=endpoint, **options)


def through(session: Any, home: str, given: Any = None, **options: Any) -> Aws:
    """Return the calls of a boto3 session. What the configuration *given* says wins over ours."""
    config = Config(retries=RETRIES, connect_timeout=5, max_pool_connections=16).merge(given or Config())
    return Aws(lambda service, where: session.client(service, region_name=where, config=config, **options), home)


def request_of(call: Call, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request of *call* for *item*: constants, and what lies at the places."""
    request = dict(call.constants)
    for name, place in call.params.items():
        value = item[place] if place in item else first(item, place)
        request[name.removesuffix("[]")] = [value] if name.endswith("[]") else value
    return request
