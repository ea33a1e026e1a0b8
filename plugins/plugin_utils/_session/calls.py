# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lookups ask AWS with: whichever asks, a session, a client and a cluster's description are had once in a process.

A fork begins anew: connections are not shared between processes, and an answer from before a task may be out of date.
"""

from __future__ import annotations

import functools
import os
import typing as t
from contextlib import suppress

from ...module_utils._eks import bearer, preflight
from ...module_utils._eks.common import HINTS
from ...module_utils._engine.api import Api
from .environment import Pairs, acting_as

with suppress(ImportError):  # lookups report it
    import boto3


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
        sts = session(environment).client("sts", config=bearer.addressed_to_aws())
        return bearer.token(sts, cluster_name)


@functools.cache
def _session(environment: Pairs, _process: int) -> t.Any:
    with acting_as(dict(environment)):
        return boto3.session.Session()


@functools.cache
def _api(service: str, environment: Pairs, _process: int) -> Api:
    with acting_as(dict(environment)):
        return Api(session(environment).client(service), HINTS if service == "eks" else ())


@functools.cache
def _cluster(name: str, environment: Pairs, _process: int) -> dict[str, t.Any] | None:
    with acting_as(dict(environment)):
        return preflight.cluster(ask(environment), name)
