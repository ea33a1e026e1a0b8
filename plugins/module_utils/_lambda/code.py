# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the code of a function is: the options that name it, and its digest, by which it is compared."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .._engine.api import Module, connect
from .._engine.errors import EngineError
from .._engine.values import UNKNOWN, holds_unknown, pick
from .package import package

_IMAGE = re.compile(
    r"(?P<repository_uri>(?:(?P<account>\d{12})\.dkr\.ecr\.)?[^/@]+/(?P<repository>[^:@]+))"
    r"(?::(?P<tag>[\w][\w.-]*))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
_PLACES = ("s3_bucket", "s3_key", "s3_object_version", "image_uri")
_ABSENT = ("404", "NoSuchKey", "NoSuchBucket", "NotFound", "ImageNotFoundException", "RepositoryNotFoundException")


def digest(chunks: Iterable[bytes]) -> str:
    """Return a SHA-256 as Lambda writes it, in base64."""
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(chunk)
    return base64.b64encode(total.digest()).decode()


def _from_file(options: Mapping[str, Any]) -> dict[str, Any]:
    path = Path(options["zip_file"])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EngineError(f"zip_file: {str(path)!r} cannot be read: {error.strerror}.") from error
    return {"zip_file": content, "code_sha256": digest([content]), "package_type": "Zip"}


def _from_folder(options: Mapping[str, Any]) -> dict[str, Any]:
    folder = Path(options["source"])
    try:
        content = package(folder, options.get("exclude") or ())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise EngineError(f"source: {str(folder)!r} cannot be packed: {reason}.") from error
    return {"zip_file": content, "code_sha256": digest([content]), "package_type": "Zip"}


def _object_digest(module: Module, options: Mapping[str, Any]) -> str:
    """Return the digest of an object: from its checksum if it has one, else by reading it."""
    s3 = connect(module, "s3")
    place = {"bucket": options["s3_bucket"], "key": options["s3_key"]}
    if options.get("s3_object_version"):
        place["version_id"] = options["s3_object_version"]
    head = s3.call("HeadObject", {**place, "checksum_mode": "ENABLED"})
    checksum = head.get("checksum_sha256", "")
    # The checksum of an object that was uploaded in parts is a hash of hashes and ends with their number.
    if checksum and "-" not in checksum and head.get("checksum_type") != "COMPOSITE":
        return str(checksum)
    return digest(s3.call("GetObject", place)["body"].iter_chunks(1 << 20))


def _from_bucket(module: Module, options: Mapping[str, Any]) -> dict[str, Any]:
    known = options.get("code_sha256") or _object_digest(module, options)
    return {"code_sha256": known, "package_type": "Zip"}


def _from_registry(module: Module, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return an image by its digest, which a tag is resolved to, so that what was compared is deployed."""
    image = _IMAGE.fullmatch(options["image_uri"])
    if image is None:
        raise EngineError(
            f"image_uri: {options['image_uri']!r} is not of the form registry/repository:tag or @sha256:..."
        )
    found = image["digest"]
    if found is None:
        query: dict[str, Any] = {
            "repository_name": image["repository"],
            "image_ids": [{"image_tag": image["tag"] or "latest"}],
        }
        if image["account"]:
            query["registry_id"] = image["account"]
        found = connect(module, "ecr").call("DescribeImages", query)["image_details"][0]["image_digest"]
    return {"image_uri": f"{image['repository_uri']}@{found}", "image_digest": found, "package_type": "Image"}


def _identify(module: Module, options: Mapping[str, Any]) -> dict[str, Any]:
    if options.get("source"):
        return _from_folder(options)
    if options.get("zip_file"):
        return _from_file(options)
    if options.get("s3_bucket"):
        return _from_bucket(module, options)
    return _from_registry(module, options) if options.get("image_uri") else {}


def _unknown(options: Mapping[str, Any]) -> dict[str, Any]:
    image = bool(options.get("image_uri"))
    digests = {"image_digest": UNKNOWN} if image else {"code_sha256": UNKNOWN}
    return {**options, **digests, "package_type": "Image" if image else "Zip"}


def with_code(module: Module, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return *options* with the digest of the code that they name.

    In check mode code that is not there yet has an unknown digest: an earlier task would have made it.
    """
    if module.check_mode and holds_unknown(pick(options, _PLACES)):
        return _unknown(options)
    try:
        return {**options, **_identify(module, options)}
    except EngineError as error:
        if not (module.check_mode and error.code in _ABSENT):
            raise
        return _unknown(options)
