# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry client against a registry in this process."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import bases, layers
from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import ImageError, RegistryError
from ansible_collections.inferops.aws.plugins.module_utils._oci.layout import Layout
from ansible_collections.inferops.aws.plugins.module_utils._oci.references import Reference, parse
from ansible_collections.inferops.aws.plugins.module_utils._oci.registry import Repository
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import (
    CONFIG,
    DOCKER_INDEX,
    DOCKER_LAYER_GZIP,
    DOCKER_MANIFEST,
    INDEX,
    Json,
    Platform,
    canonical,
)
from ansible_collections.inferops.aws.plugins.module_utils._oci.transport import ATTEMPTS, Transport, base_url
from tests.tools.registry import FakeRegistry

from .conftest import AMD64

TOKEN = "Basic QVdTOnNlY3JldA=="


class Image:
    """A small image in a layout."""

    def __init__(self, folder: Path, text: str = "content") -> None:
        self.layout = Layout.create(folder)
        source = folder.parent / "file"
        source.write_text(text)
        layer = layers.write(self.layout, [layers.Member("file", "file", 0o644, source)])
        config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [layer.diff_id]}}
        self.layer = layer.descriptor
        self.manifest: Json = self.layout.finish(self.layout.put_json(CONFIG, config), [layer.descriptor])


class Pauses:
    """Takes the place of sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return Image(tmp_path / "image")


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


def repository(registry: FakeRegistry, pauses: Pauses | None = None, authorization: str = "") -> Repository:
    return Repository(registry.url, "team/digits", authorization, Transport(pause=pauses or Pauses()))


def test_a_push_sends_everything_and_the_tag_leads_to_it(registry: FakeRegistry, image: Image) -> None:
    pushed = repository(registry).push(image.layout, image.manifest, "digits-1")
    assert registry.tags == {"digits-1": image.manifest["digest"]}
    assert image.layer["digest"] in registry.blobs
    assert (pushed.digest, pushed.uploaded_blobs, pushed.present_blobs) == (image.manifest["digest"], 2, 0)
    assert pushed.uploaded_bytes == sum(map(len, registry.blobs.values()))


def test_what_is_there_is_not_sent(registry: FakeRegistry, image: Image) -> None:
    repository(registry).push(image.layout, image.manifest, "digits-1")
    registry.requests.clear()
    pushed = repository(registry).push(image.layout, image.manifest, "digits-2")
    assert (pushed.uploaded_blobs, pushed.uploaded_bytes, pushed.present_blobs) == (0, 0, 2)
    assert [asked for asked in registry.requests if asked.startswith(("POST", "PATCH"))] == []
    assert set(registry.tags) == {"digits-1", "digits-2"}


def test_a_tag_that_does_not_move_is_told(registry: FakeRegistry, image: Image, tmp_path: Path) -> None:
    repository(registry).push(image.layout, image.manifest, "digits-1")
    other = Image(tmp_path / "other", "other")
    with pytest.raises(RegistryError, match="TAG_INVALID: the tag 'digits-1' is immutable") as refused:
        repository(registry).push(other.layout, other.manifest, "digits-1")
    assert (refused.value.status, refused.value.code) == (400, "TAG_INVALID")


def test_another_digest_in_the_registry_is_an_error(registry: FakeRegistry, image: Image) -> None:
    registry.says_digest = "sha256:" + "0" * 64
    with pytest.raises(RegistryError, match="but the registry has sha256:000"):
        repository(registry).push(image.layout, image.manifest, "digits-1")


@pytest.mark.parametrize("method", ["HEAD", "POST", "PATCH", "PUT"])
def test_what_fails_in_passing_is_tried_again(
    registry: FakeRegistry, image: Image, pauses: Pauses, method: str
) -> None:
    registry.failures[method] = [503, 500, 429]
    repository(registry, pauses).push(image.layout, image.manifest, "digits-1")
    assert registry.tags == {"digits-1": image.manifest["digest"]}
    assert len(pauses.seconds) == 3
    assert pauses.seconds == sorted(pauses.seconds)


def test_an_upload_that_broke_off_starts_anew(registry: FakeRegistry, image: Image, pauses: Pauses) -> None:
    registry.failures["PUT"] = [502]
    repository(registry, pauses).push(image.layout, image.manifest, "digits-1")
    assert registry.requests.count("POST blobs/uploads/") == 3, "two blobs, one of them twice"


def test_what_keeps_failing_is_told(registry: FakeRegistry, image: Image, pauses: Pauses) -> None:
    registry.failures["HEAD"] = [503] * 9
    with pytest.raises(RegistryError, match=r"failed: HTTP 503$"):
        repository(registry, pauses).push(image.layout, image.manifest, "digits-1")
    assert len(registry.requests) == ATTEMPTS


def test_a_refusal_is_not_tried_again_and_does_not_tell_the_login(registry: FakeRegistry, image: Image) -> None:
    registry.authorization = "Basic other"
    with pytest.raises(RegistryError, match="HTTP 401") as refused:
        repository(registry, authorization=TOKEN).push(image.layout, image.manifest, "digits-1")
    assert len(registry.requests) == 1
    assert TOKEN.split()[1] not in str(refused.value)


def test_the_login_goes_with_every_request(registry: FakeRegistry, image: Image) -> None:
    registry.authorization = TOKEN
    repository(registry, authorization=TOKEN).push(image.layout, image.manifest, "digits-1")
    assert set(registry.logins) == {TOKEN}


def test_a_damaged_blob_is_not_sent(registry: FakeRegistry, image: Image) -> None:
    image.layout.path(image.layer["digest"]).write_bytes(b"damaged")
    with pytest.raises(ImageError, match="is damaged"):
        repository(registry).push(image.layout, image.manifest, "digits-1")
    assert "PUT manifests/digits-1" not in registry.requests


def offer(registry: FakeRegistry, image: Image, kind: str, docker: bool) -> None:
    """Put the image behind an index, as one of two platforms."""
    manifest = image.layout.read_json(image.manifest["digest"])
    for blob in (manifest["config"], *manifest["layers"]):
        registry.put(image.layout.read(blob["digest"]))
    if docker:
        manifest["mediaType"] = DOCKER_MANIFEST
        manifest["layers"][0]["mediaType"] = DOCKER_LAYER_GZIP
    digest = registry.put_manifest("sha256:", manifest["mediaType"], canonical(manifest))
    entry = {"mediaType": manifest["mediaType"], "digest": digest, "size": 1}
    other = {**entry, "digest": "sha256:" + "1" * 64, "platform": {"os": "linux", "architecture": "arm64"}}
    listed = [other, {**entry, "platform": {"os": "linux", "architecture": "amd64"}}]
    registry.put_manifest("3.13", kind, canonical({"mediaType": kind, "manifests": listed}))


@pytest.mark.parametrize(("kind", "docker"), [(INDEX, False), (DOCKER_INDEX, True)])
def test_a_base_is_pulled_with_an_anonymous_token(
    registry: FakeRegistry, image: Image, tmp_path: Path, kind: str, docker: bool
) -> None:
    offer(registry, image, kind, docker)
    registry.authorization = "Bearer anonymous"
    out = Layout.create(tmp_path / "out")
    base = bases.load(f"registry.localhost:{registry.port}/team/digits:3.13", out, AMD64)
    assert [layer["digest"] for layer in base.layers] == [image.layer["digest"]]
    assert {layer["mediaType"] for layer in base.layers} == {image.layer["mediaType"]}
    assert base.tree.kind("file") == "file"
    assert gzip.decompress(out.read(image.layer["digest"]))[:4] == b"file"


def test_a_platform_that_is_not_offered_is_told(registry: FakeRegistry, image: Image, tmp_path: Path) -> None:
    offer(registry, image, INDEX, docker=False)
    with pytest.raises(ImageError, match="no image for linux/s390x"):
        repository(registry).pull(Layout.create(tmp_path / "out"), "3.13", Platform("linux", "s390x"))


def test_what_is_not_what_it_should_be_is_not_pulled(registry: FakeRegistry, image: Image, tmp_path: Path) -> None:
    offer(registry, image, INDEX, docker=False)
    registry.blobs[image.layer["digest"]] = b"something else"
    with pytest.raises(RegistryError, match="for the blob"):
        repository(registry).pull(Layout.create(tmp_path / "out"), "3.13", AMD64)


def test_a_login_does_not_follow_to_another_host(registry: FakeRegistry, image: Image, tmp_path: Path) -> None:
    offer(registry, image, INDEX, docker=False)
    elsewhere = FakeRegistry()
    try:
        elsewhere.blobs.update(registry.blobs)
        registry.redirect_blobs_to = elsewhere.url
        repository(registry, authorization=TOKEN).pull(Layout.create(tmp_path / "out"), "3.13", AMD64)
        assert set(registry.logins) == {TOKEN}
        assert set(elsewhere.logins) == {""}
    finally:
        elsewhere.close()


def test_a_login_does_not_go_to_where_another_host_takes_uploads(registry: FakeRegistry, image: Image) -> None:
    elsewhere = FakeRegistry()
    try:
        registry.uploads_go_to = elsewhere
        repository(registry, authorization=TOKEN).push(image.layout, image.manifest, "digits-1")
        assert image.layer["digest"] in elsewhere.blobs
        assert set(registry.logins) == {TOKEN}
        assert set(elsewhere.logins) == {""}
    finally:
        elsewhere.close()


def test_plain_http_is_for_this_machine_only() -> None:
    assert base_url("111111111111.dkr.ecr.eu-central-1.localhost:4566").startswith("http://")
    assert base_url("127.0.0.1:5000").startswith("http://")
    assert base_url("localhost.example.com").startswith("https://")
    with pytest.raises(RegistryError, match="plain HTTP is for this machine only"):
        Repository("http://registry.example.com", "digits").digest("1")


@pytest.mark.parametrize(
    ("text", "host", "name", "reference"),
    [
        ("python", "registry-1.docker.io", "library/python", "latest"),
        ("team/app:1", "registry-1.docker.io", "team/app", "1"),
        ("docker.io/python:3", "registry-1.docker.io", "library/python", "3"),
        ("public.ecr.aws/lambda/python:3.13", "public.ecr.aws", "lambda/python", "3.13"),
        ("localhost:5000/a", "localhost:5000", "a", "latest"),
        (f"ghcr.io/a/b:1@sha256:{'a' * 64}", "ghcr.io", "a/b", f"sha256:{'a' * 64}"),
    ],
)
def test_names_of_images(text: str, host: str, name: str, reference: str) -> None:
    assert parse(text) == Reference(host, name, reference)


@pytest.mark.parametrize("text", ["", "UPPER", "a b", "a:b:c", "a@sha256:12"])
def test_what_names_no_image(text: str) -> None:
    with pytest.raises(ImageError, match="not the name of an image"):
        parse(text)


def test_errors_that_are_not_json_are_told_by_their_status(registry: FakeRegistry) -> None:
    registry.failures["GET"] = [418]
    with pytest.raises(RegistryError, match="HTTP 418"):
        repository(registry).pull(Layout(Path()), "1", AMD64)
    assert json.dumps(registry.requests) == '["GET manifests/1"]'
