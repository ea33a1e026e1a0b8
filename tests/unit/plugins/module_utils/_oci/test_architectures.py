# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For which architectures an image is, asked of a registry in this process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._ecr.architectures import fault
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import CONFIG, INDEX, MANIFEST
from ansible_collections.inferops.aws.plugins.module_utils._oci.transport import Transport
from tests.tools.cloud import Cloud
from tests.tools.registry import FakeRegistry

TOKEN = "QVdTOnNlY3JldA=="


class StandIn:
    """A client of an AWS that is on this machine."""

    class meta:
        endpoint_url = "http://127.0.0.1:4566"


def image(registry: FakeRegistry, architecture: str) -> None:
    config = registry.put(json.dumps({"os": "linux", "architecture": architecture}).encode())
    manifest = {"mediaType": MANIFEST, "config": {"mediaType": CONFIG, "digest": config}, "layers": []}
    registry.put_manifest("1", MANIFEST, json.dumps(manifest).encode())


def index(registry: FakeRegistry, *platforms: str) -> None:
    listed = [dict(zip(("os", "architecture"), each.split("/"), strict=True)) for each in platforms]
    content = {"mediaType": INDEX, "manifests": [{"platform": each} for each in listed]}
    registry.put_manifest("1", INDEX, json.dumps(content).encode())


def asked(registry: FakeRegistry, architecture: str, host: str = "registry", client: Any = None) -> str:
    name = f"{host}.localhost:{registry.port}/team/digits:1"
    return fault(lambda _region: client or StandIn, name, architecture, Transport(attempts=1))


def test_an_image_for_one_architecture_is_known_by_its_configuration(registry: FakeRegistry) -> None:
    image(registry, "amd64")
    assert asked(registry, "amd64") == ""
    assert asked(registry, "arm64") == (
        "an image for arm64, which the nodes have; this one is for amd64 and does not start there"
    )


def test_an_image_for_several_is_known_by_its_index(registry: FakeRegistry) -> None:
    index(registry, "linux/amd64", "linux/arm64", "windows/amd64", "unknown/unknown")
    assert asked(registry, "arm64") == ""
    index(registry, "linux/s390x", "linux/amd64", "windows/arm64")
    assert "this one is for amd64, s390x and does not start there" in asked(registry, "arm64")


def test_ecr_is_asked_with_a_login_which_goes_nowhere_else(registry: FakeRegistry, cloud: Cloud) -> None:
    image(registry, "amd64")
    registry.authorization = f"Basic {TOKEN}"
    given = {"authorizationToken": TOKEN, "proxyEndpoint": registry.url}
    cloud.expect("ecr", "GetAuthorizationToken", {}, {"authorizationData": [given]})
    ecr = "123456789012.dkr.ecr.eu-central-1"
    assert asked(registry, "arm64", f"evil.{ecr}", cloud.client("ecr")) == ""
    assert f"Basic {TOKEN}" not in registry.logins
    assert "for amd64" in asked(registry, "arm64", ecr, cloud.client("ecr"))
    cloud.done()


@pytest.mark.parametrize("status", [401, 404, 503])
def test_where_the_registry_does_not_answer_nothing_is_said(registry: FakeRegistry, status: int) -> None:
    image(registry, "amd64")
    registry.failures["GET"] = [status]
    assert asked(registry, "arm64") == ""
    assert len(registry.requests) == 1


@pytest.mark.parametrize("name", ["quay.io/team/page:1", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/page:1"])
def test_a_stand_in_for_aws_asks_nobody_elsewhere(name: str) -> None:
    class Refusing(Transport):
        def request(self, *_given: Any, **_more: Any) -> Any:
            raise AssertionError("asked")

    assert fault(lambda _region: StandIn, name, "arm64", Refusing()) == ""


@pytest.mark.parametrize("name", ["Not an image", ""])
def test_what_is_no_name_is_for_others_to_tell(name: str) -> None:
    assert fault(lambda _region: StandIn, name, "arm64") == ""
