# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content hash changes with the content and with nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import context
from ansible_collections.inferops.aws.plugins.module_utils._oci.content import content_hash, readable_tag
from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import ImageError
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import Platform

AMD64, ARM64 = Platform("linux", "amd64"), Platform("linux", "arm64")


def make(folder: Path, ignored: str = "") -> Path:
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "main.py").write_text("print(1)\n")
    (folder / "notes").write_text("1")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY app /app\n")
    (folder / ".dockerignore").write_text(ignored)
    return folder


def hashed(folder: Path, platform: Platform = AMD64, base: str = "", **arguments: str) -> str:
    recipe = folder / "Dockerfile"
    return content_hash(context.read(folder, recipe), recipe, arguments, platform, base)


def test_it_is_the_same_elsewhere_at_another_time_with_other_permissions(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    os.utime(two / "app" / "main.py", (1, 1))
    (two / "app" / "main.py").chmod(0o664)
    assert hashed(one) == hashed(two)


def test_each_part_counts(tmp_path: Path) -> None:
    folder = make(tmp_path / "one")
    before = hashed(folder)
    seen = {before, hashed(folder, ARM64), hashed(folder, base="python:3.13"), hashed(folder, LEVEL="1")}
    (folder / "app" / "main.py").chmod(0o755)
    seen.add(hashed(folder))
    (folder / "app" / "main.py").write_text("print(2)\n")
    seen.add(hashed(folder))
    (folder / "app" / "main.py").rename(folder / "app" / "other.py")
    seen.add(hashed(folder))
    (folder / "Dockerfile").write_text("FROM scratch\n")
    seen.add(hashed(folder))
    assert len(seen) == 8


def test_what_is_left_out_does_not_count(tmp_path: Path) -> None:
    folder = make(tmp_path / "one", ignored="notes\n")
    before = hashed(folder)
    (folder / "notes").write_text("2")
    assert hashed(folder) == before


def test_a_base_that_is_a_file_counts_by_its_content(tmp_path: Path) -> None:
    folder = make(tmp_path / "one")
    one, two = tmp_path / "one.tar", tmp_path / "two.tar"
    one.write_bytes(b"same")
    two.write_bytes(b"same")
    assert hashed(folder, base=str(one)) == hashed(folder, base=str(two))
    two.write_bytes(b"other")
    assert hashed(folder, base=str(one)) != hashed(folder, base=str(two))


def test_the_tag_is_readable_and_valid() -> None:
    assert readable_tag("digits", "0123456789abcdef" * 4) == "digits-0123456789ab"
    with pytest.raises(ImageError, match="not valid"):
        readable_tag("a/b", "0" * 64)
