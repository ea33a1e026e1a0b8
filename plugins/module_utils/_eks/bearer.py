# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens with which the API server of an EKS cluster lets someone in: the AWS CLI is not needed.

A token is a request to STS, signed and not sent, that says who we are and for which cluster; the cluster's API server
sends it and believes the answer. The form is that of aws-iam-authenticator (its README, "API Authorization from
Outside a Cluster").

    python bearer.py --cluster digits --region eu-central-1

prints one as kubectl wants it of a credential plugin, so that a kubeconfig may call this file under `exec`. Therefore
it imports nothing of the collection.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    HAS_BOTO3 = True
except ImportError:
    HAS_BOTO3 = False

PREFIX = "k8s-aws-v1."
HEADER = "x-k8s-aws-id"
SENT_WITHIN = 60
"""For how many seconds STS takes the request that a token holds."""

VALID = timedelta(minutes=14)
"""For how long a cluster lets a token in: 15 minutes, less one for clocks that differ."""

API_VERSION = "client.authentication.k8s.io/v1"


def addressed_to_aws() -> Config:
    """Return the configuration of a client for STS whose requests a cluster sends on.

    A cluster sends them to AWS's own addresses only, whatever endpoint of STS the configuration here names.
    """
    options: dict[str, Any] = {"ignore_configured_endpoint_urls": True}
    return Config(**options)


def token(sts: Any, cluster: str) -> str:
    """Return a token for *cluster*, made with the credentials and the region of a boto3 client for STS.

    The client wants the configuration `addressed_to_aws`. Nothing is sent, except where the credentials themselves have
    to be fetched.
    """
    signing = "before-sign.sts.GetCallerIdentity"

    def name_cluster(request: Any, **_more: Any) -> None:
        request.headers[HEADER] = cluster

    sts.meta.events.register(signing, name_cluster)
    try:
        url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=SENT_WITHIN, HttpMethod="GET")
    finally:
        sts.meta.events.unregister(signing, name_cluster)
    return PREFIX + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def credential(text: str, now: datetime, version: str = API_VERSION) -> dict[str, Any]:
    """Return *text*, a token made at *now*, in the form of Kubernetes' ExecCredential."""
    expires = (now + VALID).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "apiVersion": version,
        "kind": "ExecCredential",
        "spec": {},
        "status": {"token": text, "expirationTimestamp": expires},
    }


def _asked_version() -> str:
    """Return the version of ExecCredential that kubectl says it wants."""
    try:
        return str(json.loads(os.environ.get("KUBERNETES_EXEC_INFO", ""))["apiVersion"])
    except (ValueError, KeyError, TypeError):
        return API_VERSION


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a credential; return the exit status."""
    parser = argparse.ArgumentParser(description="Print a token for an EKS cluster as kubectl takes it.")
    parser.add_argument("--cluster", required=True, help="name of the cluster")
    parser.add_argument("--region", help="region of the cluster")
    parser.add_argument("--profile", help="profile of ~/.aws/config")
    parser.add_argument("--endpoint-url", help="endpoint of STS, if it is not that of AWS")
    given = parser.parse_args(arguments)
    if not HAS_BOTO3:
        sys.stderr.write(f"No token for cluster {given.cluster}: {sys.executable} has no boto3.\n")
        return 1
    try:
        session = boto3.session.Session(profile_name=given.profile, region_name=given.region)
        sts = session.client("sts", endpoint_url=given.endpoint_url, config=addressed_to_aws())
        made = token(sts, given.cluster)
    except (BotoCoreError, ClientError) as error:
        sys.stderr.write(f"No token for cluster {given.cluster}: {error}\n")
        return 1
    sys.stdout.write(json.dumps(credential(made, datetime.now(UTC), _asked_version())) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
