# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the model comes from: a file, or an object in S3 whose key carries the sha256 of its content."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

from .model import Model, ModelError, parse
from .settings import Settings

DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_in(key: str) -> str:
    """The sha256 that a key carries, e.g. models/<sha256>/model.json; raises ModelError."""
    found = DIGEST.findall(key)
    if len(found) != 1:
        raise ModelError(f"MODEL_KEY {key!r} does not carry one sha256 (64 lower-case hexadecimal digits)")
    return str(found[0])


def fetch(bucket: str, key: str) -> bytes:
    """The object's content. Short timeouts: a cold start has ten seconds in all."""
    import boto3  # part of Lambda's runtime; not needed where the model is a file
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    content: bytes = boto3.client("s3", config=patience).get_object(Bucket=bucket, Key=key)["Body"].read()
    return content


def from_bucket(bucket: str, key: str, folder: Path) -> bytes:
    """The object's content, from `folder` when an earlier start has left it there."""
    wanted = digest_in(key)
    local = folder / f"model-{wanted}.json"
    if local.is_file() and sha256(kept := local.read_bytes()) == wanted:
        return kept
    content = fetch(bucket, key)
    if sha256(content) != wanted:
        raise ModelError(f"The model's sha256 is {sha256(content)}, its key says {wanted}")
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as partial:
        partial.write(content)
    Path(partial.name).replace(local)  # whole or not at all
    return content


def load(settings: Settings) -> Model:
    """Read the model the settings name; raises ModelError, OSError or what the SDK raises."""
    if settings.bucket:
        content = from_bucket(settings.bucket, settings.key, Path(tempfile.gettempdir()))
    else:
        content = settings.path.read_bytes()
    return parse(content, sha256(content))
