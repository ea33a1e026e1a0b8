# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An OCI image layout: a folder that holds one image as blobs named by their digest."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .errors import ImageError
from .spec import CHUNK, INDEX, INDEXES, MANIFEST, MANIFESTS, Json, Platform, canonical, descriptor, digest_of_file


class Layout:
    """Reads and writes the blobs and the index of a layout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> Layout:
        """Make an empty layout."""
        (folder / "blobs" / "sha256").mkdir(parents=True, exist_ok=True)
        (folder / "oci-layout").write_bytes(canonical({"imageLayoutVersion": "1.0.0"}))
        return cls(folder)

    def path(self, digest: str) -> Path:
        """Return where a blob lies."""
        algorithm, _divider, digits = digest.partition(":")
        if algorithm != "sha256" or len(digits) != 64 or not digits.isalnum():
            raise ImageError(f"{digest!r} is not a sha256 digest")
        return self.folder / "blobs" / algorithm / digits

    def read(self, digest: str) -> bytes:
        """Return a small blob. Raises ImageError if it is missing or not what its name says."""
        self.verify([{"digest": digest}])
        return self.path(digest).read_bytes()

    def read_json(self, digest: str) -> Json:
        """Return a blob that is JSON."""
        return dict(json.loads(self.read(digest)))

    def verify(self, descriptors: Iterable[Json]) -> None:
        """Raise ImageError unless every blob is there, whole and unchanged."""
        for item in descriptors:
            path = self.path(item["digest"])
            if not path.is_file():
                raise ImageError(f"The image layout {self.folder} lacks the blob {item['digest']}")
            if digest_of_file(path) != item["digest"]:
                raise ImageError(f"The blob {item['digest']} of the image layout {self.folder} is damaged")

    def put(self, media_type: str, data: bytes) -> Json:
        """Store a small blob; return its descriptor."""
        described = descriptor(media_type, data)
        self.path(described["digest"]).write_bytes(data)
        return described

    def put_json(self, media_type: str, value: Any) -> Json:
        """Store JSON in its canonical form; return its descriptor."""
        return self.put(media_type, canonical(value))

    @contextmanager
    def writing(self) -> Iterator[BlobWriter]:
        """Give a file to write a blob of any size to; it gets its name when it is complete."""
        handle, name = tempfile.mkstemp(dir=self.folder)
        writer = BlobWriter(os.fdopen(handle, "wb"))
        try:
            yield writer
            writer.file.close()
            os.replace(name, self.path(writer.digest))
        finally:
            writer.file.close()
            Path(name).unlink(missing_ok=True)

    def copy(self, stream: IO[bytes], media_type: str) -> Json:
        """Store what a stream gives; return its descriptor."""
        with self.writing() as writer:
            while chunk := stream.read(CHUNK):
                writer.write(chunk)
        return {"mediaType": media_type, "digest": writer.digest, "size": writer.size}

    def finish(self, config: Json, layers: list[Json]) -> Json:
        """Write the manifest and the index; return the manifest's descriptor."""
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
        described = self.put_json(MANIFEST, manifest)
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [described]}
        (self.folder / "index.json").write_bytes(canonical(index))
        return described

    def manifest(self, platform: Platform) -> Json:
        """Return the descriptor of the image for a platform. Raises ImageError if there is none."""
        try:
            index = json.loads((self.folder / "index.json").read_bytes())
        except (OSError, ValueError) as error:
            raise ImageError(f"{self.folder} is not an OCI image layout: {error}") from error
        found = self._choose(index["manifests"], platform)
        if found is None:
            raise ImageError(f"The image layout {self.folder} holds no image for {platform}")
        return found

    def _choose(self, listed: Iterable[Json], platform: Platform) -> Json | None:
        for item in listed:
            if item["mediaType"] in INDEXES:
                found = self._choose(self.read_json(item["digest"])["manifests"], platform)
                if found is not None:
                    return found
            elif item["mediaType"] in MANIFESTS and self._is_for(item, platform):
                return {key: item[key] for key in ("mediaType", "digest", "size")}
        return None

    def _is_for(self, item: Json, platform: Platform) -> bool:
        if "platform" in item:
            return platform.matches(item["platform"])
        return platform.matches(self.read_json(self.read_json(item["digest"])["config"]["digest"]))


class BlobWriter:
    """A file that knows the digest and the size of what was written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Append some bytes."""
        self._hash.update(data)
        self.size += len(data)
        return self.file.write(data)

    def flush(self) -> None:
        """Nothing to do: part of what a gzip stream expects of a file."""

    @property
    def digest(self) -> str:
        """The digest of what was written so far."""
        return "sha256:" + self._hash.hexdigest()
