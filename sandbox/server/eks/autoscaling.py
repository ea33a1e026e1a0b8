# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cluster Autoscaler, run as a process when a Deployment of it is in a cluster.

Pods run in name only. For this one a process stands: the program `cluster-autoscaler` from KUBEBUILDER_ASSETS or PATH,
else the stand-in of the sandbox. Either has the flags of the Deployment, the rights of its service account and of the
role that Pod Identity gives it, so that what these lack shows.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...kubernetes.api import Api
from ...settings import CHECKOUT, HOST
from . import identities, store, watching
from .planes import Key, Planes, free_port

if TYPE_CHECKING:
    from ...kubernetes.control_plane import ControlPlane

PROGRAM = "cluster-autoscaler"
#: Later flags win: a local cluster need not be watched for ten minutes before a node goes.
_FAST = (
    "--scan-interval=2s",
    "--scale-down-unneeded-time=10s",
    "--scale-down-delay-after-add=5s",
    "--scale-down-delay-after-delete=2s",
    "--scale-down-delay-after-failure=5s",
    "--unremovable-node-recheck-timeout=5s",
    "--initial-node-group-backoff-duration=2s",
    "--max-node-group-backoff-duration=5s",
)
_TOKEN_SECONDS = 12 * 3600
#: A program that ended by itself is started again after this.
_BACKOFF_SECONDS = 10.0

Thing = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A program as it was started."""

    revision: str
    association: str
    started: float = field(default_factory=time.monotonic, compare=False)


def install(planes: Planes, endpoint: str) -> None:
    """Watch the Deployments of every control plane from now on. `endpoint` is where AWS is."""
    running: dict[Key, Run] = {}
    watching.watch(planes, "autoscaling", lambda key, api: _settle(planes, endpoint, running, key, api))


def _settle(planes: Planes, endpoint: str, running: dict[Key, Run], key: Key, api: Api) -> None:
    plane = planes.find(key[2])
    if plane is None:
        return
    found = next(filter(_is_autoscaler, api.get("/apis/apps/v1/deployments")["items"]), None)
    wanted = _wanted(key[2], found) if found else None
    is_running, before = plane.is_running(PROGRAM), running.get(key)
    if wanted == before and (is_running or before is None or time.monotonic() - before.started < _BACKOFF_SECONDS):
        return
    if is_running:
        plane.stop_program(PROGRAM)
    running.pop(key, None)
    if found and wanted:
        _start(plane, endpoint, api, found, wanted)
        running[key] = wanted


def _is_autoscaler(deployment: Thing) -> bool:
    """Whether it has a pod with the Cluster Autoscaler's image, wherever the image comes from."""
    return bool(deployment.get("status", {}).get("availableReplicas")) and bool(_container(deployment))


def _container(deployment: Thing) -> Thing:
    containers = deployment["spec"]["template"]["spec"]["containers"]
    return next((one for one in containers if PROGRAM in one["image"].partition("@")[0].rpartition("/")[2]), {})


def _wanted(cluster: str, deployment: Thing) -> Run | None:
    """What should run: nothing as long as the pod would have no credentials."""
    association = identities.of_pod(cluster, _namespace(deployment), _account(deployment))
    if association is None:
        return None
    return Run(f"{deployment['metadata']['uid']}/{deployment['metadata']['generation']}", json.dumps(association))


def _start(plane: ControlPlane, endpoint: str, api: Api, deployment: Thing, wanted: Run) -> None:
    kubeconfig, cloud = plane.folder / f"{PROGRAM}.kubeconfig", plane.folder / f"{PROGRAM}.ini"
    kubeconfig.touch(0o600)
    kubeconfig.write_text(_kubeconfig(plane, api, deployment), encoding="utf-8")
    cloud.write_text(_overrides(endpoint), encoding="utf-8")
    container = _container(deployment)
    given = [one for one in [*container.get("command", []), *container.get("args", [])] if one.startswith("-")]
    own = [f"--kubeconfig={kubeconfig}", f"--cloud-config={cloud}", f"--address={HOST}:{free_port()}"]
    command = [*_program(), *given, *_FAST, *own]
    credentials = identities.credentials(json.loads(wanted.association), _account(deployment))
    plane.start_program(PROGRAM, command, 0, {**_place(endpoint), **credentials})


def _program() -> list[str]:
    """The real program, else the stand-in."""
    for place in filter(None, (os.environ.get("KUBEBUILDER_ASSETS"), os.environ.get("PATH"))):
        found = shutil.which(PROGRAM, path=place)
        if found:
            return [found]
    return [sys.executable, "-m", "sandbox.server.autoscaler"]


def _overrides(endpoint: str) -> str:
    """Where AWS is, as the real program wants to be told: it does not look at AWS_ENDPOINT_URL."""
    where = {"Region": store.region(), "URL": endpoint, "SigningRegion": store.region()}
    parts = [{"Service": service, **where} for service in ("autoscaling", "ec2", "eks")]
    return "".join(
        f'[ServiceOverride "{number}"]\n' + "".join(f"{key} = {value}\n" for key, value in part.items())
        for number, part in enumerate(parts)
    )


def _place(endpoint: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": store.region(),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
    }


def _kubeconfig(plane: ControlPlane, api: Api, deployment: Thing) -> str:
    """The cluster as the pod sees it: with a token of its service account."""
    path = f"/api/v1/namespaces/{_namespace(deployment)}/serviceaccounts/{_account(deployment)}/token"
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
               "spec": {"expirationSeconds": _TOKEN_SECONDS}}  # fmt: skip
    name, token = "pod", api.post(path, request)["status"]["token"]
    server = {"server": f"https://{HOST}:{plane.port}", "certificate-authority": str(plane.pki / "ca.crt")}
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": server}],
            "users": [{"name": name, "user": {"token": token}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
    )


def _namespace(deployment: Thing) -> str:
    return str(deployment["metadata"]["namespace"])


def _account(deployment: Thing) -> str:
    return str(deployment["spec"]["template"]["spec"].get("serviceAccountName", "default"))
