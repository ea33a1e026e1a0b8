# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings, all from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

FUNCTION = re.compile(
    r"arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]+):\d{12}:function:[A-Za-z0-9_-]+(?::[A-Za-z0-9_$-]+)?"
)
SIGNED_SERVICES = ("execute-api", "lambda")
LONGEST_SECONDS = 900  # the longest that a Lambda function may take
SHOWN = 200


class SettingsError(ValueError):
    """A setting cannot be used; the message names it, what it held and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """Where the model is: exactly one of `url` and `function` is set.

    `sign` is the service that requests to `url` are signed for, or empty; `region` is where that service or the
    function is. `timeout` is in seconds. The page listens on `address` and `port`.
    """

    url: str = ""
    function: str = ""
    sign: str = ""
    region: str = ""
    timeout: int = 30
    address: str = "0.0.0.0"
    port: int = 8501


def _number(environ: Mapping[str, str], name: str, default: int, highest: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= highest):
        raise SettingsError(f"{name} is {text[:SHOWN]!r}: a whole number from 1 to {highest} is needed")
    return int(text)


def _url(text: str) -> str:
    wanted = f"INFERENCE_URL is {text[:SHOWN]!r}: an http or https URL is needed, without user, query and fragment"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise SettingsError(wanted) from error
    if not usable or "@" in parts.netloc or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise SettingsError(wanted)
    return text.rstrip("/")


def _sign(text: str, region: str) -> str:
    if text not in ("", *SIGNED_SERVICES):
        raise SettingsError(f"INFERENCE_SIGN is {text[:SHOWN]!r}: {' or '.join(SIGNED_SERVICES)} is needed, or nothing")
    if text and not region:
        raise SettingsError(f"AWS_REGION is not set: INFERENCE_SIGN is {text!r}, and a signature is for one region")
    return text


def _function(text: str) -> re.Match[str]:
    match = FUNCTION.fullmatch(text)
    if match is None:
        raise SettingsError(f"INFERENCE_FUNCTION is {text[:SHOWN]!r}: the ARN of a Lambda function or alias is needed")
    return match


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, of the process if no environment is given; raises SettingsError."""
    environ = os.environ if environ is None else environ
    url, function = (environ.get(name, "").strip() for name in ("INFERENCE_URL", "INFERENCE_FUNCTION"))
    timeout = _number(environ, "INFERENCE_TIMEOUT_SECONDS", Settings.timeout, LONGEST_SECONDS)
    port = _number(environ, "PORT", Settings.port, 65535)
    if bool(url) == bool(function):
        held = "both are set" if url else "neither is set"
        raise SettingsError(f"INFERENCE_URL and INFERENCE_FUNCTION: exactly one is needed, {held}")
    served = Settings(timeout=timeout, address=environ.get("HOST", "").strip() or Settings.address, port=port)
    if function:
        return replace(served, function=function, region=_function(function)["region"])
    region = environ.get("AWS_REGION", "") or environ.get("AWS_DEFAULT_REGION", "")
    sign = _sign(environ.get("INFERENCE_SIGN", "").strip(), region)
    return replace(served, url=_url(url), sign=sign, region=region)
