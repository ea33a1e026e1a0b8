# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""lambda_alias, whole."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.modules.lambda_alias import main
from tests.tools.cloud import Modules

LIVE = {"FunctionName": "digits", "Name": "live"}
OPTIONS = {"function_name": "digits", "name": "live"}
ABSENT = "ResourceNotFoundException"


def see(modules: Modules, version: str, **more: Any) -> None:
    modules.cloud.expect(
        "lambda", "GetAlias", LIVE, {"Name": "live", "AliasArn": "arn", "FunctionVersion": version, **more}
    )


def test_creates(modules: Modules) -> None:
    modules.cloud.refuse("lambda", "GetAlias", LIVE, ABSENT)
    modules.cloud.expect("lambda", "CreateAlias", {**LIVE, "FunctionVersion": "7"}, {"AliasArn": "arn"})
    see(modules, "7")
    result = modules.run(main, **OPTIONS, function_version=7)
    assert (result["changed"], result["function_version"], result["alias_arn"]) == (True, "7", "arn")
    assert result["previous_function_version"] is None
    assert result["diff"] == {"before": {}, "after": {"function_version": "7"}}


def test_a_second_run_changes_nothing(modules: Modules) -> None:
    see(modules, "7", Description="")
    result = modules.run(main, **OPTIONS, function_version="7")
    assert (result["changed"], result["previous_function_version"]) == (False, "7")


def test_moves_and_tells_where_it_was(modules: Modules) -> None:
    see(modules, "7")
    modules.cloud.expect("lambda", "UpdateAlias", {**LIVE, "FunctionVersion": "8"})
    see(modules, "8")
    result = modules.run(main, **OPTIONS, function_version="8")
    assert (result["function_version"], result["previous_function_version"]) == ("8", "7")


def test_gives_a_part_to_another_version(modules: Modules) -> None:
    weights = {"AdditionalVersionWeights": {"8": 0.1}}
    see(modules, "7")
    modules.cloud.expect("lambda", "UpdateAlias", {**LIVE, "RoutingConfig": weights})
    see(modules, "7", RoutingConfig=weights)
    result = modules.run(main, **OPTIONS, routing_config={"additional_version_weights": {"8": "0.1"}})
    assert result["routing_config"] == {"additional_version_weights": {"8": 0.1}}


def test_without_weights_it_has_none(modules: Modules) -> None:
    see(modules, "7", RoutingConfig={"AdditionalVersionWeights": {"8": 0.1}})
    none: dict[str, Any] = {"AdditionalVersionWeights": {}}
    modules.cloud.expect("lambda", "UpdateAlias", {**LIVE, "FunctionVersion": "8", "RoutingConfig": none})
    see(modules, "8")
    result = modules.run(main, **OPTIONS, function_version="8")
    assert result["diff"]["after"] == {"function_version": "8"}


def test_check_mode_writes_nothing(modules: Modules) -> None:
    see(modules, "7")
    result = modules.run(main, check=True, **OPTIONS, function_version="8")
    assert (result["changed"], result["function_version"]) == (True, "8")


def test_check_mode_with_a_version_that_is_not_known_yet(modules: Modules) -> None:
    modules.cloud.refuse("lambda", "GetAlias", LIVE, ABSENT)
    result = modules.run(main, check=True, **OPTIONS, function_version="(known after apply)")
    assert (result["changed"], result["alias_arn"]) == (True, "(known after apply)")


def test_says_what_to_do_about_weights_and_provisioned_concurrency(modules: Modules) -> None:
    message = "Alias with weights can not be used with Provisioned Concurrency"
    weights = {"AdditionalVersionWeights": {"8": 0.1}}
    see(modules, "7")
    modules.cloud.refuse(
        "lambda", "UpdateAlias", {**LIVE, "RoutingConfig": weights}, "InvalidParameterValueException", message
    )
    result = modules.run(main, **OPTIONS, routing_config={"additional_version_weights": {"8": 0.1}})
    assert result["failed"] is True
    assert result["msg"].startswith(f"UpdateAlias failed: InvalidParameterValueException: {message}. ")
    assert "take one away first" in result["msg"]


def test_absent_twice(modules: Modules) -> None:
    see(modules, "7")
    modules.cloud.expect("lambda", "DeleteAlias", LIVE)
    result = modules.run(main, **OPTIONS, state="absent")
    assert (result["changed"], result["previous_function_version"]) == (True, "7")
    modules.cloud.refuse("lambda", "GetAlias", LIVE, ABSENT)
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is False


def test_needs_a_version_to_create(modules: Modules) -> None:
    modules.cloud.refuse("lambda", "GetAlias", LIVE, ABSENT)
    result = modules.run(main, **OPTIONS)
    assert result["msg"] == "Lambda alias does not exist; to create it, function_version must be given."


def test_check_mode_moves_to_a_version_that_is_not_known_yet(modules: Modules) -> None:
    see(modules, "7")
    result = modules.run(main, check=True, **OPTIONS, function_version="(known after apply)")
    assert (result["changed"], result["previous_function_version"]) == (True, "7")
    assert result["diff"]["after"]["function_version"] == "(known after apply)"


def test_check_mode_asks_nothing_about_a_function_that_is_not_known_yet(modules: Modules) -> None:
    result = modules.run(main, check=True, function_name="(known after apply)", name="live", function_version="1")
    assert result["changed"] is True
