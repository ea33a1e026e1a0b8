# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders to build from, and a registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import context
from ansible_collections.inferops.aws.plugins.module_utils._oci.building import Job
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import Platform
from tests.tools.registry import registry

__all__ = ["make_job", "registry"]

AMD64 = Platform("linux", "amd64")
MakeJob = Callable[..., Job]


@pytest.fixture
def make_job(tmp_path: Path) -> MakeJob:
    """Make a job of a Dockerfile's text and files by name."""

    def make(dockerfile: str, files: dict[str, str] | None = None, base: str = "", **build_args: str) -> Job:
        root = tmp_path / "context"
        for name, text in {**(files or {}), "Dockerfile": dockerfile}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        recipe = root / "Dockerfile"
        return Job(context.read(root, recipe), recipe, build_args, AMD64, base)

    return make
