# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Signature Version 4, for APIs that authorize by IAM."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

try:
    import boto3
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
except ImportError:
    HAS_BOTO3 = False
else:
    HAS_BOTO3 = True

from .client import Sign
from .plan import PlanError

SERVICE = "execute-api"
SIGNATURE_HEADERS = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")


class Keys(NamedTuple):
    """Credentials that do not change any more."""

    access_key: str
    secret_key: str
    token: str | None


def find_keys(connection: Mapping[str, Any]) -> Keys:
    """The credentials that AWS's own search finds for these options of a session; raises PlanError."""
    if not HAS_BOTO3:
        raise PlanError("sign is true: this needs boto3 and botocore")
    try:
        credentials = boto3.session.Session(**connection).get_credentials()
        found = credentials.get_frozen_credentials() if credentials else None
    except Exception as error:  # whatever the search meets: a missing profile, an expired login, a role out of reach
        raise PlanError(f"sign is true: the credentials cannot be used: {error}") from error
    if found is None or not found.access_key or not found.secret_key:
        raise PlanError("sign is true: no credentials were found")
    return Keys(found.access_key, found.secret_key, found.token)


def signer(keys: Keys, region: str) -> Sign:
    """Sign requests to an API in a region. Every request gets a signature of its own."""
    auth = SigV4Auth(Credentials(keys.access_key, keys.secret_key, keys.token), SERVICE, region)

    def sign(method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        # Only what proxies on the way leave alone is signed; the body always is.
        signed = {name: value for name, value in headers.items() if name.lower() in ("host", "content-type")}
        request = AWSRequest(method=method, url=url, headers=signed, data=body)
        auth.add_auth(request)
        return {name: request.headers[name] for name in SIGNATURE_HEADERS if name in request.headers}

    return sign
