# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup web_server_faults: whom it asks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.lookup import web_server_faults
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import pairs
from tests.tools.cloud import Cloud

MAKERS = {"auto_mode": "eks.amazonaws.com/nlb", "cloud_provider": ""}
OURS = {"inferops:deployment": "digits-eu"}
ROLE = "digits-eu-central-1-front-end"


@pytest.fixture
def _asks(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the stubbed AWS."""
    monkeypatch.setattr(web_server_faults.calls, "ask", lambda _environment: lambda service: Api(cloud.client(service)))


def faults(**given: Any) -> dict[str, str]:
    asked = {
        "namespace": "pages",
        "deployment": "digits-eu",
        "load_balancer": "cloud_provider",
        "makers": pairs(MAKERS),
    }
    where = {**asked, "cluster": "", "kubeconfig": "/nowhere", "context": "", "auto_mode": None, "role": ""}
    listed = {name: pairs(given.pop(name, {})) for name in ("expect_tags", "environment")}
    return dict(web_server_faults._faults(name="digits", **{**where, **listed, **given}))


@pytest.mark.usefixtures("_asks")
def test_the_role_of_somebody_else_is_told_although_the_cluster_says_nothing(cloud: Cloud) -> None:
    role = {
        "Path": "/",
        "RoleName": ROLE,
        "RoleId": "AROA2EXAMPLE4EXAMPLE",
        "Arn": f"arn:aws:iam::111111111111:role/{ROLE}",
    }
    cloud.expect("iam", "GetRole", {"RoleName": ROLE}, {"Role": {**role, "CreateDate": 0, "Tags": []}})
    told = faults(role=ROLE, expect_tags=OURS)
    assert told.pop("role") == (
        f"a name that nobody else has taken; the role {ROLE} is there and lacks inferops:deployment=digits-eu"
    )
    assert told == {"name": "", "load_balancer": ""}
    cloud.done()


def test_without_a_name_no_role_is_asked_for() -> None:
    assert faults() == {"name": "", "load_balancer": "", "role": ""}


@pytest.mark.parametrize(("compute", "told"), [({"enabled": True}, ""), ({"enabled": False}, "no"), (None, "no")])
def test_a_cluster_of_somebody_else_says_itself_whether_it_has_auto_mode(
    monkeypatch: pytest.MonkeyPatch, compute: dict[str, Any] | None, told: str
) -> None:
    described = {"status": "CREATING", "compute_config": compute}
    monkeypatch.setattr(web_server_faults.calls, "cluster", lambda _name, _environment: described)
    asked = {"cluster": f"theirs-{compute}", "kubeconfig": "", "load_balancer": "auto_mode"}
    refused = "cloud_provider, controller or none, since the cluster has no EKS Auto Mode"
    assert faults(**asked)["load_balancer"] == (refused if told else "")
    # What shall be is told by the role, with its variable.
    assert faults(**asked, auto_mode=False)["load_balancer"] == ""
    assert faults(**asked, auto_mode=True)["load_balancer"] == ""
