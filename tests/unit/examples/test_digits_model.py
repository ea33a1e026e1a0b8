# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from app import source
from app.model import Model, ModelError, parse
from app.settings import BUNDLED_MODEL, Settings, SettingsError, from_environment
from app.source import load
from botocore.response import StreamingBody
from botocore.stub import Stubber


@pytest.fixture(scope="module")
def model() -> Model:
    return load(Settings())


def test_is_right_about_images_it_has_never_seen(model: Model, held_out: dict[str, Any]) -> None:
    labels = [model.predict(image).label for image in held_out["instances"]]
    right = [found == wanted for found, wanted in zip(labels, held_out["labels"], strict=True)]
    assert len(right) >= 100
    assert sum(right) / len(right) >= 0.95
    assert sum(right[:100]) / 100 >= 0.95  # the ones the demonstration sends


def test_the_first_hundred_images_show_every_digit_ten_times(held_out: dict[str, Any]) -> None:
    assert set(Counter(held_out["labels"][:100]).values()) == {10}


def test_probabilities_are_probabilities_and_higher_when_right(model: Model, held_out: dict[str, Any]) -> None:
    found = [model.predict(image) for image in held_out["instances"]]
    assert all(0.1 <= prediction.probability <= 1 for prediction in found)
    means = {
        right: [
            p.probability for p, label in zip(found, held_out["labels"], strict=True) if (p.label == label) is right
        ]
        for right in (True, False)
    }
    assert sum(means[True]) / len(means[True]) > sum(means[False]) / len(means[False])


def test_the_digest_is_that_of_the_file(model: Model) -> None:
    assert model.digest == hashlib.sha256(BUNDLED_MODEL.read_bytes()).hexdigest()


def damaged(**changes: object) -> bytes:
    return json.dumps({**json.loads(BUNDLED_MODEL.read_bytes()), **changes}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        damaged(format="digits-2"),
        damaged(layers=[]),
        damaged(layers=[{"weights": [[1, 2], [1]], "biases": [0, 0]}] * 2),
        damaged(layers=[{"weights": [[1, 2]], "biases": [0, 0]}] * 2),
        damaged(layers=[{"weights": [["x"]], "biases": [0]}] * 2),
        damaged(layers=[{"weights": [[1, 2, 3]], "biases": [0]}] * 2),
        damaged(layers=[{"weights": 1, "biases": 2}] * 2),
    ],
)
def test_a_damaged_model_is_refused(content: bytes) -> None:
    with pytest.raises(ModelError, match="model file cannot be used"):
        parse(content, "digest")


class Bucket:
    """Stands for S3, and counts."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.fetched: list[tuple[str, str]] = []

    def __call__(self, bucket: str, key: str) -> bytes:
        self.fetched.append((bucket, key))
        return self.content


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bucket:
    stand_in = Bucket(BUNDLED_MODEL.read_bytes())
    monkeypatch.setattr(source, "fetch", stand_in)
    monkeypatch.setattr(source.tempfile, "gettempdir", lambda: str(tmp_path))
    return stand_in


@pytest.fixture
def in_bucket(bucket: Bucket) -> Settings:
    digest = hashlib.sha256(bucket.content).hexdigest()
    return Settings(bucket="models", key=f"digits/{digest}/model.json")


def test_the_object_is_read_from_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("s3", "eu-central-1", aws_access_key_id="id", aws_secret_access_key="key")
    monkeypatch.setattr(boto3, "client", lambda *_names, **_options: client)
    body = StreamingBody(io.BytesIO(b"content"), 7)
    with Stubber(client) as stub:
        stub.add_response("get_object", {"Body": body}, {"Bucket": "models", "Key": "a/model.json"})
        assert source.fetch("models", "a/model.json") == b"content"


def test_a_model_from_s3_is_fetched_once_for_each_environment(bucket: Bucket, in_bucket: Settings) -> None:
    assert load(in_bucket).digest in in_bucket.key
    assert load(in_bucket).digest in in_bucket.key
    assert bucket.fetched == [("models", in_bucket.key)]


def test_a_model_that_is_not_what_its_key_says_is_refused(bucket: Bucket, in_bucket: Settings, tmp_path: Path) -> None:
    bucket.content += b" "
    with pytest.raises(ModelError, match="its key says"):
        load(in_bucket)
    assert not list(tmp_path.iterdir())


def test_a_damaged_local_copy_is_fetched_again(bucket: Bucket, in_bucket: Settings, tmp_path: Path) -> None:
    load(in_bucket)
    (copy,) = tmp_path.iterdir()
    copy.write_bytes(b"cut off")
    assert load(in_bucket).digest in in_bucket.key
    assert len(bucket.fetched) == 2


@pytest.mark.parametrize("key", ["model.json", "a" * 63 + "/m", "a" * 65 + "/m", "a" * 64 + "/" + "b" * 64, "A" * 64])
def test_a_key_without_one_digest_is_refused(bucket: Bucket, in_bucket: Settings, key: str) -> None:
    with pytest.raises(ModelError, match="MODEL_KEY"):
        load(replace(in_bucket, key=key))
    assert not bucket.fetched


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"MAX_BODY_BYTES": "1 MiB"}, "MAX_BODY_BYTES"),
        ({"MAX_BODY_BYTES": "0"}, "MAX_BODY_BYTES"),
        ({"MAX_INSTANCES": "-1"}, "MAX_INSTANCES"),
        ({"MAX_INSTANCES": "²"}, "MAX_INSTANCES"),
        ({"PORT": "http"}, "PORT"),
        ({"MODEL_BUCKET": "models"}, "MODEL_KEY"),
        ({"MODEL_KEY": "key"}, "MODEL_BUCKET"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        from_environment(environ)


def test_settings_come_from_the_environment() -> None:
    environ = {"MAX_BODY_BYTES": "10", "MAX_INSTANCES": "2", "PORT": "81", "MODEL_PATH": "/models/m.json"}
    assert from_environment(environ) == Settings(10, 2, 81, path=Path("/models/m.json"))
    assert from_environment({}) == Settings()
