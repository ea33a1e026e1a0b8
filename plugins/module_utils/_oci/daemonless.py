# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A builder without a daemon, root or network: for Dockerfiles that copy files and set the configuration.

The same content gives the same image, byte for byte: entries sorted, owned by root unless told otherwise, at time
zero; configuration and manifest in canonical JSON. What would have to run in a container is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import bases, copying, dockerfile, layers, limits, words
from .context import Context
from .dockerfile import Instruction
from .layout import Layout
from .spec import CONFIG, EPOCH, Json, Platform

SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""What other builders give an image whose base says nothing."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def build(
    context: Context,
    path: Path,
    build_args: Mapping[str, str],
    platform: Platform,
    layout: Layout,
    base: str = "",
    opener: bases.Opener = bases.open_registry,
) -> Json:
    """Build into an empty layout; return the manifest's descriptor.

    Raises ImageError, with the line for what the Dockerfile says, before any base is pulled.
    """
    instructions = dockerfile.parse(path)
    limits.check(instructions)
    return _Build(context, build_args, platform, layout, opener).run(instructions, base)


class _Build:
    """The state between one instruction and the next."""

    def __init__(
        self,
        context: Context,
        build_args: Mapping[str, str],
        platform: Platform,
        layout: Layout,
        opener: bases.Opener,
    ) -> None:
        self._context = context
        self._given = build_args
        self._platform = platform
        self._layout = layout
        self._opener = opener
        self._arguments: dict[str, str] = {}
        self._outer: dict[str, str] = {}
        self._config: Json = {}
        self._history: list[Json] = []
        self._diff_ids: list[str] = []
        self._base = bases.Base()
        self._automatic = {
            "TARGETPLATFORM": str(platform),
            "TARGETOS": platform.os,
            "TARGETARCH": platform.architecture,
            "TARGETVARIANT": platform.variant,
        }

    def run(self, instructions: Sequence[Instruction], base: str) -> Json:
        start = next(index for index, item in enumerate(instructions) if item.name == "FROM")
        for item in instructions[:start]:
            self._declare(item, {})
        self._begin(instructions[start], base)
        for item in instructions[start + 1 :]:
            try:
                getattr(self, "_" + item.name.lower())(item)
            except words.WordError as error:
                raise item.error(f"{item.name}: {error}") from error
        return self._finish()

    def _begin(self, item: Instruction, base: str) -> None:
        self._outer, self._arguments = self._arguments, {}
        match = re.fullmatch(r"(\S+)(?:\s+[Aa][Ss]\s+\S+)?", item.text)
        if match is None:
            raise item.error(f"FROM {item.text!r} is not an image, optionally followed by AS and a name")
        name = words.expand(match[1], {**self._automatic, **self._outer}, item.escape)
        if not name:
            raise item.error(f"FROM {match[1]} names no image; give the build argument, or base")
        self._base = bases.load(base or name, self._layout, self._platform, self._opener)
        described = self._base.config
        self._config = dict(described.get("config") or {})
        if not any(entry.startswith("PATH=") for entry in self._config.get("Env") or []):
            self._config["Env"] = [f"PATH={SEARCH_PATH}", *(self._config.get("Env") or [])]
        self._diff_ids = list(described.get("rootfs", {}).get("diff_ids", []))
        self._history = list(described.get("history") or [])

    def _finish(self) -> Json:
        inherited = ("os.version", "os.features")
        config = {
            **{key: value for key, value in self._base.config.items() if key in inherited},
            "architecture": self._platform.architecture,
            "os": self._platform.os,
            **({"variant": self._platform.variant} if self._platform.variant else {}),
            "created": EPOCH,
            "config": self._config,
            "rootfs": {"type": "layers", "diff_ids": self._diff_ids},
            "history": self._history,
        }
        return self._layout.finish(self._layout.put_json(CONFIG, config), self._base.layers)

    @property
    def _variables(self) -> dict[str, str]:
        return {**self._arguments, **dict(entry.split("=", 1) for entry in self._config.get("Env", []))}

    def _expanded(self, item: Instruction, text: str) -> str:
        return words.expand(text, self._variables, item.escape)

    def _list(self, item: Instruction) -> list[str]:
        """Return the words of an instruction, variables put in, whichever form it has."""
        found = item.strings()
        return [
            self._expanded(item, word) for word in (words.split(item.text, item.escape) if found is None else found)
        ]

    def _record(self, item: Instruction, layer: layers.Layer | None = None) -> None:
        """Note an instruction in the history, and the layer that it made."""
        if layer:
            self._base.layers.append(layer.descriptor)
            self._diff_ids.append(layer.diff_id)
        empty = {} if layer else {"empty_layer": True}
        self._history.append({"created": EPOCH, "created_by": f"{item.name} {item.text}", **empty})

    # What each instruction does.

    def _declare(self, item: Instruction, outer: Mapping[str, str]) -> None:
        for word in words.split(item.text, item.escape):
            name, has_default, default = word.partition("=")
            if not _NAME.fullmatch(name):
                raise item.error(f"ARG {name!r} is not a name")
            inherited = {**self._automatic, **outer, **self._given}
            if name in inherited:
                self._arguments[name] = inherited[name]
            elif has_default:
                self._arguments[name] = self._expanded(item, default)

    def _arg(self, item: Instruction) -> None:
        self._declare(item, self._outer)
        self._record(item)

    def _env(self, item: Instruction) -> None:
        entries = dict(entry.split("=", 1) for entry in self._config.get("Env", []))
        entries.update(self._pairs(item))
        self._config["Env"] = [f"{name}={value}" for name, value in entries.items()]
        self._record(item)

    def _label(self, item: Instruction) -> None:
        self._config["Labels"] = {**(self._config.get("Labels") or {}), **self._pairs(item)}
        self._record(item)

    def _pairs(self, item: Instruction) -> dict[str, str]:
        found = words.split(item.text, item.escape)
        if "=" not in found[0]:
            name, _divider, value = item.text.partition(" ")
            if not value:
                raise item.error(f"{item.name} {name} has no value")
            return {name: self._expanded(item, value.strip())}
        wrong = [word for word in found if "=" not in word]
        if wrong:
            raise item.error(f"{item.name} {wrong[0]!r} is not name=value")
        pairs = (word.partition("=") for word in found)
        return {self._expanded(item, name): self._expanded(item, value) for name, _divider, value in pairs}

    def _workdir(self, item: Instruction) -> None:
        path = posixpath.join(self._config.get("WorkingDir") or "/", self._expanded(item, item.text))
        path = posixpath.normpath(path).replace("//", "/")
        self._config["WorkingDir"] = path
        folder = self._base.tree.resolve(path)
        made = [*self._base.tree.missing_folders(folder + "/x")] if folder else []
        for name in made:
            self._base.tree.add(name, "folder")
        self._record(
            item, layers.write(self._layout, [layers.Member(n, "folder", 0o755) for n in made]) if made else None
        )

    def _copy(self, item: Instruction) -> None:
        found = self._list(item)
        if len(found) < 2:
            raise item.error("COPY needs a source and a destination")
        request = copying.Request(
            found[:-1],
            posixpath.join(self._config.get("WorkingDir") or "/", found[-1])
            + ("/" if found[-1] in (".", "..") else ""),
            self._expanded(item, item.flags.get("chown", "")),
            self._expanded(item, item.flags.get("chmod", "")),
        )
        try:
            members = copying.members(self._context, self._base.tree, request)
        except ValueError as error:
            raise item.error(f"COPY: {error}") from error
        self._record(item, layers.write(self._layout, members))

    def _user(self, item: Instruction) -> None:
        self._config["User"] = self._expanded(item, item.text)
        self._record(item)

    def _expose(self, item: Instruction) -> None:
        ports = dict(self._config.get("ExposedPorts") or {})
        for word in self._list(item):
            match = re.fullmatch(r"(\d+(?:-\d+)?)(?:/(tcp|udp))?", word)
            if match is None:
                raise item.error(f"EXPOSE {word!r} is not a port, such as 8080 or 8080/udp")
            low, _divider, high = match[1].partition("-")
            ports.update({f"{port}/{match[2] or 'tcp'}": {} for port in range(int(low), int(high or low) + 1)})
        self._config["ExposedPorts"] = ports
        self._record(item)

    def _volume(self, item: Instruction) -> None:
        self._config["Volumes"] = {**(self._config.get("Volumes") or {}), **{path: {} for path in self._list(item)}}
        self._record(item)

    def _stopsignal(self, item: Instruction) -> None:
        self._config["StopSignal"] = self._expanded(item, item.text)
        self._record(item)

    def _maintainer(self, item: Instruction) -> None:
        self._record(item)

    def _entrypoint(self, item: Instruction) -> None:
        self._config["Entrypoint"] = _command(item)
        self._config.pop("Cmd", None)
        self._record(item)

    def _cmd(self, item: Instruction) -> None:
        self._config["Cmd"] = _command(item)
        self._record(item)


def _command(item: Instruction) -> list[str]:
    """Return a command: its words in the JSON form, else a shell that reads it."""
    found = item.strings()
    return ["/bin/sh", "-c", item.text] if found is None else found
