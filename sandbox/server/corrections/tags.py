# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: shown where AWS shows them, and what the Resource Groups Tagging API knows.

ministack keeps the tags of HTTP APIs and stages twice and changes only one, and shows tags in IAM's lists, which AWS
leaves out. Its tagging API does not know HTTP APIs and log groups, names what was never tagged, and has no pages. IAM
roles it does not know either, as AWS does not.
"""

from __future__ import annotations

import base64
import importlib
import json
import re
from collections.abc import Iterator
from typing import Any

from .. import seams
from . import refuse
from .access_logs import LOGS
from .gateway import MODULE as APIS, store

TAGGING = "ministack.services.tagging"
_IAM = "ministack.services.iam"
_TAGS = re.compile(rb"<Tags>.*?</Tags>", re.DOTALL)
_SEPARATOR = re.compile("[:/]")
#: Entries of GetResources, unless ResourcesPerPage asks for up to twice as many.
PAGE = 50


def install() -> None:
    """Show tags where they belong, and complete the tagging API."""
    for name in ("_tag_resource", "_untag_resource"):
        seams.wrap(APIS, name, _shown)
    for name in ("_list_roles", "_list_policies"):
        seams.wrap(_IAM, name, _hidden)
    tagging = importlib.import_module(TAGGING)
    tagging._COLLECTORS.update(apigateway=_of_apis, logs=_of_log_groups)
    tagging._WRITERS.update(apigateway=_tag_api, logs=_tag_log_group)
    tagging._REMOVERS.update(apigateway=_untag_api, logs=_untag_log_group)
    # Those whose ARN need not have an account in it.
    tagging._GLOBAL_RESOURCE_SERVICES.add("apigateway")
    seams.wrap(TAGGING, "_require_resource_scope", _without_account)
    seams.wrap(TAGGING, "_matches_type_filters", _by_type)
    seams.wrap(TAGGING, "_get_resources", _in_pages)


def _shown(original: Any) -> Any:
    def change(resource_arn: str, changes: Any) -> Any:
        answer = original(resource_arn, changes)
        api_id, _stages, stage = resource_arn.partition("::/apis/")[2].partition("/stages/")
        holder = store("_stages", api_id).get(stage) if stage else store("_apis", api_id)
        if answer[0] < 300 and holder:
            holder["tags"] = dict(importlib.import_module(APIS)._api_tags.get(resource_arn, {}))
        return answer

    return change


def _hidden(original: Any) -> Any:
    def listing(parameters: Any) -> Any:
        status, headers, body = original(parameters)
        return status, headers, _TAGS.sub(b"", body)

    return listing


def _listed(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _of_apis() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for arn, tags in importlib.import_module(APIS)._api_tags.items():
        yield arn, _listed(tags)


def _of_log_groups() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for name, group in importlib.import_module(LOGS)._log_groups.items():
        yield seams.get(LOGS, "_make_group_arn_no_star")(name), _listed(group.get("tags") or {})


def _tag_api(_spec: Any, arn: str, tags: dict[str, str]) -> None:
    _succeed(arn, seams.get(APIS, "_tag_resource")(arn, {"tags": tags}))


def _untag_api(_spec: Any, arn: str, keys: list[str]) -> None:
    _succeed(arn, seams.get(APIS, "_untag_resource")(arn, keys))


def _tag_log_group(_spec: Any, arn: str, tags: dict[str, str]) -> None:
    _succeed(arn, seams.get(LOGS, "_tag_resource")({"resourceArn": arn, "tags": tags}))


def _untag_log_group(_spec: Any, arn: str, keys: list[str]) -> None:
    _succeed(arn, seams.get(LOGS, "_untag_resource")({"resourceArn": arn, "tagKeys": keys}))


def _succeed(arn: str, answer: Any) -> None:
    if answer[0] >= 300:
        raise importlib.import_module(TAGGING)._ResourceNotFound(arn)


def _without_account(original: Any) -> Any:
    def require(spec: Any, arn: str) -> None:
        if spec.service != "apigateway":
            original(spec, arn)

    return require


def _by_type(_original: Any) -> Any:
    """ministack takes a name with a slash for a type, such as the names of our log groups."""

    def matches(arn: str, type_filters: list[str]) -> bool:
        service, _region, _account, resource = arn.split(":", 5)[2:]
        kind = _SEPARATOR.split(resource.lstrip("/"))[0]
        return not type_filters or not {service, f"{service}:{kind}"}.isdisjoint(type_filters)

    return matches


def _in_pages(original: Any) -> Any:
    def get(data: dict[str, Any]) -> Any:
        answer = original(data)
        if answer[0] != 200:
            return answer
        mappings = json.loads(answer[2])["ResourceTagMappingList"]
        tagged = sorted((one for one in mappings if one["Tags"]), key=lambda one: str(one["ResourceARN"]))
        size = data.get("ResourcesPerPage", PAGE)
        if not 1 <= size <= 2 * PAGE:
            return refuse("InvalidParameterException", "ResourcesPerPage should be between 1 and 100")
        try:
            start = int(base64.b64decode(data.get("PaginationToken") or "", validate=True) or 0)
        except ValueError:
            return refuse("InvalidParameterException", "The pagination token is not valid")
        is_more = start + size < len(tagged)
        token = base64.b64encode(str(start + size).encode()).decode() if is_more else ""
        page = {"PaginationToken": token, "ResourceTagMappingList": tagged[start : start + size]}
        return 200, answer[1], json.dumps(page).encode()

    return get
