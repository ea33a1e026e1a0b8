# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kubeconfig of an EKS cluster, and where it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible.module_utils.common.yaml import yaml_load

TOKEN_PROGRAM = "plugins/module_utils/_eks/bearer.py"
"""How the path of the program ends by which a kubeconfig that was written here is told from others."""


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


def file_fault(path: str, arn: str) -> str:
    """Say where the kubeconfig of cluster *arn* could be written instead of *path*, if something else would be lost."""
    file = Path(path)
    if not file.parent.is_dir():
        return f"a path in a folder that exists; {file.parent} is none"
    holder = written_for(file)
    if holder in (arn, None):
        return ""
    there = f"that of the cluster {holder}" if holder else "a file that was not written here, or was changed since"
    return f"a path where nothing is, or the kubeconfig that was written here for {arn}; this is {there}"


def written_for(file: Path) -> str | None:
    """Return the ARN of the cluster whose kubeconfig was written to *file*, "" if it was not, None if there is nothing.

    A file in which somebody has put another cluster, user or context is no longer the one that was written.
    """
    if not file.exists():
        return None
    if not file.is_file():
        return ""
    try:
        held = yaml_load(file.read_text(encoding="utf-8"))
        (user,), (context,), (_cluster,) = held["users"], held["contexts"], held["clusters"]
        is_ours = any(str(word).endswith(TOKEN_PROGRAM) for word in user["user"]["exec"]["args"])
        return str(context["name"]) if is_ours else ""
    except Exception:  # whatever is there: no text, no YAML, one of another shape
        return ""
