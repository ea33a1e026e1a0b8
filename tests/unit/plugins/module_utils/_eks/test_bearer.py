# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens for clusters."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ansible_collections.inferops.aws.plugins.module_utils._eks import bearer

KEYS = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "secret", "aws_session_token": "session"}
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "secret"}


def sts(**more: Any) -> Any:
    return boto3.client("sts", region_name="eu-central-1", config=bearer.addressed_to_aws(), **KEYS, **more)


def request_in(token: str) -> str:
    """Return the request that a token holds."""
    assert token.startswith("k8s-aws-v1.")
    text = token.removeprefix("k8s-aws-v1.")
    assert "=" not in text
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def signature(url: str, cluster: str) -> str:
    """Return the signature that STS computes for what a token asks, if it is sent with this name of a cluster."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "X-Amz-Signature"}
    signer = SigV4QueryAuth(Credentials("AKIA", "secret", "session"), "sts", "eu-central-1")
    request = AWSRequest("GET", f"{parts.scheme}://{parts.netloc}/", headers={"x-k8s-aws-id": cluster}, params=query)
    request.context["timestamp"] = query["X-Amz-Date"]
    request.url += "?" + parts.query.rpartition("&X-Amz-Signature=")[0]
    request.params = {}
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))


def test_a_token_asks_sts_who_we_are_for_this_cluster_and_is_signed() -> None:
    url = request_in(bearer.token(sts(), "digits"))
    query = parse_qs(urlsplit(url).query)
    assert urlsplit(url).netloc == "sts.eu-central-1.amazonaws.com"
    assert (query["Action"], query["X-Amz-Expires"]) == (["GetCallerIdentity"], ["60"])
    assert query["X-Amz-SignedHeaders"] == ["host;x-k8s-aws-id"]
    assert query["X-Amz-Security-Token"] == ["session"]
    assert query["X-Amz-Signature"] == [signature(url, "digits")]
    assert query["X-Amz-Signature"] != [signature(url, "another")]


def test_a_client_makes_tokens_for_one_cluster_after_the_other() -> None:
    client = sts()
    first, second = (request_in(bearer.token(client, name)) for name in ("digits", "letters"))
    assert signature(second, "letters") == parse_qs(urlsplit(second).query)["X-Amz-Signature"][0]
    assert signature(first, "digits") == parse_qs(urlsplit(first).query)["X-Amz-Signature"][0]


def test_an_endpoint_that_is_configured_for_sts_is_not_what_the_cluster_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "https://sts.internal.example.com")
    url = request_in(bearer.token(sts(), "digits"))
    assert urlsplit(url).netloc == "sts.eu-central-1.amazonaws.com"


def test_another_endpoint_is_asked_where_it_is_said() -> None:
    url = request_in(bearer.token(sts(endpoint_url="http://127.0.0.1:4566"), "digits"))
    assert url.startswith("http://127.0.0.1:4566/?Action=GetCallerIdentity")


def test_a_credential_expires_before_the_cluster_refuses_the_token() -> None:
    made = bearer.credential("k8s-aws-v1.x", datetime(2026, 11, 1, 12, 0, tzinfo=UTC))
    assert made == {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "spec": {},
        "status": {"token": "k8s-aws-v1.x", "expirationTimestamp": "2026-11-01T12:14:00Z"},
    }


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_as_a_program_it_answers_kubectl_in_the_version_that_it_asks_for(version: str) -> None:
    wanted = f"client.authentication.k8s.io/{version}"
    asked = {"KUBERNETES_EXEC_INFO": json.dumps({"apiVersion": wanted})} if version != "v1" else {}
    done = subprocess.run(
        [sys.executable, str(bearer.__file__), "--cluster", "digits", "--region", "eu-central-1"],
        env={**ENVIRONMENT, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert (answer["apiVersion"], answer["kind"]) == (wanted, "ExecCredential")
    assert request_in(answer["status"]["token"]).startswith("https://sts.eu-central-1.amazonaws.com/")


def test_as_a_program_it_says_in_one_line_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert bearer.main(["--cluster", "digits", "--region", "eu-central-1"]) == 1
    assert bearer.main(["--cluster", "digits", "--profile", "nobody"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "No token for cluster digits: Unable to locate credentials",
        "No token for cluster digits: The config profile (nobody) could not be found",
    ]
