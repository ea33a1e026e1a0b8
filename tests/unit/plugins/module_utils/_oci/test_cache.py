# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was built is kept, whole or not at all."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import daemonless
from ansible_collections.inferops.aws.plugins.module_utils._oci.cache import Cache, default_folder
from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import ImageError
from ansible_collections.inferops.aws.plugins.module_utils._oci.layout import Layout
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import Json

from .conftest import AMD64, MakeJob

CONTENT = "0" * 64


class Builds:
    """Builds a small image and counts how often."""

    def __init__(self, make_job: MakeJob) -> None:
        self._job = make_job("FROM scratch\nCOPY a /a\n", {"a": "a"})
        self.count = 0

    def __call__(self, layout: Layout) -> Json:
        self.count += 1
        return daemonless.build(self._job.context, self._job.dockerfile, {}, AMD64, layout)


@pytest.fixture
def builds(make_job: MakeJob) -> Builds:
    return Builds(make_job)


def test_the_second_time_nothing_is_built(tmp_path: Path, builds: Builds) -> None:
    cache = Cache(tmp_path / "cache")
    first, second = (cache.ensure(CONTENT, AMD64, builds) for _time in range(2))
    assert (first.built, second.built, builds.count) == (True, False, 1)
    assert first.manifest == second.manifest


def test_what_is_damaged_is_built_anew(tmp_path: Path, builds: Builds) -> None:
    cache = Cache(tmp_path / "cache")
    kept = cache.ensure(CONTENT, AMD64, builds)
    layer = kept.layout.read_json(kept.manifest["digest"])["layers"][0]
    kept.layout.path(layer["digest"]).write_bytes(b"damaged")
    assert cache.find(CONTENT, AMD64) is None
    assert cache.ensure(CONTENT, AMD64, builds).built
    assert cache.find(CONTENT, AMD64) is not None


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(_layout: Layout) -> Json:
        raise ImageError("no")

    with pytest.raises(ImageError, match="no"):
        Cache(tmp_path).ensure(CONTENT, AMD64, fail)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_dir()] == []


def test_what_two_want_at_once_is_built_once(tmp_path: Path, builds: Builds) -> None:
    together = threading.Barrier(2)

    def slowly(layout: Layout) -> Json:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(0.3)  # for a second build, which there must not be
        return builds(layout)

    threads = [threading.Thread(target=Cache(tmp_path).ensure, args=(CONTENT, AMD64, slowly)) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert builds.count == 1


def test_it_is_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "inferops-aws" / "images"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_folder() == tmp_path / "home" / ".cache" / "inferops-aws" / "images"
