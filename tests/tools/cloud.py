# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stand-in for AWS that botocore's own model checks, and the running of modules against it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from botocore import xform_name
from botocore.stub import Stubber

from ansible_collections.inferops.aws.plugins.module_utils._engine import running
from ansible_collections.inferops.aws.plugins.module_utils._engine.waits import Clock


@functools.cache
def _client(service: str) -> Any:
    """Return the one client of a service: to make it takes longer than most tests do."""
    # Services are known by name here; the types that boto3 ships know each by a literal.
    make: Any = boto3.client
    return make(service, region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")


class Cloud:
    """Expects calls, in this order for each service, and answers them."""

    def __init__(self) -> None:
        self._stubs: dict[str, Stubber] = {}

    def client(self, service: str, **_extra: Any) -> Any:
        """Return a client that answers only what is expected of it."""
        if service not in self._stubs:
            self._stubs[service] = Stubber(_client(service))
            self._stubs[service].activate()
        return _client(service)

    def expect(
        self, service: str, operation: str, params: Mapping[str, Any], answer: Mapping[str, Any] | None = None
    ) -> None:
        """Expect a call with exactly these parameters; both sides are checked against the model."""
        self.client(service)
        self._stubs[service].add_response(xform_name(operation), dict(answer or {}), dict(params))

    def refuse(self, service: str, operation: str, params: Mapping[str, Any], code: str, message: str = "No.") -> None:
        """Expect a call and answer it with an error."""
        self.client(service)
        self._stubs[service].add_client_error(xform_name(operation), code, message, expected_params=dict(params))

    def done(self) -> None:
        """Check that every expected call was made."""
        for stub in self._stubs.values():
            stub.assert_no_pending_responses()

    def end(self) -> None:
        """Leave the clients to others."""
        for stub in self._stubs.values():
            stub.deactivate()


class Time:
    """A clock that passes as fast as one asks it to."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.seconds, sleep=self.sleep)


class Modules:
    """Runs modules whole, as Ansible does, against a Cloud."""

    def __init__(self, cloud: Cloud, time: Time, capsys: pytest.CaptureFixture[str]) -> None:
        self.cloud = cloud
        self.time = time
        self._capsys = capsys

    def run(self, main: Callable[[], None], check: bool = False, **options: Any) -> dict[str, Any]:
        """Return what the module printed, once all expected calls were made and if Ansible deprecates nothing of it."""
        arguments = {"region": "eu-central-1", "_ansible_check_mode": check, **options}
        with patch_module_args(arguments), pytest.raises(SystemExit):
            main()
        self.cloud.done()
        result: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        assert "deprecations" not in result, result["deprecations"]
        return result


def warned(result: Mapping[str, Any]) -> list[str]:
    """Return the texts of the warnings in what a module printed."""
    return [item["event"]["msg"] if isinstance(item, dict) else item for item in result.get("warnings", ())]


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    made = Cloud()
    yield made
    made.end()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def modules(cloud: Cloud, time: Time, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Modules:
    monkeypatch.setattr(AnsibleAWSModule, "client", lambda _self, service, **extra: cloud.client(service, **extra))
    monkeypatch.setattr(running, "CLOCK", time.clock)
    return Modules(cloud, time, capsys)
