# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ministack's records of EKS, the scope they belong to, and work that is done a moment later."""

from __future__ import annotations

import importlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from .. import seams
from .protocol import MODULE, Refused, not_found

#: Seconds that creating, changing and deleting take at least.
PACE = float(os.environ.get("SANDBOX_EKS_SECONDS") or 1.0)

_RESPONSES = "ministack.core.responses"
_logger = logging.getLogger("sandbox.eks")
#: Changes with every reset: what was begun before one must not touch what came after it.
_generation = [0]

Record = dict[str, Any]


def module() -> Any:
    return importlib.import_module(MODULE)


def account() -> str:
    return str(seams.get(_RESPONSES, "get_account_id")())


def region() -> str:
    return str(seams.get(_RESPONSES, "get_region")())


def now() -> int:
    return int(time.time())


def new_id() -> str:
    return str(uuid.uuid4())


def forget() -> None:
    """Let everything that is still to be done later not be done."""
    _generation[0] += 1


def later(work: Callable[[], None], seconds: float = PACE) -> None:
    """Do `work` in the same account and region after some seconds, unless everything is reset meanwhile."""
    where, begun = (account(), region()), _generation[0]

    def run() -> None:
        time.sleep(seconds)
        if begun != _generation[0]:
            return
        with seams.get(_RESPONSES, "request_scope")(*where):
            try:
                work()
            except Exception:
                _logger.exception("what was begun on EKS could not be finished")

    threading.Thread(target=run, name="sandbox-eks", daemon=True).start()


def cluster(name: str) -> Record:
    """A cluster's record. Raises Refused when there is none."""
    found: Record | None = module()._clusters.get(name)
    if found is None:
        raise not_found(f"No cluster found for name: {name}.")
    return found


def active_cluster(name: str) -> Record:
    """A cluster's record if something can be made in it now."""
    found = cluster(name)
    if found["status"] not in ("ACTIVE", "UPDATING"):
        raise Refused("InvalidRequestException", f"Cluster '{name}' is not in ACTIVE status")
    return found


def nodegroup(cluster_name: str, name: str) -> Record:
    """A node group's record. Raises Refused when there is none, or no cluster."""
    cluster(cluster_name)
    found: Record | None = module()._nodegroups.get(f"{cluster_name}/{name}")
    if found is None:
        raise not_found(f"No node group found for name: {name}.")
    return found


def nodegroups(cluster_name: str) -> list[Record]:
    return [group for key, group in module()._nodegroups.items() if key.startswith(f"{cluster_name}/")]


def addon(cluster_name: str, name: str) -> Record:
    """An add-on's record. Raises Refused when there is none, or no cluster."""
    cluster(cluster_name)
    found: Record | None = module()._addons.get(f"{cluster_name}/{name}")
    if found is None:
        raise not_found(f"No addon: {name} found in cluster: {cluster_name}")
    return found


def addons(cluster_name: str) -> list[Record]:
    return [one for key, one in module()._addons.items() if key.startswith(f"{cluster_name}/")]


def tag(arn: str, tags: Mapping[str, str]) -> None:
    if tags:
        module()._tags[arn] = dict(tags)


def untag(arn: str) -> None:
    module()._tags.pop(arn, None)


def shown(record: Mapping[str, Any], arn: str) -> Record:
    """A record as it is answered: without what is only ours, with the tags as they are now."""
    public = {key: value for key, value in record.items() if not key.startswith("_")}
    return {**public, "tags": dict(module()._tags.get(record[arn], {}))}


def page(items: list[Any], parameters: Any, key: str) -> Record:
    """One page of a list: at most maxResults (100), and a token if there is more. Raises Refused for a wrong token."""
    token = parameters.get("nextToken", "0")
    if not str(token).isdigit():
        raise Refused("InvalidParameterException", "The nextToken is not valid")
    start, size = int(token), int(parameters.get("maxResults", 100))
    rest = {"nextToken": str(start + size)} if start + size < len(items) else {}
    return {key: items[start : start + size], **rest}
