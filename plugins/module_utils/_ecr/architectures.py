# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For which architectures an image is, asked of its registry before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from .._engine.api import Api
from .._engine.errors import EngineError
from .._oci.errors import ImageError
from .._oci.references import parse
from .._oci.registry import Repository
from .._oci.transport import Transport, base_url, is_this_machine
from . import images

WAIT_SECONDS = 5.0
"""A registry that does not answer soon is not waited for: what it would say is not needed to deploy."""

# A login goes nowhere else.
_ECR = re.compile(
    r"[0-9]{12}[.]dkr[.]ecr(-fips)?[.](?P<region>[a-z0-9-]+)[.](amazonaws[.]com([.]cn)?|localhost(:[0-9]+)?)"
)

Client = Callable[[str], Any]
"""From a region, empty for that of the session, to a client of ECR there."""


def fault(client: Client, image: str, architecture: str, transport: Transport | None = None) -> str:
    """Say for which architecture an image would have to be; empty if it is for that one, or cannot be looked at."""
    found = architectures(client, image, transport or Transport(timeout=WAIT_SECONDS, attempts=1))
    if not found or architecture in found:
        return ""
    listed = ", ".join(found)
    return f"an image for {architecture}, which the nodes have; this one is for {listed} and does not start there"


def architectures(client: Client, image: str, transport: Transport) -> tuple[str, ...]:
    """Return for which architectures an image is; empty if the registry does not tell.

    ECR is asked as who deploys, all others without a login. With a stand-in for AWS on this machine nobody elsewhere is
    asked.
    """
    with suppress(EngineError, ImageError, OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError):
        reference = parse(image)
        ecr = _ECR.fullmatch(reference.host)
        caller = client(ecr["region"] if ecr else "")
        if _is_local(caller.meta.endpoint_url) and not _is_local("//" + reference.host):
            return ()
        login = images.log_in(Api(caller), caller.meta.endpoint_url).authorization if ecr else ""
        repository = Repository(base_url(reference.host), reference.repository, login, transport)
        return repository.architectures(reference.reference)
    return ()


def _is_local(url: str) -> bool:
    return is_this_machine(urlsplit(url).hostname or "")
