# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What COPY brings into an image: from names in the context to entries of a layer."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .context import Context, Entry, entry_of
from .ignore import glob
from .layers import Member
from .rootfs import Tree


@dataclass(frozen=True)
class Request:
    """Sources in the context, the absolute destination (a folder if it ends with a slash), owner and mode."""

    sources: Sequence[str]
    destination: str
    owner: str = ""
    mode: str = ""


def members(context: Context, tree: Tree, request: Request) -> list[Member]:
    """Return the entries of the layer and enter them into the tree. Raises ValueError, with the reason."""
    uid, gid = _owner(request.owner)
    mode = _mode(request.mode)
    destination = tree.resolve(request.destination)
    chosen = [entry for source in request.sources for entry in _matching(context, source)]
    into_folder = request.destination.endswith("/") or tree.kind(destination) == "folder"
    if len(chosen) > 1 and not into_folder:
        raise ValueError(f"with several sources the destination {request.destination!r} must end with a slash")
    found: dict[str, Member] = {}
    for entry in chosen:
        for path, item in _placed(context, tree, entry, destination, into_folder):
            for folder in tree.missing_folders(path):
                found[folder] = Member(folder, "folder", 0o755, uid=uid, gid=gid)
                tree.add(folder, "folder")
            if item.kind == "folder" and tree.kind(path) == "folder":
                continue
            bits = mode if mode is not None and item.kind != "link" else item.mode
            found[path] = Member(path, item.kind, bits, item.source, item.target, uid, gid)
            tree.add(path, item.kind, item.target)
    return list(found.values())


def _matching(context: Context, source: str) -> list[Entry]:
    cleaned = posixpath.normpath("/" + source).lstrip("/")
    if not cleaned:
        return [Entry("", "folder", context.root)]
    if cleaned in context.entries:
        return [_followed(context, context.entries[cleaned])]
    expression = glob(cleaned)
    chosen = [entry for path, entry in context.entries.items() if expression.fullmatch(path)]
    if not chosen:
        raise ValueError(f"{source!r} is not in the build context {context.root}, or is left out by its ignore file")
    return [_followed(context, entry) for entry in chosen]


def _followed(context: Context, entry: Entry) -> Entry:
    """A link that is named as a source stands for the file it leads to, if that is in the context too."""
    if entry.kind != "link":
        return entry
    target, root = entry.source.resolve(), context.root.resolve()
    if not target.is_relative_to(root) or target.relative_to(root).as_posix() not in context.entries:
        raise ValueError(f"{entry.path!r} is a symbolic link that leads out of the build context")
    followed = entry_of(entry.path, target)
    if followed.kind == "folder":
        raise ValueError(f"{entry.path!r} is a symbolic link to a folder; name the folder")
    return followed


def _placed(
    context: Context, tree: Tree, entry: Entry, destination: str, into_folder: bool
) -> Iterator[tuple[str, Entry]]:
    """Yield where an entry goes: a file under its name or as the destination, a folder's content into it."""
    if entry.kind != "folder":
        name = posixpath.basename(entry.path)
        yield tree.resolve(posixpath.join(destination, name)) if into_folder else destination, entry
        return
    if destination:
        yield destination, Entry(destination, "folder", entry.source)
    prefix = entry.path + "/" if entry.path else ""
    for path, item in context.entries.items():
        if path.startswith(prefix):
            yield tree.resolve(posixpath.join(destination, path.removeprefix(prefix))), item


def _owner(text: str) -> tuple[int, int]:
    if text in ("", "root", "root:root"):
        return 0, 0
    match = re.fullmatch(r"(\d+)(?::(\d+))?", text)
    if match is None:
        raise ValueError(f"--chown={text} must be numbers, such as 1000:1000: names are known only inside a container")
    return int(match[1]), int(match[2] or match[1])


def _mode(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-7]{3,4}", text):
        raise ValueError(f"--chmod={text} must be an octal number, such as 0755")
    return int(text, 8)
