# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading from an API server before a run writes anything, without the Kubernetes client for an EKS cluster."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException, responses
from typing import Any

from ansible.module_utils.urls import open_url

SECONDS = 10
"""For how long an API server is waited for."""

Ask = Callable[[str], dict[str, Any]]
"""From a path of the API to the object there, {} if there is none. Raises Unanswered."""


class Unanswered(Exception):
    """An API server that does not answer, or does not let us see that."""


def nothing(_path: str) -> dict[str, Any]:
    """Answer for a cluster that is not there yet."""
    return {}


def of_eks(endpoint: str, authority: str, token: str) -> Ask:
    """Return how the API server at *endpoint* is asked by who holds *token*; *authority* is its certificate's file."""

    def ask(path: str) -> dict[str, Any]:
        try:
            answer = open_url(
                f"{endpoint}{path}",
                headers={"Authorization": f"Bearer {token}"},
                timeout=SECONDS,
                ca_path=authority,
                use_netrc=False,
                # The token is for this server alone.
                follow_redirects="none",
            )
            return _read(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return _read(error.code, b"")
        except (OSError, ValueError, HTTPException) as error:
            raise Unanswered(_in_one_line(error)) from error

    return ask


def of_kubeconfig(path: str, context: str = "") -> Ask:
    """Return how the cluster that a kubeconfig names is asked."""

    def ask(resource: str) -> dict[str, Any]:
        try:
            from kubernetes import config
        except ImportError as error:
            raise Unanswered(
                "no answer, since asking takes the Python package kubernetes where Ansible runs"
            ) from error
        new_client: Any = config.new_client_from_config
        try:
            made = new_client(path, context or None)
            told = made.configuration.auth_settings().values()
            headers = {each["key"]: each["value"] for each in told if each["in"] == "header"}
            answer = made.rest_client.pool_manager.request(
                "GET", made.configuration.host + resource, headers=headers, timeout=SECONDS, retries=False
            )
            return _read(answer.status, answer.data)
        except Unanswered:
            raise
        except Exception as error:  # whatever the file leads to: YAML, a program that fails, a name that nobody knows
            raise Unanswered(_in_one_line(error)) from error

    return ask


def kubeconfig_fault(path: str, context: str = "") -> str:
    """Say what would be allowed instead of the kubeconfig at *path*; empty if its cluster lets us in."""
    told = refusal(of_kubeconfig(path, context))
    return f"the path of a kubeconfig whose cluster answers; this one's: {told}" if told else ""


def refusal(ask: Ask) -> str:
    """Say what an API server answers instead of what everyone may read who is let in; empty if it answers that."""
    try:
        answer = ask("/api")
    except Unanswered as error:
        return str(error)
    return "" if "versions" in answer else "an answer that is not that of an API server"


def _in_one_line(error: Exception) -> str:
    cause = getattr(error, "reason", None) or error
    return f"{type(cause).__name__}: {' '.join(str(cause).split())}"


def _read(status: int, content: bytes) -> dict[str, Any]:
    if status == HTTPStatus.NOT_FOUND:
        return {}
    if status != HTTPStatus.OK:
        raise Unanswered(f"answer {status} {responses.get(status, '')}".rstrip())
    return dict(json.loads(content))
