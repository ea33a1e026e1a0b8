# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The daemonless builder: what it makes, that it makes the same again, and what it refuses."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import daemonless
from ansible_collections.inferops.aws.plugins.module_utils._oci.building import Job
from ansible_collections.inferops.aws.plugins.module_utils._oci.dockerfile import DockerfileError
from ansible_collections.inferops.aws.plugins.module_utils._oci.layout import Layout

from .conftest import MakeJob

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Built:
    """An image that was built: its digest, its configuration, and the entries of its layers."""

    def __init__(self, job: Job, folder: Path) -> None:
        layout = Layout.create(folder)
        described = daemonless.build(job.context, job.dockerfile, job.build_args, job.platform, layout, job.base)
        self.layout = layout
        self.digest: str = described["digest"]
        self.manifest = layout.read_json(self.digest)
        self.image = layout.read_json(self.manifest["config"]["digest"])
        self.config: dict[str, Any] = self.image["config"]

    @property
    def layers(self) -> list[list[tarfile.TarInfo]]:
        found = []
        for layer in self.manifest["layers"]:
            with tarfile.open(self.layout.path(layer["digest"])) as archive:
                found.append(archive.getmembers())
        return found

    @property
    def paths(self) -> list[list[str]]:
        return [[member.name for member in members] for members in self.layers]


def test_the_configuration_is_what_the_dockerfile_says(make_job: MakeJob, tmp_path: Path) -> None:
    text = """
ARG TAG=none
FROM scratch AS only
ARG LEVEL=info OTHER
ARG TARGETARCH
ENV LEVEL=${LEVEL} ARCH=$TARGETARCH
ENV OLD the old form
LABEL a="b c" d=$LEVEL
WORKDIR /app
WORKDIR sub
USER 1000:1000
EXPOSE 8080 53/udp
VOLUME ["/data"]
STOPSIGNAL SIGINT
ENTRYPOINT ["python3", "-m", "$LEVEL"]
CMD serve --port 80
"""
    built = Built(make_job(text, LEVEL="debug"), tmp_path / "out")
    assert built.config == {
        "Env": [PATH, "LEVEL=debug", "ARCH=amd64", "OLD=the old form"],
        "Labels": {"a": "b c", "d": "debug"},
        "WorkingDir": "/app/sub",
        "User": "1000:1000",
        "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
        "Volumes": {"/data": {}},
        "StopSignal": "SIGINT",
        "Entrypoint": ["python3", "-m", "$LEVEL"],
        "Cmd": ["/bin/sh", "-c", "serve --port 80"],
    }
    assert (built.image["os"], built.image["architecture"]) == ("linux", "amd64")
    assert built.paths == [["app"], ["app/sub"]]
    layered = [entry for entry in built.image["history"] if "empty_layer" not in entry]
    assert len(layered) == len(built.image["rootfs"]["diff_ids"]) == 2


def test_an_argument_before_from_is_not_one_of_the_stage(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job("ARG A=1\nFROM scratch\nENV B=x$A\nARG A\nENV C=x$A\n", A="2")
    assert Built(job, tmp_path / "out").config["Env"][1:] == ["B=x", "C=x2"]


def test_the_same_content_is_the_same_image_byte_for_byte(make_job: MakeJob, tmp_path: Path) -> None:
    files = {"app/b.py": "b", "app/a.py": "a", "run.sh": "#!/bin/sh\n"}
    job = make_job("FROM scratch\nCOPY app /app\nCOPY run.sh /\n", files)
    one = Built(job, tmp_path / "one")
    root = job.context.root
    for path in (root / "app" / "a.py", root / "app", root):
        os.utime(path, (1, 1))
    (root / "app" / "a.py").chmod(0o600)
    again = make_job("FROM scratch\nCOPY app /app\nCOPY run.sh /\n", files)
    assert Built(again, tmp_path / "two").digest == one.digest
    for name in ("index.json", "oci-layout"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    members = [member for layer in one.layers for member in layer]
    assert {(member.mtime, member.uid, member.gid, member.uname) for member in members} == {(0, 0, 0, "")}
    assert one.paths[0] == ["app", "app/a.py", "app/b.py"]


def test_this_content_has_this_digest_in_every_release(make_job: MakeJob, tmp_path: Path) -> None:
    """What is not compressed does not depend on the release of zlib: the digests of the layers' content."""
    built = Built(make_job("FROM scratch\nCOPY a /a\nENV B=c\n", {"a": "content\n"}), tmp_path / "out")
    assert built.image["rootfs"]["diff_ids"] == [
        "sha256:ada727bdece805b63d72bbcc67016d93eb20829f3fe640462ce0bcd46f2c1e64"
    ]


@pytest.mark.parametrize(
    ("copy", "paths"),
    [
        ("COPY app /srv", ["srv", "srv/main.py", "srv/sub", "srv/sub/x"]),
        ("COPY app/ /srv/", ["srv", "srv/main.py", "srv/sub", "srv/sub/x"]),
        ("COPY a.txt /srv/", ["srv", "srv/a.txt"]),
        ("COPY a.txt /srv", ["srv"]),
        ("COPY *.txt /srv/", ["srv", "srv/a.txt", "srv/b.txt"]),
        ("COPY a.txt b.txt /", ["a.txt", "b.txt"]),
        ("COPY a.txt .", ["work/a.txt"]),
        ("COPY a.txt ./", ["work/a.txt"]),
        ("COPY a.txt sub/", ["work/sub", "work/sub/a.txt"]),
        ("COPY a.txt sub/c.txt", ["work/sub", "work/sub/c.txt"]),
        ("COPY a.txt ..", ["a.txt"]),
        ('COPY ["with blank", "/x/"]', ["x", "x/with blank"]),
        ("COPY $WHAT /", ["a.txt"]),
        ("COPY app/sub/../main.py /", ["main.py"]),
        ("COPY link /", ["link"]),
        ("COPY app/*/x /", ["x"]),
    ],
)
def test_where_copy_puts_things(make_job: MakeJob, tmp_path: Path, copy: str, paths: list[str]) -> None:
    files = {"app/main.py": "", "app/sub/x": "", "a.txt": "a", "b.txt": "b", "with blank": ""}
    make_job("", files).context.root.joinpath("link").symlink_to("a.txt")
    job = make_job(f"FROM scratch\nENV WHAT=a.txt\nWORKDIR /work\n{copy}\n", files)
    assert Built(job, tmp_path / "out").paths == [["work"], paths]


def test_owner_mode_and_links(make_job: MakeJob, tmp_path: Path) -> None:
    root = make_job("", {"app/a": "", "app/run": ""}).context.root
    (root / "app" / "run").chmod(0o755)
    (root / "app" / "link").symlink_to("a")
    job = make_job("FROM scratch\nCOPY --chown=5:6 app /one\nCOPY --chmod=0700 app/a /two\n")
    one, two = Built(job, tmp_path / "out").layers
    assert {m.name: (oct(m.mode), m.uid, m.gid, m.linkname) for m in one} == {
        "one": ("0o755", 5, 6, ""),
        "one/a": ("0o644", 5, 6, ""),
        "one/link": ("0o777", 5, 6, "a"),
        "one/run": ("0o755", 5, 6, ""),
    }
    assert [(m.name, oct(m.mode)) for m in two] == [("two", "0o700")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "FROM scratch\nCOPY a /\nRUN pip install x\n",
            "line 3: RUN is beyond the daemonless builder. Builders that can",
        ),
        ("FROM scratch\nADD a /\n", "line 2: ADD is beyond .*COPY takes local files"),
        ("FROM a AS one\nFROM b\n", "line 2: a second FROM is beyond"),
        ("FROM scratch\nCOPY --from=one a /\n", "line 2: COPY --from is beyond"),
        ("FROM scratch\nCOPY <<EOF /x\nEOF\n", "line 2: COPY <<EOF is beyond"),
        ("FROM scratch\nRUN <<EOF\napt update\nEOF\n", "line 2: RUN <<EOF is beyond"),
        ("FROM scratch\nHEALTHCHECK CMD x\n", "line 2: HEALTHCHECK is beyond"),
        ("ENV A=1\nFROM scratch\n", "line 1: a Dockerfile begins with FROM"),
        ("ARG A=1\n", "line 1: a Dockerfile begins with FROM"),
        ("ARG A\nFROM $A\n", "line 2: FROM .A names no image"),
        ("FROM scratch\nCOPY nothing /\n", "line 2: COPY: 'nothing' is not in the build context"),
        ("FROM scratch\nCOPY ../x /\n", "line 2: COPY: '../x' is not in"),
        ("FROM scratch\nCOPY a b /c\n", "line 2: COPY: with several sources"),
        ("FROM scratch\nCOPY a\n", "line 2: COPY needs a source and a destination"),
        ("FROM scratch\nCOPY --chown=nobody a /\n", "line 2: COPY: --chown=nobody must be numbers"),
        ("FROM scratch\nCOPY --chmod=u+x a /\n", "line 2: COPY: --chmod=u.x must be an octal number"),
        ("FROM scratch\nCOPY out /\n", "line 2: COPY: 'out' is a symbolic link that leads out"),
        ("FROM scratch\nENV A\n", "line 2: ENV A has no value"),
        ("FROM scratch\nENV A=1 B\n", "line 2: ENV 'B' is not name=value"),
        ("FROM scratch\nENV A='1\n", "line 2: ENV: the quote ' is not closed"),
        ("FROM scratch\nARG 1=2\n", "line 2: ARG '1' is not a name"),
        ("FROM scratch\nEXPOSE http\n", "line 2: EXPOSE 'http' is not a port"),
    ],
)
def test_what_it_refuses_is_told_with_its_line(make_job: MakeJob, tmp_path: Path, text: str, said: str) -> None:
    files = {"a": "", "b": ""}
    make_job("", files).context.root.joinpath("out").symlink_to("/etc/hostname")
    with pytest.raises(DockerfileError, match=said):
        Built(make_job(text, files), tmp_path / "out")


def test_a_refusal_comes_before_a_base_is_pulled(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job("FROM registry.localhost:1/none\nRUN x\n")
    with pytest.raises(DockerfileError, match="line 2: RUN"):
        Built(job, tmp_path / "out")


def test_the_layout_is_one_that_others_read(make_job: MakeJob, tmp_path: Path) -> None:
    built = Built(make_job("FROM scratch\n"), tmp_path / "out")
    index = json.loads((tmp_path / "out" / "index.json").read_bytes())
    assert index["manifests"][0]["digest"] == built.digest
    assert json.loads((tmp_path / "out" / "oci-layout").read_bytes()) == {"imageLayoutVersion": "1.0.0"}
