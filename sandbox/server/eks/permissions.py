# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Against which resource a call on EKS is permitted: the thing itself, where ministack takes its cluster or nothing.

Its tags count too, of which ministack tells policies nothing.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from .. import seams
from . import store
from .protocol import MODULE

#: A path below a cluster's that names one thing, ministack's store of these, the member with its ARN, the kind in it.
_THINGS = {
    "node-groups": ("_nodegroups", "nodegroupArn", "nodegroup"),
    "addons": ("_addons", "addonArn", "addon"),
    "access-entries": ("_access_entries", "accessEntryArn", "access-entry"),
    "pod-identity-associations": ("_pod_identity_associations", "associationArn", "podidentityassociation"),
}
_PATH = re.compile(r"/clusters/([^/]+)/([a-z-]+)/(.+)")
_TAGS = "/tags/"


def install() -> None:
    """Put it in force."""
    seams.wrap("ministack.core.iam_actions", "extract_resource_arn", _particular)
    importlib.import_module("ministack.services.tagging")._RESOURCE_TAG_COLLECTORS["eks"] = _tagged


def _tagged() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for arn, tags in list(store.module()._tags.items()):
        yield str(arn), [{"Key": key, "Value": text} for key, text in tags.items()]


def _particular(original: Any) -> Any:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: bytes, query_params: Any, region: str, account_id: str
    ) -> Any:
        arn = _arn(unquote(path), region, account_id) if service == "eks" else None
        return arn or original(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn


def _arn(path: str, region: str, account: str) -> str | None:
    if path.startswith(_TAGS):
        return path.removeprefix(_TAGS)
    match = _PATH.fullmatch(path)
    if match is None or match[2] not in _THINGS:
        return None
    cluster, (held, member, kind) = match[1], _THINGS[match[2]]
    name = _name(match[2], match[3])
    key = f"{cluster}/{name}" if kind in ("nodegroup", "addon") else seams.get(MODULE, "_ae_key")(cluster, name)
    found = getattr(store.module(), held).get(key)
    return str(found[member]) if found else f"arn:aws:eks:{region}:{account}:{kind}/{cluster}/{name}/none"


def _name(kind: str, rest: str) -> str:
    """The name in what follows: a principal's ARN has slashes, the other names have none."""
    return rest.partition("/access-policies")[0] if kind == "access-entries" else rest.partition("/")[0]
