# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the variables of a host is said in one message, before anything is written.

Every mistake is a host of the last wave, and one run is for all of them and for a canary that is right: each must fail
at the first task, with its own message, and no wave may begin.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Sandbox
from sandbox.settings import CHECKOUT
from tests.integration.planting import Planted
from tests.integration.playbooks import CANARY, DEPLOY, Playbooks, Run
from tests.sandbox.deployment import Account

FIRST_TASK = "Check the variables of all roles and say who we are"
EXPIRED_REGION = "eu-north-1"
EMPTY = object()
OF_ANOTHER = "of-another"


@dataclass(frozen=True)
class Mistake:
    """Variables of a host that are wrong, and parts of the message: the variable, its value, what is allowed."""

    variables: Mapping[str, Any]
    says: tuple[str, ...]


def mistake(variable: str, value: Any, *allowed: str, shown: str | None = None, **others: Any) -> Mistake:
    """A mistake in one variable; `others` are variables that have to be there for it to be one."""
    return Mistake({variable: value, **others}, (f"{variable} is {shown or repr(value)}", *allowed))


MISTAKES = {
    "unknown_region": mistake("inferops_region", "eu-centrall-1", "allowed: a region of AWS, such as eu-central-1"),
    "no_region": mistake("inferops_region", "", "allowed: text", shown="not set"),
    "malformed_account": mistake("inferops_expected_account_id", "1111-2222", "allowed: 12 digits"),
    "account_as_a_short_number": mistake("inferops_expected_account_id", 12345, "allowed: 12 digits", shown="'12345'"),
    "wrong_account": Mistake(
        {"inferops_expected_account_id": "222222222222"},
        ("inferops_expected_account_id is '222222222222', but", "profile 'sandbox-dev'", "account 111111111111"),
    ),
    "missing_profile": mistake(
        "inferops_profile", "nobody", "allowed: a profile of the AWS configuration", "sandbox-dev"
    ),
    "missing_credentials": Mistake(
        {
            "inferops_profile": "",
            "inferops_environment": {
                "AWS_CONFIG_FILE": "/dev/null",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            },
        },
        ("No AWS credentials were found", "allowed: a profile (inferops_profile)"),
    ),
    "expired_credentials": Mistake(
        {"inferops_region": EXPIRED_REGION},
        ("The AWS credentials of profile 'sandbox-dev' (inferops_profile) have expired", "sign in again"),
    ),
    "secret_in_the_inventory": mistake(
        "inferops_environment",
        {"AWS_SECRET_ACCESS_KEY": "never-shown"},
        "allowed: no secrets; name a profile instead",
        shown="'AWS_SECRET_ACCESS_KEY'",
    ),
    "environment_is_no_dictionary": mistake("inferops_environment", "AWS_CONFIG_FILE", "allowed: a dictionary"),
    "tag_key_of_aws": mistake("inferops_tags", {"aws:team": "digits"}, "'aws:team'", "not beginning with aws:"),
    "tag_key_of_ours": mistake("inferops_tags", {"inferops:deployment": "x"}, "not beginning with aws: or inferops:"),
    "tag_value_is_a_list": mistake("inferops_tags", {"team": ["a", "b"]}, "'team'", "allowed: "),
    "tag_key_too_long": mistake("inferops_tags", {"k" * 129: "x"}, "1 to 128 characters"),
    "model_path_relative": mistake("model_store_file", "model/model.json", "allowed: an absolute path"),
    "model_missing": mistake("model_store_file", "/nowhere/model.json", "a file on this machine"),
    "model_not_given": mistake("model_store_file", "", "a file on this machine", shown="''"),
    "model_empty": Mistake(
        {"model_store_file": EMPTY}, ("model_store_file is", "empty'; allowed:", "a file that is not empty")
    ),
    "source_missing": mistake("inference_lambda_source", "/nowhere/src", "a folder or a zip file on this machine"),
    "nothing_to_build_an_image_from": mistake(
        "ecr_image_context", "", "the path of a folder, the build context", inference_lambda_package_type="Image"
    ),
    "memory_too_small": mistake("inference_lambda_memory_size", 64, "allowed: 128 to 10240 MB"),
    "memory_too_large": mistake("inference_lambda_memory_size", 20000, "allowed: 128 to 10240 MB"),
    "memory_is_no_number": mistake("inference_lambda_memory_size", "lots", "allowed: a whole number"),
    "memory_is_a_fraction": mistake("inference_lambda_memory_size", "512.5", "allowed: a whole number"),
    "timeout_too_short": mistake("inference_lambda_timeout", 0, "allowed: 1 to 900 seconds"),
    "timeout_too_long": mistake("inference_lambda_timeout", 901, "allowed: 1 to 900 seconds"),
    "timeout_longer_than_the_api_waits": mistake(
        "inference_lambda_timeout",
        60,
        "1 to 30 seconds behind an HTTP API",
        "function URL",
        "asynchronous",
        "load balancer",
    ),
    "api_waits_too_long": mistake("http_api_timeout_in_millis", 31000, "50 to 30000 milliseconds", "function URL"),
    "name_too_long_for_the_bucket": Mistake(
        {"inferops_name": "n" * 36},
        (
            f"model_store_bucket is '{'n' * 36}-models-111111111111-eu-central-1'",
            "3 to 63",
            "derived from inferops_name",
        ),
    ),
    "name_too_long_for_the_role": Mistake(
        {"inferops_name": "n" * 50, "model_store_bucket": "short"},
        (f"inferops_name is '{'n' * 50}'", f"{'n' * 50}-eu-central-1-lambda", "at most 64 characters (it has 70)"),
    ),
    "name_with_spaces": Mistake(
        {"inferops_name": "two words", "model_store_bucket": "short", "iam_lambda_role": "reader"},
        ("inference_lambda_function_name is 'two words'", "1 to 64 letters, digits, hyphens"),
    ),
    "api_open_by_accident": mistake(
        "http_api_open_to_world", False, "true when http_api_authorization_type is NONE", "anyone on the Internet"
    ),
    "authorization_unknown": mistake("http_api_authorization_type", "OAUTH", "allowed: AWS_IAM, JWT, NONE"),
    "jwt_without_issuer": mistake(
        "http_api_jwt_issuer",
        "",
        "the HTTPS URL of the issuer",
        shown="''",
        http_api_authorization_type="JWT",
        http_api_jwt_audience=["digits"],
        verify_headers={"Authorization": "Bearer of-a-test"},
    ),
    "jwt_without_a_token_to_test_with": mistake(
        "verify_headers",
        {},
        "headers with a token (Authorization)",
        shown="[]",
        http_api_authorization_type="JWT",
        http_api_jwt_issuer="https://login.example.com",
        http_api_jwt_audience=["digits"],
    ),
    "boolean_unreadable": mistake("http_api_open_to_world", "perhaps", "allowed: true or false"),
    "runner_unreadable": mistake("inferops_runner", "maybe", "allowed: true or false"),
    "rate_unreadable": mistake("http_api_throttling_rate_limit", "fast", "allowed: a number"),
    "list_of_wrong_things": mistake("inference_lambda_traffic_steps", ["half"], "allowed: a list, each item a number"),
    "steps_falling": mistake("inference_lambda_traffic_steps", [0.5, 0.1], "in rising order"),
    "steps_beyond_all": mistake("inference_lambda_traffic_steps", [0.5, 1], "from 0.01 to below 1"),
    "steps_too_small_to_be_met": mistake("inference_lambda_traffic_steps", [0.001, 0.5], "from 0.01 to below 1"),
    "too_few_versions_to_go_back": mistake("inference_lambda_versions_to_keep", 2, "allowed: 3 or more"),
    "cors_key_unknown": mistake(
        "http_api_cors_configuration", {"allow_origin": ["https://digits.example.com"]}, "keys out of", "allow_origins"
    ),
    "retention_unknown": mistake("inference_lambda_log_retention_in_days", 8, "allowed: 1, 3, 5, 7, 14"),
    "misspelt_under_our_prefix": Mistake(
        {"inferops_regoin": "eu-west-1"}, ("inferops_regoin is no variable", "did you mean inferops_region?")
    ),
    "boundary_of_another_account": mistake(
        "iam_permissions_boundary",
        "arn:aws:iam::222222222222:policy/boundary",
        "a managed policy of this account, arn:aws:iam::111111111111:policy/...",
        "or of AWS, arn:aws:iam::aws:policy/...",
    ),
    "boundary_of_another_partition": mistake(
        "iam_permissions_boundary", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess", "or of AWS, arn:aws:iam::aws:policy/"
    ),
    "role_of_another_account": mistake(
        "iam_lambda_role", "arn:aws:iam::222222222222:role/reader", "arn:aws:iam::111111111111:role/..., or its name"
    ),
    "wait_too_long": mistake("verify_wait", 901, "allowed: 0 to 900 seconds"),
    "role_taken_away": mistake("http_api_state", "absent", "allowed: present", "inferops.aws.destroy"),
    "state_unknown": mistake("iam_state", "gone", "allowed: present, absent"),
    "name_of_another_deployment": Mistake(
        {"inferops_name": OF_ANOTHER},
        (
            f"inferops_name is '{OF_ANOTHER}'; allowed: a name that nothing else has in eu-central-1 of account 1111",
            f"deployment another has it already: log group /aws/lambda/{OF_ANOTHER}",
            "set inferops_deployment to another",
        ),
    ),
    "two_mistakes": Mistake(
        {"inference_lambda_memory_size": 64, "http_api_timeout_in_millis": 31000},
        ("2 variables need attention", "inference_lambda_memory_size is 64", "http_api_timeout_in_millis is 31000"),
    ),
}
READABLE = {
    "inferops_expected_account_id": 111111111111,
    "inference_lambda_memory_size": "1024",
    "http_api_open_to_world": "yes",
    "http_api_throttling_rate_limit": "12.5",
    "model_store_retain": "False",
    "iam_permissions_boundary": "arn:aws:iam::aws:policy/PowerUserAccess",
    "inferops_name": "readable",
    "http_api_stag": "blue",
}
"""What is no mistake: values that can be read, and a name that is ours only by its prefix."""

TWINS = ("twin-a", "twin-b")


@pytest.fixture(scope="module")
def run(playbooks: Playbooks, sandbox: Sandbox, admin: Account, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("bad_input")
    (folder / "empty").touch()
    hosts = {name: with_path(folder, mistake.variables) for name, mistake in MISTAKES.items()}
    twins = {name: {"inferops_name": "twin"} for name in TWINS}
    group = {"vars": {"inferops_region": "eu-central-1"}, "hosts": {**hosts, **twins, "readable": READABLE}}
    inventory = folder / "hosts.json"
    inventory.write_text(json.dumps({"mistaken": group}), encoding="utf-8")
    folder_of_example = {"digits_folder": str(CHECKOUT / "examples" / "digits")}
    with (
        something_of_another(admin),
        sandbox.fault(
            service="sts", operation="GetCallerIdentity", region=EXPIRED_REGION, status=403, error_code="ExpiredToken"
        ),
    ):
        return playbooks.run(DEPLOY, "-i", str(inventory), variables=folder_of_example)


@contextlib.contextmanager
def something_of_another(account: Account) -> Iterator[None]:
    """A deployment with a name that a host of ours wants."""
    logs, group = account.client("logs"), f"/aws/lambda/{OF_ANOTHER}"
    logs.create_log_group(logGroupName=group, tags=Planted(OF_ANOTHER, "another", "eu-central-1").of("x"))
    try:
        yield
    finally:
        logs.delete_log_group(logGroupName=group)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_value_and_what_is_allowed(name: str, run: Run) -> None:
    assert (name, FIRST_TASK, "failed") in run.results
    for part in MISTAKES[name].says:
        assert part in run.failures[name]


def test_only_who_makes_several_mistakes_gets_a_list(run: Run) -> None:
    lists = {name for name, message in run.failures.items() if "variables need attention" in message}
    assert lists == {"two_mistakes"}


def test_of_two_hosts_with_one_name_the_second_hears_of_the_first(run: Run) -> None:
    """Which one that is, is chance; but both are named."""
    ((refused, message),) = ((host, run.failures[host]) for host in TWINS if host in run.failures)
    (other,) = set(TWINS) - {refused}
    assert message.startswith("inferops_name is 'twin'; allowed: a name that nothing else has in eu-central-1")
    assert message.endswith(f"host {other} has it already")


def test_no_secret_is_shown(run: Run) -> None:
    assert "never-shown" not in run.output


def test_what_can_be_read_is_no_mistake(run: Run) -> None:
    assert ("readable", FIRST_TASK, "ok") in run.results
    assert (CANARY, FIRST_TASK, "ok") in run.results


def test_a_name_misspelt_under_a_roles_prefix_is_worth_a_warning(run: Run) -> None:
    """It may be somebody else's; so the run goes on."""
    assert "http_api_stag is no variable of this collection; did you mean http_api_stage?" in run.output


def test_a_mistake_in_the_last_wave_stops_the_first(run: Run) -> None:
    """Nothing is written, not even for the canary, which is right."""
    assert run.status != 0
    assert run.writes() == []
    assert {task for _host, task, _outcome in run.results} == {FIRST_TASK}


def with_path(folder: Path, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables with the path of the empty file put in."""
    empty = str(folder / "empty")
    return {name: empty if value is EMPTY else value for name, value in variables.items()}
