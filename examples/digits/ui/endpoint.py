# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model behind an HTTP endpoint: an HTTP API, a load balancer, a function URL, a container."""

from __future__ import annotations

from urllib.parse import urlsplit

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError, ReadTimeoutError

from .problems import no_credentials, too_late, unreachable
from .reply import Reply
from .settings import Settings

CONNECT_SECONDS = 5
CONNECTIONS = 16


class Endpoint:
    """Connections stay open between requests, so that the time shown is not that of a handshake."""

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.url)
        host = str(parts.hostname)
        # Names under .localhost are this machine by definition (RFC 6761), but not every resolver knows.
        local = host == "localhost" or host.endswith(".localhost")
        kind = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        patience = urllib3.Timeout(connect=min(CONNECT_SECONDS, settings.timeout), read=settings.timeout)
        address = "127.0.0.1" if local else host
        self._pool = kind(address, parts.port, maxsize=CONNECTIONS, timeout=patience, retries=False)
        self._url = f"{settings.url}/invocations"
        self._headers = {"Host": parts.netloc, "Content-Type": "application/json"}
        self._settings = settings
        self._session = boto3.session.Session() if settings.sign else None
        self.name = parts.netloc

    def _signed(self, body: bytes) -> dict[str, str]:
        """The headers, with a signature (Signature Version 4) if one was asked for."""
        if self._session is None:
            return self._headers
        credentials = self._session.get_credentials()
        if credentials is None:
            raise no_credentials("the credential chain found none")
        request = AWSRequest("POST", self._url, headers=self._headers, data=body)
        SigV4Auth(credentials, self._settings.sign, self._settings.region).add_auth(request)
        return dict(request.headers.items())

    def ask(self, body: bytes) -> Reply:
        """Send one request; raises Problem when there is no answer of any kind."""
        try:
            headers = self._signed(body)
        except BotoCoreError as error:
            raise no_credentials(error) from error
        try:
            response = self._pool.urlopen("POST", urlsplit(self._url).path, body=body, headers=headers, redirect=False)
        except ReadTimeoutError as error:
            raise too_late(self._settings.timeout, error) from error
        except (HTTPError, OSError) as error:
            raise unreachable(error) from error
        return Reply(response.status, response.data)
