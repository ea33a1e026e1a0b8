# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup eks_connection."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from ansible import constants as C
from ansible.errors import AnsibleLookupError

from ansible_collections.inferops.aws.plugins.lookup.eks_connection import connections

AUTHORITY = b"-----BEGIN CERTIFICATE-----"
CLUSTER = {
    "name": "digits",
    "endpoint": "https://0123.eks.amazonaws.com",
    "certificate_authority_data": base64.b64encode(AUTHORITY).decode(),
}
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-central-1"}


@pytest.fixture(autouse=True)
def _this_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(tmp_path))


def test_a_connection_has_what_kubernetes_core_takes() -> None:
    (found,) = connections([CLUSTER], ENVIRONMENT)
    assert found["host"] == CLUSTER["endpoint"]
    assert found["api_key"].startswith("k8s-aws-v1.")
    assert Path(found["ca_cert"]).read_bytes() == AUTHORITY
    assert set(found) == {"host", "api_key", "ca_cert"}


def test_a_cluster_that_a_check_has_only_planned_is_named() -> None:
    for endpoint in (None, "(known after apply)"):
        with pytest.raises(AnsibleLookupError, match="cluster 'digits' has no API server"):
            connections([{**CLUSTER, "endpoint": endpoint}], ENVIRONMENT)


def test_without_credentials_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(AnsibleLookupError, match="no token for cluster 'digits': Unable to locate credentials"):
        connections([CLUSTER], {"AWS_DEFAULT_REGION": "eu-central-1", "AWS_CONFIG_FILE": "/dev/null"})
