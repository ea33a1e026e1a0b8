# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How lookups ask AWS: whichever asks, a session, a client and a cluster's description are had once in a process.

A fork begins anew: connections are not shared between processes, and an answer from before a task may be out of date.
"""

from __future__ import annotations

import base64
import collections.abc as c
import contextlib
import functools
import hashlib
import os
import pathlib
import typing as t

from ansible import constants as C
from ansible.errors import AnsibleLookupError

from ...module_utils._eks import bearer, preflight
from ...module_utils._eks.common import HINTS
from ...module_utils._engine.api import Api
from ...module_utils._engine.errors import EngineError
from ...module_utils._kube.asking import Ask as AskServer, of_eks
from .environment import Pairs, acting_as

with contextlib.suppress(ImportError):  # asking() reports it
    import boto3
    from botocore.exceptions import BotoCoreError


@contextlib.contextmanager
def asking(lookup: str) -> c.Iterator[None]:
    """Hold while a lookup asks AWS. Raises AnsibleLookupError, with its name, for what keeps it from an answer.

    An OSError is one too: certificates are kept in a file.
    """
    if not bearer.HAS_BOTO3:
        raise AnsibleLookupError(f"{lookup}: boto3 is not installed where Ansible runs.")
    try:
        yield
    except (EngineError, BotoCoreError, OSError) as error:
        raise AnsibleLookupError(f"{lookup}: {error}") from error


def session(environment: Pairs) -> t.Any:
    """Return boto3's session for the environment of a host."""
    return _session(environment, os.getpid())


def api(service: str, environment: Pairs) -> Api:
    """Return a service of AWS, to be called with Ansible's names."""
    return _api(service, environment, os.getpid())


def ask(environment: Pairs) -> preflight.Ask:
    """Return how the services of AWS are had by their names."""
    return lambda service: api(service, environment)


def cluster(name: str, environment: Pairs) -> dict[str, t.Any] | None:
    """Return the description of an EKS cluster, None if there is none. Raises EngineError."""
    return _cluster(name, environment, os.getpid())


def token(cluster_name: str, environment: Pairs) -> str:
    """Return what the API server of an EKS cluster lets in. Raises BotoCoreError without credentials."""
    with acting_as(dict(environment)):
        return bearer.token(_sts(environment, os.getpid()), cluster_name)


def server(found: c.Mapping[str, t.Any], environment: Pairs) -> AskServer:
    """Return how the API server of an EKS cluster is asked, by its description. Raises BotoCoreError."""
    authority = authority_file(str(found["certificate_authority"]["data"]))
    return of_eks(str(found["endpoint"]), authority, token(str(found["name"]), environment))


def authority_file(data: str) -> str:
    """Return a file of this run with the certificate of an API server in it, by *data*, in which EKS gives it."""
    authority = base64.b64decode(data)
    file = pathlib.Path(C.DEFAULT_LOCAL_TMP, f"inferops-authority-{hashlib.sha256(authority).hexdigest()}.pem")
    if not file.is_file():
        # Written beside and moved: another host's worker may read it at this moment.
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_bytes(authority)
        partial.replace(file)
    return str(file)


@functools.cache
def _session(environment: Pairs, _process: int) -> t.Any:
    with acting_as(dict(environment)):
        return boto3.session.Session()


@functools.cache
def _sts(environment: Pairs, _process: int) -> t.Any:
    return session(environment).client("sts", config=bearer.addressed_to_aws())


@functools.cache
def _api(service: str, environment: Pairs, _process: int) -> Api:
    with acting_as(dict(environment)):
        return Api(session(environment).client(service), HINTS if service == "eks" else ())


@functools.cache
def _cluster(name: str, environment: Pairs, _process: int) -> dict[str, t.Any] | None:
    with acting_as(dict(environment)):
        return preflight.cluster(ask(environment), name)
