# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every AWS call that a module makes in process: the one place for it.

Today: botocore's service descriptions are read once and shared, and the credentials of an assumed role are kept
for the length of the run, so that a run assumes a role once and not once a task. A guard against writes, a
journal of calls, retries and progress belong here.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import typing as t

from ansible import constants as C

try:
    import boto3
    import botocore.credentials
    import botocore.loaders
    import botocore.session
    import botocore.utils

    HAS_BOTO3 = True
except ImportError:
    HAS_BOTO3 = False

SERVICES = {
    "apigatewayv2": ("apigatewayv2",),
    "aws_caller": ("sts", "iam"),
    "cloudwatch_": ("cloudwatch",),
    "cloudwatchlogs": ("logs",),
    "deployment": ("resourcegroupstaggingapi",),
    "ec2": ("ec2",),
    "ecr_": ("ecr",),
    "ecs_ecr": ("ecr",),
    "ecs_": ("ecs",),
    "eks_": ("eks",),
    "elb_application": ("elbv2", "ec2"),
    "http_api": ("apigatewayv2",),
    "iam": ("iam",),
    "kms": ("kms",),
    "lambda": ("lambda",),
    "price_": ("pricing",),
    "rds": ("rds",),
    "route53": ("route53",),
    "s3": ("s3",),
    "sagemaker": ("sagemaker",),
    "secretsmanager": ("secretsmanager",),
    "session": ("resourcegroupstaggingapi",),
}
"""The services that a module calls, by how its name begins. A wrong guess costs time and nothing else."""

DESCRIPTIONS = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")
"""The kinds of description that a client reads."""


def share() -> None:
    """Import all that a client needs, and let every later session read a description only once."""
    if not HAS_BOTO3:
        return
    if not hasattr(botocore.session.create_loader, "cache_info"):
        botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    # Registering botocore's own handlers is most of what making a session takes. This one has read no configuration
    # and no environment yet, both of which it does when asked; a fork takes it for its first.
    _ready.append(botocore.session.get_session())
    # The first client of a process imports much of botocore. This one has no real keys and is never used.
    boto3.session.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name="us-east-1").client(
        "sts"
    ).close()


def share_service_of(module: str) -> None:
    """Read the descriptions of the services that the module of this name calls."""
    if not HAS_BOTO3:
        return
    loader = _loader()
    for service in services_of(module):
        for kind in DESCRIPTIONS:
            with contextlib.suppress(Exception):  # not every service has every kind
                loader.load_service_model(service, kind)


@functools.cache
def _loader() -> t.Any:
    return botocore.session.get_session().get_component("data_loader")


def services_of(module: str) -> tuple[str, ...]:
    """Return the services that the module of this name calls, as far as its name tells."""
    return next((services for prefix, services in SERVICES.items() if module.startswith(prefix)), ())


_ready: list[t.Any] = []
"""A session of botocore that nobody has used yet."""


@contextlib.contextmanager
def arranged() -> t.Iterator[None]:
    """Hold for the AWS calls made inside."""
    if not HAS_BOTO3:
        yield
        return
    with _roles_assumed_once(), _first_session_ready():
        yield


@contextlib.contextmanager
def _first_session_ready() -> t.Iterator[None]:
    """Give the first session that is asked for, if it is an ordinary one, from what the parent made ready."""
    original = botocore.session.get_session

    def get_session(env_vars: t.Any = None) -> t.Any:
        return _ready.pop() if _ready and env_vars is None else original(env_vars)

    botocore.session.get_session = get_session
    try:
        yield
    finally:
        botocore.session.get_session = original


@contextlib.contextmanager
def _roles_assumed_once() -> t.Iterator[None]:
    """Keep the credentials of assumed roles for the run."""
    original = botocore.credentials.create_credential_resolver
    kept: t.Any = botocore.utils.JSONFileCache(_assumed_roles())

    def with_cache(session: t.Any, cache: t.Any = None, region_name: str | None = None) -> t.Any:
        return original(session, cache=cache or kept, region_name=region_name)

    botocore.credentials.create_credential_resolver = with_cache
    try:
        yield
    finally:
        botocore.credentials.create_credential_resolver = original


def _assumed_roles() -> str:
    """Return a folder of this run for the credentials that the present settings lead to.

    botocore keys them by the role alone. The settings that lead to the role count as well: who assumes it, and at
    which endpoint.
    """
    settings = sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_"))
    files = [_state(name, default) for name, default in _CONFIGURATION]
    key = hashlib.sha256(repr((settings, files)).encode(errors="surrogateescape")).hexdigest()
    return os.path.join(C.DEFAULT_LOCAL_TMP, f"inferops-roles-{key[:32]}")


_CONFIGURATION = (("AWS_CONFIG_FILE", "~/.aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"))


def _state(name: str, default: str) -> tuple[str, int, int]:
    path = os.path.expanduser(os.environ.get(name) or default)
    try:
        found = os.stat(path)
    except OSError:
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_size
