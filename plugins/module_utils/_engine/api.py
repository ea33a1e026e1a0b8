# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only place that talks to AWS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from .errors import EngineError
from .shapes import Shape, from_aws, redact, snake, to_aws
from .table import Find, Hint
from .values import dig, holds_unknown

with suppress(ImportError):  # AnsibleAWSModule reports it before any of this is called
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError


class Module(Protocol):
    """What the engine needs of an AnsibleAWSModule."""

    @property
    def params(self) -> dict[str, Any]:
        """The options."""

    check_mode: bool

    def client(self, service: str, **extra: Any) -> Any:
        """Return a boto3 client for *service* with the module's credentials, region and endpoint."""


_clients: WeakKeyDictionary[Module, dict[str, Any]] = WeakKeyDictionary()
"""The clients that a module has by now, by service: making one takes as long as several calls."""


def connect(module: Module, service: str, hints: Sequence[Hint] = ()) -> Api:
    """Return an Api with retries for every throttling code, over which the user's aws_config still wins.

    AWSRetry of amazon.aws misses ThrottlingException and SlowDown; botocore's adaptive mode knows all.
    """
    clients = _clients.setdefault(module, {})
    if service not in clients:
        config = Config(retries={"mode": "adaptive", "total_max_attempts": 10})
        clients[service] = module.client(service, config=config)
    return Api(clients[service], hints)


class Api:
    """A service, called with Ansible's names: requests and answers are converted by the model."""

    def __init__(self, client: Any, hints: Sequence[Hint] = ()) -> None:
        self._client = client
        self._hints = hints

    @property
    def place(self) -> dict[str, str]:
        """The region and the partition that are talked to."""
        return {"region": self._client.meta.region_name, "partition": self._client.meta.partition}

    def input_shape(self, operation: str) -> Shape:
        """Return the model of what *operation* takes."""
        return self._model(operation).input_shape

    def _model(self, operation: str) -> Any:
        model = self._client.meta.service_model
        if operation not in model.operation_names:
            raise EngineError(f"This botocore does not know {operation} of {model.service_name}; a newer one may.")
        return model.operation_model(operation)

    def call(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Call *operation* and return its answer.

        Raises EngineError with the operation, AWS's code and message, and the request without secrets.
        """
        request = to_aws(params, self.input_shape(operation))
        try:
            answer = getattr(self._client, snake(operation))(**request)
        except (ClientError, BotoCoreError) as error:
            raise self._failure(operation, request, error) from error
        return self._converted(operation, answer)

    def find(self, find: Find, scope: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the description of a resource, None if there is none.

        What is named by something that a check run has only planned is not there: AWS is not asked.
        """
        params = {name: scope[source] for name, source in find.params.items()}
        if holds_unknown(params):
            return None
        try:
            if find.items:
                items = self._items(find, scope)
                found = find.choose(items, scope) if find.choose else next(iter(items), None)
                return None if found is None else self._described(find, found, scope)
            found = self.call(find.operation, params)
        except EngineError as error:
            if error.code in find.absent:
                return None
            raise
        return None if find.exists and dig(found, find.exists) is None else find.view(found)

    def list(self, find: Find, scope: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return all items of a listing, over all its pages; none where what it belongs to is absent or planned."""
        found = [self._described(find, item, scope) for item in self._items(find, scope)]
        return [item for item in found if item is not None]

    def _described(self, find: Find, item: dict[str, Any], scope: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return *item* of a listing with what the further read tells; None if it has gone since."""
        if find.then is None:
            return item
        described = self.find(find.then, {**scope, **item})
        return None if described is None else {**item, **described}

    def _items(self, find: Find, scope: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        params = {name: scope[source] for name, source in find.params.items()}
        if holds_unknown(params):
            return []
        request = to_aws(params, self.input_shape(find.operation))
        try:
            pages = [self._converted(find.operation, page) for page in self._pages(find.operation, request)]
        except (ClientError, BotoCoreError) as error:
            failure = self._failure(find.operation, request, error)
            if failure.code in find.absent:
                return []
            raise failure from error
        items = [find.view(item) for page in pages for item in dig(page, find.items) or []]
        return [item for item in items if find.only is None or find.only(item, scope)]

    def _pages(self, operation: str, request: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return all pages of a listing; some listings have but one answer."""
        method = snake(operation)
        if self._client.can_paginate(method):
            pages: Iterable[Mapping[str, Any]] = self._client.get_paginator(method).paginate(**request)
            return pages
        return [getattr(self._client, method)(**request)]

    def _converted(self, operation: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        shape = self._model(operation).output_shape
        return dict(from_aws(answer, shape)) if shape is not None else {}

    def _failure(self, operation: str, request: Mapping[str, Any], error: Exception) -> EngineError:
        details = getattr(error, "response", {}).get("Error", {})
        code, reason = details.get("Code", type(error).__name__), details.get("Message", str(error))
        advice = [hint.advice for hint in self._hints if hint.matches(code, reason)]
        return EngineError(
            ". ".join([f"{operation} failed: {code}: {reason.rstrip('.')}", *advice]),
            operation=operation,
            code=code,
            reason=reason,
            request=redact(request, self.input_shape(operation)),
        )
