# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ecr_image runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .._engine.api import Api, Module, connect
from .._engine.errors import EngineError
from .._engine.values import UNKNOWN
from .._oci import builders, content, context, dockerfile, limits
from .._oci.building import DAEMONLESS, Job, Tools
from .._oci.cache import Cache, Kept, default_folder
from .._oci.errors import ImageError, RegistryError
from .._oci.layout import Layout
from .._oci.registry import Pushed, Repository
from .._oci.spec import Json, Platform
from .._oci.transport import Transport
from . import images


@dataclass(frozen=True)
class Wanted:
    """The image that the options describe: what to build, its content hash and its readable tag."""

    job: Job
    content: str
    tag: str


@dataclass(frozen=True)
class Outside:
    """What is beyond the process; tests bring their own."""

    tools: Tools = field(default_factory=Tools)
    transport: Transport | None = None


def wanted(options: Mapping[str, Any]) -> Wanted:
    """Look through the build context. Raises ImageError if it cannot be used."""
    root, recipe = Path(options["context"]).resolve(), dockerfile_of(options)
    base = options["base"] or ""
    found = context.read(root, recipe)
    arguments = {str(name): str(value) for name, value in (options["build_args"] or {}).items()}
    platform = Platform.parse(options["platform"])
    digits = content.content_hash(found, recipe, arguments, platform, base)
    prefix = options["tag_prefix"] or options["repository"].rsplit("/", 1)[-1]
    return Wanted(Job(found, recipe, arguments, platform, base), digits, content.readable_tag(prefix, digits))


def image(module: Module, outside: Outside | None = None) -> dict[str, Any]:
    """Run the module. Raises EngineError or ImageError."""
    api = connect(module, "ecr")
    if module.params["state"] == "absent":
        return _absent(module, api)
    return _Present(module, api, outside or Outside()).run()


class _Present:
    def __init__(self, module: Module, api: Api, outside: Outside) -> None:
        self._module = module
        self._options = module.params
        self._api = api
        self._outside = outside
        self._wanted = wanted(module.params)
        folder = module.params["cache_folder"]
        self._cache = Cache(Path(folder) if folder else default_folder())

    def run(self) -> dict[str, Any]:
        found = images.find(self._api, self._options["repository"], tag=self._wanted.tag)
        if found is not None:
            return self._result(found["image_digest"], changed=False)
        if self._module.check_mode:
            return self._planned()
        address = self._address()
        if not address:
            raise EngineError(f"The repository {self._options['repository']} does not exist; create it first")
        builder, kept = self._built()
        try:
            pushed = self._push(kept)
        except RegistryError:
            # Another run may have been faster: by the meaning of the tag it brought the same content.
            found = images.find(self._api, self._options["repository"], tag=self._wanted.tag)
            if found is None:
                raise
            return self._result(found["image_digest"], changed=False, built=kept.built, builder=builder)
        return self._result(pushed.digest, changed=True, built=kept.built, builder=builder, pushed=pushed)

    def _planned(self) -> dict[str, Any]:
        """Say what would be done, having looked as far as looking goes: also whether it could be built."""
        kept = self._cache.find(self._wanted.content, self._wanted.job.platform)
        if kept is not None:
            return self._result(kept.manifest["digest"], changed=True)
        return self._result(UNKNOWN, changed=True, built=True, builder=self._builder())

    def _builder(self) -> str:
        name = builders.choose(self._options["builder"], self._wanted.job.base, self._outside.tools)
        if name == DAEMONLESS:
            limits.check(dockerfile.parse(self._wanted.job.dockerfile))
        return name

    def _built(self) -> tuple[str | None, Kept]:
        chosen: str | None = None

        def build(layout: Layout) -> Json:
            nonlocal chosen
            chosen = self._builder()
            return builders.build(chosen, self._wanted.job, layout, self._outside.tools)

        kept = self._cache.ensure(self._wanted.content, self._wanted.job.platform, build)
        return chosen, kept

    def _push(self, kept: Kept) -> Pushed:
        login = images.log_in(self._api, self._module.client("ecr").meta.endpoint_url)
        target = Repository(login.url, self._options["repository"], login.authorization, self._outside.transport)
        return target.push(kept.layout, kept.manifest, self._wanted.tag)

    def _address(self) -> str:
        return self._options["repository_uri"] or images.uri(self._api, self._options["repository"])

    def _result(
        self,
        digest: str,
        *,
        changed: bool,
        built: bool = False,
        builder: str | None = None,
        pushed: Pushed | None = None,
    ) -> dict[str, Any]:
        address = self._address() or UNKNOWN
        after = {"tag": self._wanted.tag, "digest": digest}
        return {
            "changed": changed,
            "repository_uri": address,
            "image_uri": UNKNOWN if UNKNOWN in (address, digest) else f"{address}@{digest}",
            **after,
            "content_hash": self._wanted.content,
            "built": built,
            "builder": builder,
            "uploaded_blobs": pushed.uploaded_blobs if pushed else 0,
            "uploaded_bytes": pushed.uploaded_bytes if pushed else 0,
            "present_blobs": pushed.present_blobs if pushed else 0,
            "present_bytes": pushed.present_bytes if pushed else 0,
            "diff": {"before": {} if changed else after, "after": after},
        }


def _absent(module: Module, api: Api) -> dict[str, Any]:
    options = module.params
    tag = options["tag"] or ("" if options["digest"] else wanted(options).tag)
    found = images.find(api, options["repository"], tag=tag, digest=options["digest"] or "")
    if found is not None and not module.check_mode:
        images.delete(api, options["repository"], found["image_digest"])
    before = {"digest": found["image_digest"], "tags": found.get("image_tags", [])} if found else {}
    return {"changed": found is not None, "diff": {"before": before, "after": {}}}


def unused_arguments(options: Mapping[str, Any]) -> list[str]:
    """Return the build arguments that the Dockerfile does not declare."""
    if options["state"] == "absent":
        return []
    try:
        declared = dockerfile.declared_arguments(dockerfile.parse(dockerfile_of(options)))
    except ImageError:
        return []
    return sorted(set(map(str, options["build_args"] or {})) - declared)


def dockerfile_of(options: Mapping[str, Any]) -> Path:
    """Return the path of the Dockerfile."""
    return Path(options["context"]).resolve() / (options["dockerfile"] or "Dockerfile")
