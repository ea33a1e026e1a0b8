# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real program does beside scaling: it reads what its simulation needs, holds a lease, tells its status.

With rights that do not suffice for it, it does not scale either.
"""

from __future__ import annotations

import time
from typing import Any

from ...kubernetes.api import Api, ApiError

NAME = "cluster-autoscaler"
_STATUS = "cluster-autoscaler-status"
_READ = (
    *(f"/api/v1/{kind}" for kind in ("namespaces", "nodes", "pods", "services", "replicationcontrollers")),
    *(f"/api/v1/{kind}" for kind in ("persistentvolumes", "persistentvolumeclaims")),
    *(f"/apis/apps/v1/{kind}" for kind in ("daemonsets", "replicasets", "statefulsets")),
    *(f"/apis/storage.k8s.io/v1/{kind}" for kind in ("csidrivers", "csinodes", "csistoragecapacities")),
    *(f"/apis/storage.k8s.io/v1/{kind}" for kind in ("storageclasses", "volumeattachments")),
    *(f"/apis/resource.k8s.io/v1/{kind}" for kind in ("deviceclasses", "resourceclaims", "resourceslices")),
    "/apis/batch/v1/jobs",
    "/apis/policy/v1/poddisruptionbudgets",
)


class Presence:
    """The one of several that works."""

    def __init__(self, api: Api, namespace: str) -> None:
        self._api, self._namespace = api, namespace
        self._has_read = False

    def show(self) -> None:
        """Hold the lease and tell the status. Raises ApiError for what its account may not."""
        if not self._has_read:
            for path in _READ:
                self._read(path)
            self._has_read = True
        leases = f"/apis/coordination.k8s.io/v1/namespaces/{self._namespace}/leases"
        renewed = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())
        self._write(
            leases, "coordination.k8s.io/v1", "Lease", NAME, spec={"holderIdentity": NAME, "renewTime": renewed}
        )
        maps = f"/api/v1/namespaces/{self._namespace}/configmaps"
        self._write(maps, "v1", "ConfigMap", _STATUS, data={"status": f"time: {renewed}"})

    def tell(self, reason: str, message: str) -> None:
        """Leave an event."""
        about = {"apiVersion": "v1", "kind": "ConfigMap", "name": _STATUS, "namespace": self._namespace}
        metadata = {"generateName": f"{_STATUS}.", "namespace": self._namespace}
        event = {"metadata": metadata, "involvedObject": about, "reason": reason, "message": message, "type": "Normal"}
        self._api.post(f"/api/v1/namespaces/{self._namespace}/events", {"apiVersion": "v1", "kind": "Event", **event})

    def _read(self, path: str) -> None:
        try:
            self._api.get(path, limit="1")
        except ApiError as error:
            # A version of Kubernetes that lacks a kind has nothing of it to read.
            if error.status != 404:
                raise

    def _write(self, path: str, version: str, kind: str, name: str, **content: Any) -> None:
        wanted = {"apiVersion": version, "kind": kind, "metadata": {"name": name}, **content}
        try:
            there = self._api.get(f"{path}/{name}")
        except ApiError as error:
            if error.status != 404:
                raise
            self._api.post(path, wanted)
            return
        self._api.replace(f"{path}/{name}", {**there, **content})
