# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is kept for AWS calls, and for whom."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

pytest.importorskip("boto3")

import botocore.credentials
import botocore.session

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import aws_calls


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> t.Callable[..., str]:
    """Return the folder for assumed roles under some settings."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    def of(**settings: str) -> str:
        with monkeypatch.context() as changed:
            for name, value in settings.items():
                changed.setenv(name, value)
            return aws_calls._assumed_roles()

    return of


def test_the_same_settings_share_an_assumed_role(folder: t.Callable[..., str]) -> None:
    assert folder(AWS_PROFILE="a", OTHER="1") == folder(AWS_PROFILE="a", OTHER="2")


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL", "AWS_REGION"])
def test_other_settings_do_not(folder: t.Callable[..., str], name: str) -> None:
    assert folder(**{name: "a"}) != folder(**{name: "b"})


def test_a_configuration_that_changed_does_not(folder: t.Callable[..., str], tmp_path: pathlib.Path) -> None:
    before = folder()
    (tmp_path / "config").write_text("[default]\n", "utf-8")
    assert folder() != before


def test_the_folder_ends_with_the_run(folder: t.Callable[..., str]) -> None:
    from ansible import constants as C

    assert pathlib.Path(folder()).parent == pathlib.Path(C.DEFAULT_LOCAL_TMP)


def test_botocore_is_as_before_afterwards() -> None:
    before = botocore.credentials.create_credential_resolver
    with aws_calls.arranged():
        assert botocore.credentials.create_credential_resolver is not before
    assert botocore.credentials.create_credential_resolver is before


def test_a_session_takes_the_credentials_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setattr(aws_calls, "_assumed_roles", lambda: str(tmp_path))
    with aws_calls.arranged():
        resolver = botocore.session.Session().get_component("credential_provider")
    assumed = next(provider for provider in resolver.providers if provider.METHOD == "assume-role")
    assert assumed.cache._working_dir == str(tmp_path)


@pytest.mark.parametrize(
    ("module", "services"),
    [("s3_bucket", ("s3",)), ("ecs_ecr", ("ecr",)), ("lambda_policy", ("lambda",)), ("k8s", ())],
)
def test_the_services_of_a_module(module: str, services: tuple[str, ...]) -> None:
    assert aws_calls.services_of(module) == services


def test_every_service_named_has_a_description() -> None:
    known = botocore.session.get_session().get_available_services()
    assert {service for services in aws_calls.SERVICES.values() for service in services} <= set(known)
