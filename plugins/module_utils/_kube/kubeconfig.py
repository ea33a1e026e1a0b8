# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a cluster that a kubeconfig names answers, and the kubeconfig of an EKS cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SECONDS = 10
"""For how long an API server is waited for."""

_TRIED = "the path of a kubeconfig whose cluster answers"


def fault(path: str, context: str = "") -> str:
    """Say what would be allowed instead of the kubeconfig at *path*; empty if its cluster lets us in.

    Asks for what every authenticated user may read.
    """
    try:
        from kubernetes import client, config
    except ImportError:
        return f"{_TRIED}; that cannot be tried without the Python package kubernetes where Ansible runs"
    make: Any = config.new_client_from_config
    try:
        made = make(path, context or None)
        made.configuration.retries = 0
        client.CoreApi(client.ApiClient(made.configuration)).get_api_versions(_request_timeout=SECONDS)
    except client.ApiException as error:
        return f"{_TRIED}; this one's answers {error.status} {error.reason}"
    except Exception as error:  # whatever the file leads to: YAML, a program that fails, a name that nobody knows
        return f"{_TRIED}; {_in_one_line(error)}"
    return ""


def _in_one_line(error: Exception) -> str:
    cause = getattr(error, "reason", None) or error
    return f"{type(cause).__name__}: {' '.join(str(cause).split())}"


def kubeconfig(
    cluster: Mapping[str, Any], command: Sequence[str], environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a kubeconfig for an EKS cluster that holds no secret: *command* makes a token when one is needed."""
    name = str(cluster["arn"])
    variables = [{"name": key, "value": value} for key, value in sorted((environment or {}).items()) if value]
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": command[0],
        "args": [*command[1:], "--cluster", str(cluster["name"])],
        "env": variables,
        "interactiveMode": "Never",
        "provideClusterInfo": False,
    }
    server = {
        "server": str(cluster["endpoint"]),
        "certificate-authority-data": str(cluster["certificate_authority_data"]),
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": server}],
        "users": [{"name": name, "user": {"exec": plugin}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
