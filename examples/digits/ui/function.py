# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model as a Lambda function, called by AWS's API with credentials of the environment, such as Pod Identity's."""

from __future__ import annotations

import base64
import json
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ReadTimeoutError

from .problems import Problem, no_credentials, too_late, unreachable
from .reply import Reply
from .settings import Settings

CONNECT_SECONDS = 5
BUSY = frozenset({"TooManyRequestsException", "ThrottlingException", "ServiceException", "EC2ThrottledException"})
FORBIDDEN = frozenset({"AccessDeniedException", "ExpiredTokenException", "UnrecognizedClientException"})


def event(body: bytes) -> bytes:
    """What an HTTP API (payload format 2.0) would hand to the function for POST /invocations."""
    content = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/invocations",
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": "POST", "path": "/invocations"}, "stage": "$default"},
        "body": body.decode(),
        "isBase64Encoded": False,
    }
    return json.dumps(content).encode()


def reply(payload: bytes) -> Reply:
    """The HTTP answer in what the function returned; raises Problem when it is none."""
    try:
        content = json.loads(payload)
        text = str(content["body"]).encode()
        body = base64.b64decode(text, validate=True) if content.get("isBase64Encoded") else text
        return Reply(int(content["statusCode"]), body)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Problem("The function's answer is not an HTTP answer.", payload[:500]) from error


class Function:
    """One attempt for each question: who wants another one asks again."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.function.partition(":function:")[2]  # without the account
        self._settings = settings
        patience = Config(
            connect_timeout=min(CONNECT_SECONDS, settings.timeout),
            read_timeout=settings.timeout,
            retries={"total_max_attempts": 1},
        )
        self._client: Any = boto3.session.Session().client("lambda", region_name=settings.region, config=patience)

    def _invoke(self, body: bytes) -> tuple[str, bytes]:
        """How it failed, if it did, and what it returned."""
        answer = self._client.invoke(FunctionName=self._settings.function, Payload=event(body))
        return answer.get("FunctionError", ""), answer["Payload"].read()

    def ask(self, body: bytes) -> Reply:
        """Invoke once; raises Problem when the function did not run or did not end well."""
        try:
            failure, payload = self._invoke(body)
        except ReadTimeoutError as error:
            raise too_late(self._settings.timeout, error) from error
        except NoCredentialsError as error:
            raise no_credentials(error) from error
        except ClientError as error:
            raise refused(error) from error
        except (BotoCoreError, OSError) as error:
            raise unreachable(error) from error
        if failure:
            raise Problem(f"The function failed ({failure}); its log says why.", payload[:500])
        return reply(payload)


def refused(error: ClientError) -> Problem:
    """What AWS would not do, in a sentence."""
    code = error.response.get("Error", {}).get("Code", "Unknown")
    if code in BUSY:
        return Problem(f"The model is busy ({code}); ask again in a moment.", error)
    if code in FORBIDDEN:
        return Problem(f"This page may not call the model ({code}); the log of this page says why.", error)
    if code == "ResourceNotFoundException":
        return Problem("The function of the model does not exist.", error)
    return Problem(f"AWS did not call the model ({code}); the log of this page says why.", error)
