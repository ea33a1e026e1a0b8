# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell which AWS operation an HTTP request is, for any service, and whether it writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from . import models

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")
_API_HOST = re.compile(r"^([a-z0-9]+)\.execute-api\.")
_REGISTRY_HOST = re.compile(r"^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.")
_REGISTRY_PATH = re.compile(r"^/v2/?$|^/v2/_catalog|^/v2/.+/(blobs|manifests)/|^/v2/.+/tags/list$")
_BUCKET_HOST = re.compile(r"^(?!s3[.-])([a-z0-9][a-z0-9.-]+)\.(?:s3[.-]|localhost)")
_CBOR = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)$")
_FUNCTION = re.compile(r"/functions/([^/?]+)/(?:response-streaming-)?invocations$")

READ_PREFIXES = (
    "Get", "List", "Describe", "Head", "BatchGet", "BatchCheck", "BatchDescribe", "Search", "Lookup", "Query", "Scan",
    "Select", "Simulate", "Validate", "Check", "Estimate", "Preview", "Filter", "Test", "Discover", "Detect",
    "TransactGet", "Verify", "Decode", "AssumeRole", "StartQuery", "StopQuery", "StartLiveTail", "Is",
)  # fmt: skip

#: Requests that use a deployed workload rather than change anything that is deployed.
DATA_PLANE = {("lambda", "Invoke"), ("lambda", "InvokeAsync"), ("lambda", "InvokeWithResponseStream")}

GATEWAY = "apigateway-invoke"
REGISTRY = "ecr-registry"


@dataclass(frozen=True)
class Request:
    """What is known of a request before it is answered. None means that the request does not say."""

    service: str | None
    operation: str | None
    region: str | None = None
    access_key: str | None = None
    account: str | None = None
    scope: str | None = None
    write: bool = False
    api: str | None = None
    function: str | None = None
    qualifier: str | None = None


def identify(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
    """Identify a request from its method, its raw target (path and query), its headers and its form body, if any."""
    host = headers.get("Host", "")
    path, _mark, query_text = target.partition("?")
    api = _API_HOST.match(host)
    if api:
        return Request(GATEWAY, "Invoke", api=api[1])
    if _REGISTRY_PATH.match(path):
        registry = _REGISTRY_HOST.match(host)
        account, region = registry.groups() if registry else (None, None)
        return Request(
            REGISTRY, _registry_operation(method, path), region, account=account, write=method not in ("GET", "HEAD")
        )
    query = dict(parse_qsl(query_text, keep_blank_values=True))
    signed = _SCOPE.search(headers.get("Authorization", "") or f"Credential={query.get('X-Amz-Credential', '')}")
    if signed is None:
        return Request(None, None, write=method not in ("GET", "HEAD", "OPTIONS"))
    key, region, scope = signed.groups()
    service, operation = _operation(scope, method, path, query, headers, body)
    function, qualifier = _invoked(service, path, query)
    return Request(
        service, operation, region, key, None, scope, writes(service, operation, method), None, function, qualifier
    )


def writes(service: str, operation: str | None, method: str) -> bool:
    """Whether an operation changes something; by the HTTP method where the operation is not known."""
    if operation is None:
        return method not in ("GET", "HEAD")
    return not operation.startswith(READ_PREFIXES) and (service, operation) not in DATA_PLANE


def _operation(
    scope: str, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> tuple[str, str | None]:
    services = models.by_signing_name().get(scope, [])
    fallback = services[0].name if services else scope
    target = headers.get("X-Amz-Target")
    if target:
        prefix, _dot, name = target.rpartition(".")
        named = (service.name for service in services if service.metadata.get("targetPrefix") == prefix)
        return next(named, fallback), name
    form = dict(query)
    if headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        form |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if "Action" in form:
        version = form.get("Version")
        named = (service.name for service in services if service.metadata.get("apiVersion") == version)
        return next(named, fallback), form["Action"]
    cbor = _CBOR.search(path)
    if cbor:
        return fallback, cbor[1]
    if scope == "s3" and _BUCKET_HOST.match(headers.get("Host", "")):
        path = "/bucket" + path
    return _rest_operation(services, method, path, query, headers) or (fallback, None)


def _rest_operation(
    services: list[models.Service], method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[str, str] | None:
    found = [
        (pattern.rank, -place, service.name, pattern.operation)
        for place, service in enumerate(services)
        for pattern in service.patterns.get(method, [])
        if pattern.path.match(path.rstrip("/"))
        and all(key in query and value in (None, query[key]) for key, value in pattern.query.items())
        and all(name in headers for name in pattern.headers)
    ]
    if not found:
        return None
    _rank, _place, name, operation = max(found)
    return name, operation


def _registry_operation(method: str, path: str) -> str:
    kind = next((kind for kind in ("uploads", "blobs", "manifests", "tags", "_catalog") if f"/{kind}" in path), "base")
    nouns = {
        "uploads": "Upload",
        "blobs": "Blob",
        "manifests": "Manifest",
        "tags": "Tags",
        "_catalog": "Catalog",
        "base": "Base",
    }
    return method.capitalize() + nouns[kind]


def _invoked(service: str, path: str, query: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The function and the qualifier of a Lambda invocation, whichever way they were given."""
    match = _FUNCTION.search(path) if service == "lambda" else None
    if match is None:
        return None, None
    name = match[1].replace("%3A", ":").replace("%3a", ":")
    parts = name.split(":function:", 1)[-1].split(":")
    return parts[0], query.get("Qualifier") or (parts[1] if len(parts) > 1 else None)
