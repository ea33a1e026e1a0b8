# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client of the OCI distribution protocol: what it takes to pull a base and to push an image."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from .errors import ImageError, RegistryError
from .layout import Layout
from .spec import INDEXES, MANIFESTS, Json, Platform, digest_of
from .transport import Answer, Body, Transport, is_this_machine

ACCEPT = ", ".join((*MANIFESTS, *INDEXES))
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')


@dataclass
class Pushed:
    """What a push came to: the digest, and bytes and blobs that were sent or were there already."""

    digest: str
    uploaded_bytes: int = 0
    uploaded_blobs: int = 0
    present_bytes: int = 0
    present_blobs: int = 0


class Repository:
    """One repository of a registry.

    `authorization` is the value of the header of that name; without it an anonymous token is asked for when
    the registry wants one. It is never part of a message.
    """

    def __init__(self, url: str, repository: str, authorization: str = "", transport: Transport | None = None) -> None:
        self.name = f"{urlsplit(url).netloc}/{repository}"
        self._url = f"{url.rstrip('/')}/v2/{repository}/"
        self._authorization = authorization
        self._transport = transport or Transport()

    def push(self, layout: Layout, manifest: Json, tag: str) -> Pushed:
        """Upload what the registry lacks of an image, then its manifest under a tag; return what was sent.

        Raises RegistryError, with the status, if the registry refuses, or keeps it under another digest.
        """
        data = layout.read(manifest["digest"])
        described = json.loads(data)
        pushed = Pushed(manifest["digest"])
        for blob in _unique([*described["layers"], described["config"]]):
            if self._has_blob(blob["digest"]):
                pushed.present_bytes += blob["size"]
                pushed.present_blobs += 1
            else:
                self._upload(layout, blob)
                pushed.uploaded_bytes += blob["size"]
                pushed.uploaded_blobs += 1
        with self._ask("PUT", f"manifests/{tag}", {"Content-Type": manifest["mediaType"]}, data) as answer:
            answer.read()
        self._check(tag, manifest["digest"])
        return pushed

    def digest(self, reference: str) -> str | None:
        """Return the digest that a tag leads to, None if there is no such tag."""
        answer = self._ask("HEAD", f"manifests/{reference}", {"Accept": ACCEPT}, allowed=(404,))
        answer.read()
        return answer.headers.get("Docker-Content-Digest") if answer.status == 200 else None

    def pull(self, layout: Layout, reference: str, platform: Platform) -> Json:
        """Bring the image for a platform into a layout; return the descriptor of its manifest."""
        described, data = self._manifest(reference)
        if described["mediaType"] in INDEXES:
            listed = [item for item in json.loads(data)["manifests"] if platform.matches(item.get("platform", {}))]
            if not listed:
                raise ImageError(f"{self.name}:{reference} has no image for {platform}")
            described, data = self._manifest(listed[0]["digest"])
        manifest = json.loads(data)
        for blob in _unique([manifest["config"], *manifest["layers"]]):
            with self._ask("GET", f"blobs/{blob['digest']}") as stream:
                stored = layout.copy(stream, blob["mediaType"])
            if stored["digest"] != blob["digest"]:
                raise RegistryError(f"{self.name} sent {stored['digest']} for the blob {blob['digest']}")
        return layout.put(described["mediaType"], data)

    def architectures(self, reference: str) -> tuple[str, ...]:
        """Return for which architectures an image for Linux is, such as amd64; empty if it does not say that."""
        described, data = self._manifest(reference)
        content = json.loads(data)
        if described["mediaType"] in INDEXES:
            platforms = [item.get("platform", {}) for item in content["manifests"]]
        else:
            with self._ask("GET", f"blobs/{content['config']['digest']}") as stream:
                platforms = [json.load(stream)]
        found = {each.get("architecture", "") for each in platforms if each.get("os") == "linux"}
        return tuple(sorted(found - {""}))

    def _manifest(self, reference: str) -> tuple[Json, bytes]:
        answer = self._ask("GET", f"manifests/{reference}", {"Accept": ACCEPT})
        data = answer.read()
        if reference.startswith("sha256:") and digest_of(data) != reference:
            raise RegistryError(f"{self.name} sent {digest_of(data)} for the manifest {reference}")
        media_type = json.loads(data).get("mediaType") or answer.headers.get("Content-Type", "")
        if media_type not in (*MANIFESTS, *INDEXES):
            raise RegistryError(f"{self.name}:{reference} is of the kind {media_type!r}, which is not supported")
        return {"mediaType": media_type}, data

    def _check(self, tag: str, digest: str) -> None:
        found = self.digest(tag)
        if found != digest:
            raise RegistryError(f"{self.name}:{tag} was pushed as {digest}, but the registry has {found}")

    def _has_blob(self, digest: str) -> bool:
        """Ask for a blob. Some registries answer with where it lies, which can be read but not asked for."""
        answer = self._ask("HEAD", f"blobs/{digest}", allowed=(404,))
        answer.read()
        return answer.status < 400

    def _upload(self, layout: Layout, blob: Json) -> None:
        """Send a blob in one piece. What failed in passing starts anew, since part of it may have arrived."""
        layout.verify([blob])
        self._transport.repeat(lambda: self._upload_once(layout.path(blob["digest"]), blob["digest"]))

    def _upload_once(self, content: Path, digest: str) -> None:
        kind = {"Content-Type": "application/octet-stream"}
        start = self._ask("POST", "blobs/uploads/", {"Content-Length": "0"}, b"", once=True)
        start.read()
        sent = self._ask("PATCH", _location(start), kind, content, once=True)
        sent.read()
        where = _location(sent)
        where += ("&" if urlsplit(where).query else "?") + urlencode({"digest": digest})
        self._ask("PUT", where, {"Content-Length": "0"}, b"", once=True).read()

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: Body = None,
        allowed: tuple[int, ...] = (),
        once: bool = False,
    ) -> Answer:
        url = urljoin(self._url, path)
        answer = self._send(method, url, headers or {}, body, once)
        challenge = answer.headers.get("WWW-Authenticate", "")
        if answer.status == 401 and not self._authorization and challenge.lower().startswith("bearer "):
            answer.read()
            self._authorization = self._anonymous(challenge)
            answer = self._send(method, url, headers or {}, body, once)
        if answer.status >= 400 and answer.status not in allowed:
            raise _refusal(method, self.name, url, answer)
        return answer

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: Body, once: bool) -> Answer:
        own = urlsplit(url).netloc == urlsplit(self._url).netloc
        login = {"Authorization": self._authorization} if self._authorization and own else {}
        return self._transport.request(method, url, {**login, **headers}, body, once)

    def _anonymous(self, challenge: str) -> str:
        """Ask for a token without a login, as registries give it for what is public."""
        asked = dict(_PARAMETER.findall(challenge))
        realm = urlsplit(asked.pop("realm", ""))
        if realm.scheme != "https" and not is_this_machine(realm.hostname or ""):
            raise RegistryError(f"{self.name} wants a login at {realm.geturl()!r}, which is not HTTPS")
        query = urlencode({name: asked[name] for name in ("service", "scope") if name in asked})
        answer = self._transport.request("GET", f"{realm.geturl()}?{query}", {})
        if answer.status != 200:
            raise RegistryError(f"{self.name} wants a login (HTTP {answer.status} from {realm.netloc})", answer.status)
        given = json.loads(answer.read())
        return f"Bearer {given.get('token') or given['access_token']}"


def _unique(blobs: list[Json]) -> list[Json]:
    return list({blob["digest"]: blob for blob in blobs}.values())


def _location(answer: Answer) -> str:
    location = answer.headers.get("Location")
    if not location:
        raise RegistryError("The registry does not say where to upload to")
    return urljoin(answer.url, location)


def _refusal(method: str, name: str, url: str, answer: Answer) -> RegistryError:
    errors: list[Any] = []
    data = answer.read()
    with contextlib.suppress(ValueError, KeyError, TypeError):
        errors = json.loads(data)["errors"]
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    reason = f"{first.get('code', '')}: {first.get('message', '')}" if first else f"HTTP {answer.status}"
    what = urlsplit(url).path.partition("/v2/")[2]
    return RegistryError(
        f"The registry of {name} refused {method} {what}: {reason}", answer.status, first.get("code", "")
    )
