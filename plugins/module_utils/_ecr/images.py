# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images in a repository of ECR: looked up, deleted, and the login to push them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .._engine.api import Api
from .._engine.errors import EngineError
from .._oci.transport import is_this_machine

NO_IMAGE = "ImageNotFoundException"
NO_REPOSITORY = "RepositoryNotFoundException"


@dataclass(frozen=True)
class Login:
    """The URL of the registry, and the header that opens it for twelve hours. The header is never shown."""

    url: str
    authorization: str = field(repr=False)


def find(api: Api, repository: str, *, tag: str = "", digest: str = "") -> dict[str, Any] | None:
    """Return the image with a tag or a digest, None where there is none, or no repository."""
    image = {"image_tag": tag} if tag else {"image_digest": digest}
    try:
        answer = api.call("DescribeImages", {"repository_name": repository, "image_ids": [image]})
    except EngineError as error:
        if error.code in (NO_IMAGE, NO_REPOSITORY):
            return None
        raise
    # A tag that is not there is an error at AWS, and an empty list at some who stand in for it.
    found: list[dict[str, Any]] = answer.get("image_details") or []
    return found[0] if found else None


def uri(api: Api, repository: str) -> str:
    """Return the URI of a repository, empty where there is none."""
    try:
        answer = api.call("DescribeRepositories", {"repository_names": [repository]})
    except EngineError as error:
        if error.code == NO_REPOSITORY:
            return ""
        raise
    return str(answer["repositories"][0]["repository_uri"])


def delete(api: Api, repository: str, digest: str) -> None:
    """Delete an image with all its tags. Raises EngineError where ECR keeps it."""
    image = {"image_digest": digest}
    answer = api.call("BatchDeleteImage", {"repository_name": repository, "image_ids": [image]})
    for failure in answer.get("failures") or []:
        if failure.get("failure_code") != "ImageNotFound":
            code, reason = str(failure.get("failure_code")), str(failure.get("failure_reason"))
            raise EngineError(
                f"{repository}@{digest} was not deleted: {code}: {reason}",
                operation="BatchDeleteImage",
                code=code,
                reason=reason,
            )


def log_in(api: Api, endpoint: str) -> Login:
    """Return the login of the account's registry. *endpoint* is where the AWS API itself was reached.

    Raises EngineError if a stand-in for AWS on this machine leads to a registry elsewhere.
    """
    given = api.call("GetAuthorizationToken", {})["authorization_data"][0]
    url = str(given["proxy_endpoint"])
    if is_this_machine(urlsplit(endpoint).hostname or "") and not is_this_machine(urlsplit(url).hostname or ""):
        raise EngineError(
            f"The endpoint {endpoint} is on this machine, but its registry is at {url}; nothing was pushed",
            operation="GetAuthorizationToken",
        )
    return Login(url, f"Basic {given['authorization_token']}")
