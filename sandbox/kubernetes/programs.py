# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which programs a control plane is made of, and where released ones are published.

Versions are those that tools/go.mod pins; nothing else names one.
"""

from __future__ import annotations

import hashlib
import platform
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOOLS = Path(__file__).parent / "tools"

_KUBERNETES = "k8s.io/kubernetes"
_KWOK = "sigs.k8s.io/kwok"
_METRICS = "sigs.k8s.io/metrics-server"
_ETCD = "go.etcd.io/etcd/server/v3"

_KUBERNETES_RELEASE = "https://dl.k8s.io/release/{version}/bin/{os}/{arch}/{name}"
_KWOK_RELEASE = "https://github.com/kubernetes-sigs/kwok/releases/download/{version}/{name}-{os}-{arch}"
_METRICS_RELEASE = "https://github.com/kubernetes-sigs/metrics-server/releases/download/{version}/{name}-{os}-{arch}"
_ETCD_RELEASE = "https://github.com/etcd-io/etcd/releases/download/{version}/etcd-{version}-{os}-{arch}.tar.gz"
_ETCD_CHECKSUMS = "https://github.com/etcd-io/etcd/releases/download/{version}/SHA256SUMS"

#: Variables in which Kubernetes' programs carry their version; a build outside Kubernetes' own tree leaves them empty.
_STAMPED = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")


@dataclass(frozen=True)
class Program:
    """One program: the Go package it is built from, its release, and where that release's SHA-256 is published.

    `checksum` is empty where a project publishes none: then TLS alone vouches for the download. `member` is the name
    of the file inside an archive.
    """

    name: str
    module: str
    package: str
    release: str
    checksum: str = ""
    member: str = ""
    is_stamped: bool = False

    @property
    def version(self) -> str:
        """The pinned version, with its leading v."""
        return versions()[self.module]

    @property
    def minor(self) -> str:
        """`major.minor` of the pinned version: what a program found on this machine must have."""
        return ".".join(self.version.removeprefix("v").split(".")[:2])

    @property
    def release_url(self) -> str:
        return self._filled(self.release)

    @property
    def checksum_url(self) -> str:
        return self._filled(self.checksum)

    @property
    def member_path(self) -> str:
        return self._filled(self.member)

    @property
    def linker_flags(self) -> str:
        """No symbols; and the version, where it is not in the source."""
        major, minor = self.minor.split(".")
        values = {"gitVersion": self.version, "gitMajor": major, "gitMinor": minor}
        stamps = [f"-X {package}.{name}={value}" for package in _STAMPED for name, value in values.items()]
        return " ".join(["-s", "-w", *(stamps if self.is_stamped else [])])

    def _filled(self, template: str) -> str:
        return template.format(name=self.name, version=self.version, os=system(), arch=architecture())


def _kubernetes(name: str) -> Program:
    checksum = _KUBERNETES_RELEASE + ".sha256"
    return Program(name, _KUBERNETES, f"{_KUBERNETES}/cmd/{name}", _KUBERNETES_RELEASE, checksum, is_stamped=True)


PROGRAMS = (
    Program("kwokctl", _KWOK, f"{_KWOK}/cmd/kwokctl", _KWOK_RELEASE),
    Program("kwok", _KWOK, f"{_KWOK}/cmd/kwok", _KWOK_RELEASE),
    Program("etcd", _ETCD, _ETCD, _ETCD_RELEASE, _ETCD_CHECKSUMS, "etcd-{version}-{os}-{arch}/etcd"),
    _kubernetes("kubectl"),
    _kubernetes("kube-apiserver"),
    _kubernetes("kube-controller-manager"),
    _kubernetes("kube-scheduler"),
    Program("metrics-server", _METRICS, f"{_METRICS}/cmd/metrics-server", _METRICS_RELEASE),
)


@cache
def versions() -> dict[str, str]:
    """The version of every module that tools/go.mod requires."""
    text = (TOOLS / "go.mod").read_text(encoding="utf-8")
    return dict(re.findall(r"^(?:require\s+|\t)(\S+) (v\S+)", text, re.MULTILINE))


@cache
def key() -> str:
    """Names one set of programs on one kind of machine: the modules' verified contents, and the platform."""
    content = b"".join((TOOLS / name).read_bytes() for name in ("go.mod", "go.sum"))
    return f"{hashlib.sha256(content).hexdigest()[:16]}-{system()}-{architecture()}"


def system() -> str:
    return platform.system().lower()


def architecture() -> str:
    """As Go names it."""
    machine = platform.machine().lower()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)
