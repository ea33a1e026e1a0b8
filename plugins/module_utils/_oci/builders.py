# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The builders: docker, podman and buildah by their command lines, and our own.

Each exports what it built to files. None of them ever logs in to a registry or pushes: that is our client's part, so
that no password reaches another process. Build arguments go by the environment, not by the command line.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import archive, bases, building
from .building import AUTO, DAEMONLESS, Build, Job, Tools, invoke, works
from .errors import ImageError
from .layout import Layout
from .spec import Json


@dataclass(frozen=True)
class Builder:
    """A builder, the command that tells whether it can be used, and whether it takes another base."""

    build: Build
    probe: tuple[str, ...] = ()
    takes_base: bool = True


def _docker(job: Job, layout: Layout, tools: Tools) -> Json:
    if job.base:
        raise ImageError("docker takes its base from the Dockerfile alone; put an ARG before FROM, and use build_args")
    with _scratch(layout) as folder:
        name = f"inferops-build:{uuid.uuid4().hex}"
        command = ["docker", "build", *_common(job, folder), "--tag", name, str(job.context.root)]
        # BuildKit would add attestations, which make an index of the image: Lambda takes no index.
        invoke(tools, command, {**job.build_args, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"})
        try:
            invoke(tools, ["docker", "save", "--output", str(folder / "image.tar"), name])
        finally:
            tools.run(["docker", "image", "rm", name])
        return archive.from_docker(folder / "image.tar", layout, job.platform)


def _podman(job: Job, layout: Layout, tools: Tools) -> Json:
    return _buildah_family("podman", job, layout, tools)


def _buildah(job: Job, layout: Layout, tools: Tools) -> Json:
    return _buildah_family("buildah", job, layout, tools)


def _buildah_family(tool: str, job: Job, layout: Layout, tools: Tools) -> Json:
    with _scratch(layout) as folder:
        command = [tool, "build", *_common(job, folder), "--format", "oci", "--timestamp", "0"]
        if job.context.ignore_file:
            command += ["--ignorefile", str(job.context.ignore_file)]
        base = _base(job, folder)
        try:
            command += ["--from", f"oci:{base}" if base else job.base] if job.base else []
            invoke(tools, [*command, str(job.context.root)], job.build_args, folder)
            image = (folder / "id").read_text(encoding="utf-8").strip()
            invoke(tools, [tool, "push", "--quiet", image, f"oci:{folder / 'image'}:built"])
            tools.run([tool, "rmi", image])
        finally:
            if base:
                tools.run([tool, "rmi", f"localhost/{base}"])
        return archive.from_layout(Layout(folder / "image"), layout, job.platform)


def _base(job: Job, folder: Path) -> str:
    """Make an OCI image layout of a base that is a path; return its name, empty for another base.

    The tools name such an image after its path, in which they take no capitals: it is given relative to the folder.
    """
    if not bases.is_path(job.base):
        return ""
    name = f"base-{uuid.uuid4().hex}"
    bases.as_layout(job.base, folder / name, job.platform)
    return name


def _common(job: Job, folder: Path) -> list[str]:
    options = ["--file", str(job.dockerfile), "--platform", str(job.platform), "--iidfile", str(folder / "id")]
    return [*options, *(part for name in job.build_args for part in ("--build-arg", name))]


@contextmanager
def _scratch(layout: Layout) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=layout.folder))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


BUILDERS: Mapping[str, Builder] = {
    "docker": Builder(_docker, ("docker", "version", "--format", "{{.Server.Version}}"), takes_base=False),
    "podman": Builder(_podman, ("podman", "info")),
    "buildah": Builder(_buildah, ("buildah", "info")),
    DAEMONLESS: Builder(building.build_daemonless),
}
"""In the order of preference."""


def choose(name: str, base: str = "", tools: Tools | None = None) -> str:
    """Return the builder to use: the one that is named, else the first that works here and takes the base.

    Raises ImageError if the one that is named does not work here.
    """
    tools = tools or Tools()
    if name != AUTO:
        if name not in BUILDERS:
            raise ImageError(f"{name!r} is no builder; allowed: {', '.join([AUTO, *BUILDERS])}")
        probe = BUILDERS[name].probe
        if probe and not works(tools, probe):
            raise ImageError(f"The builder {name} cannot be used here: `{' '.join(probe[:2])}` is not found or fails")
        return name
    usable = (
        other
        for other, builder in BUILDERS.items()
        if (builder.takes_base or not base) and (not builder.probe or works(tools, builder.probe))
    )
    return next(usable)


def build(name: str, job: Job, layout: Layout, tools: Tools | None = None) -> Json:
    """Build with the builder of that name into an empty layout; return the manifest's descriptor."""
    return BUILDERS[name].build(job, layout, tools or Tools())
