# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the page of the digits example is set up, and what it refuses."""

from __future__ import annotations

import pytest
from ui.settings import Settings, SettingsError, from_environment

ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:digits:live"


def test_an_endpoint() -> None:
    assert from_environment({"INFERENCE_URL": "https://api.example.com/stage/"}) == Settings(
        url="https://api.example.com/stage"
    )


def test_a_function_says_its_own_region() -> None:
    settings = from_environment(
        {"INFERENCE_FUNCTION": ALIAS, "AWS_REGION": "us-west-2", "PORT": "80", "HOST": "127.0.0.1"}
    )
    assert settings == Settings(function=ALIAS, region="eu-central-1", port=80, address="127.0.0.1")


def test_requests_are_signed_for_the_region_of_the_environment() -> None:
    settings = from_environment(
        {"INFERENCE_URL": "https://api.example.com", "INFERENCE_SIGN": "execute-api", "AWS_REGION": "us-west-2"}
    )
    assert (settings.sign, settings.region) == ("execute-api", "us-west-2")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "exactly one is needed, neither is set"),
        ({"INFERENCE_URL": "http://a", "INFERENCE_FUNCTION": ALIAS}, "exactly one is needed, both are set"),
        ({"INFERENCE_URL": "ftp://a"}, "INFERENCE_URL is 'ftp://a'"),
        ({"INFERENCE_URL": "http://a:99999"}, "INFERENCE_URL is 'http://a:99999'"),
        ({"INFERENCE_URL": "http://me:secret@a"}, "without user, query and fragment"),
        ({"INFERENCE_FUNCTION": "digits"}, "the ARN of a Lambda function or alias is needed"),
        ({"INFERENCE_URL": "http://a", "INFERENCE_SIGN": "s3"}, "execute-api or lambda is needed"),
        ({"INFERENCE_URL": "http://a", "INFERENCE_SIGN": "lambda"}, "AWS_REGION is not set"),
        ({"INFERENCE_URL": "http://a", "PORT": "0"}, "PORT is '0': a whole number from 1 to 65535"),
        ({"INFERENCE_URL": "http://a", "INFERENCE_TIMEOUT_SECONDS": "1000"}, "a whole number from 1 to 900"),
    ],
)
def test_what_cannot_be_used_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        from_environment(environment)
    assert said in str(refused.value)
