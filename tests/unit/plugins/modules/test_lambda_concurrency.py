# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""lambda_concurrency, whole."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.modules.lambda_concurrency import main
from tests.tools.cloud import Modules

FUNCTION = {"FunctionName": "digits"}
LIVE = {"FunctionName": "digits", "Qualifier": "live"}
NONE = "ProvisionedConcurrencyConfigNotFoundException"


def reserved(modules: Modules, count: int | None) -> None:
    answer = {} if count is None else {"ReservedConcurrentExecutions": count}
    modules.cloud.expect("lambda", "GetFunctionConcurrency", FUNCTION, answer)


def provisioned(modules: Modules, count: int, status: str = "READY", reason: str = "") -> None:
    answer = {"RequestedProvisionedConcurrentExecutions": count, "Status": status, "StatusReason": reason}
    modules.cloud.expect("lambda", "GetProvisionedConcurrencyConfig", LIVE, answer)


@pytest.mark.parametrize("before", [None, 5])
def test_reserves(modules: Modules, before: int | None) -> None:
    reserved(modules, before)
    modules.cloud.expect("lambda", "PutFunctionConcurrency", {**FUNCTION, "ReservedConcurrentExecutions": 0})
    reserved(modules, 0)
    result = modules.run(main, function_name="digits", reserved_concurrent_executions=0)
    assert (result["changed"], result["reserved_concurrent_executions"]) == (True, 0)


def test_reserves_once(modules: Modules) -> None:
    reserved(modules, 5)
    assert modules.run(main, function_name="digits", reserved_concurrent_executions=5)["changed"] is False


def test_reserving_in_check_mode(modules: Modules) -> None:
    reserved(modules, None)
    result = modules.run(main, check=True, function_name="digits", reserved_concurrent_executions=5)
    assert result["diff"] == {"before": {}, "after": {"reserved_concurrent_executions": 5}}


def test_reserves_no_more(modules: Modules) -> None:
    reserved(modules, 5)
    modules.cloud.expect("lambda", "DeleteFunctionConcurrency", FUNCTION)
    assert modules.run(main, function_name="digits", state="absent")["changed"] is True
    reserved(modules, None)
    assert modules.run(main, function_name="digits", state="absent")["changed"] is False
    modules.cloud.refuse("lambda", "GetFunctionConcurrency", FUNCTION, "ResourceNotFoundException")
    assert modules.run(main, function_name="digits", state="absent")["changed"] is False


def test_provisions_and_waits_until_ready(modules: Modules) -> None:
    modules.cloud.refuse("lambda", "GetProvisionedConcurrencyConfig", LIVE, NONE)
    modules.cloud.expect("lambda", "PutProvisionedConcurrencyConfig", {**LIVE, "ProvisionedConcurrentExecutions": 2})
    provisioned(modules, 2, "IN_PROGRESS")
    provisioned(modules, 2)
    provisioned(modules, 2)
    result = modules.run(main, function_name="digits", qualifier="live", provisioned_concurrent_executions=2)
    assert (result["changed"], result["status"], result["provisioned_concurrent_executions"]) == (True, "READY", 2)


def test_changes_what_is_provisioned(modules: Modules) -> None:
    provisioned(modules, 2)
    modules.cloud.expect("lambda", "PutProvisionedConcurrencyConfig", {**LIVE, "ProvisionedConcurrentExecutions": 3})
    provisioned(modules, 3)
    provisioned(modules, 3)
    modules.run(main, function_name="digits", qualifier="live", provisioned_concurrent_executions=3)


def test_provisions_once_but_waits_for_an_earlier_run(modules: Modules) -> None:
    provisioned(modules, 2, "IN_PROGRESS")
    provisioned(modules, 2)
    provisioned(modules, 2)
    result = modules.run(main, function_name="digits", qualifier="live", provisioned_concurrent_executions=2)
    assert (result["changed"], result["status"]) == (False, "READY")


def test_a_failure_shows_its_reason_and_the_next_run_tries_again(modules: Modules) -> None:
    options = {"function_name": "digits", "qualifier": "live", "provisioned_concurrent_executions": 2}
    provisioned(modules, 2, "FAILED", "FUNCTION_ERROR_INIT_FAILURE")
    modules.cloud.expect("lambda", "PutProvisionedConcurrencyConfig", {**LIVE, "ProvisionedConcurrentExecutions": 2})
    provisioned(modules, 2, "FAILED", "FUNCTION_ERROR_INIT_FAILURE")
    result = modules.run(main, **options)
    assert result["msg"] == (
        "Provisioned concurrency digits live did not become ready; its state is 'FAILED': FUNCTION_ERROR_INIT_FAILURE"
    )


def test_provisions_no_more(modules: Modules) -> None:
    options = {"function_name": "digits", "qualifier": "live", "state": "absent"}
    provisioned(modules, 2)
    modules.cloud.expect("lambda", "DeleteProvisionedConcurrencyConfig", LIVE)
    assert modules.run(main, **options)["changed"] is True
    modules.cloud.refuse("lambda", "GetProvisionedConcurrencyConfig", LIVE, NONE)
    assert modules.run(main, **options)["changed"] is False


def listed(modules: Modules, **counts: int) -> None:
    arn = "arn:aws:lambda:eu-central-1:111111111111:function:digits"
    configs = [
        {"FunctionArn": f"{arn}:{name.strip('v')}", "RequestedProvisionedConcurrentExecutions": count}
        for name, count in counts.items()
    ]
    modules.cloud.expect(
        "lambda", "ListProvisionedConcurrencyConfigs", FUNCTION, {"ProvisionedConcurrencyConfigs": configs}
    )


def taken(modules: Modules, version: str, count: int, check: bool = False) -> None:
    """One version is asked for what it has, and loses it."""
    old = {**FUNCTION, "Qualifier": version}
    answer = {"RequestedProvisionedConcurrentExecutions": count, "Status": "READY"}
    modules.cloud.expect("lambda", "GetProvisionedConcurrencyConfig", old, answer)
    if not check:
        modules.cloud.expect("lambda", "DeleteProvisionedConcurrencyConfig", old)


@pytest.mark.parametrize("check", [False, True])
def test_takes_it_from_every_other_version(modules: Modules, check: bool) -> None:
    listed(modules, live=2, v7=1)
    taken(modules, "7", 1, check)
    provisioned(modules, 2)
    wanted = {"function_name": "digits", "qualifier": "live", "provisioned_concurrent_executions": 2}
    result = modules.run(main, check=check, **wanted, exclusive=True)
    assert result["changed"] is True
    assert (result["diff"]["before"]["elsewhere"], result["diff"]["after"]["elsewhere"]) == ({"7": 1}, {})


def test_nothing_elsewhere_is_no_change(modules: Modules) -> None:
    listed(modules)
    modules.cloud.refuse("lambda", "GetProvisionedConcurrencyConfig", LIVE, NONE)
    result = modules.run(main, function_name="digits", qualifier="live", state="absent", exclusive=True)
    assert result["changed"] is False


def test_what_is_kept_is_left_alone_and_room_is_made_before_more_is_provisioned(modules: Modules) -> None:
    """A limit of four has no room for three versions with two each."""
    reserved(modules, 4)
    listed(modules, v1=2, v2=2)
    taken(modules, "2", 2)
    modules.cloud.refuse("lambda", "GetProvisionedConcurrencyConfig", LIVE, NONE)
    modules.cloud.expect("lambda", "PutProvisionedConcurrencyConfig", {**LIVE, "ProvisionedConcurrentExecutions": 2})
    provisioned(modules, 2)
    provisioned(modules, 2)
    result = modules.run(main, **both(4, 2), exclusive=True, keep=["1"])
    assert (result["changed"], result["diff"]["before"]["elsewhere"]) == (True, {"2": 2})


def test_a_limit_does_not_come_down_while_others_keep_theirs(modules: Modules) -> None:
    reserved(modules, 20)
    listed(modules, v1=10)
    provision(modules, 1, 2)
    result = modules.run(main, **both(4, 2), exclusive=True, keep=["1"])
    assert "reserved_concurrent_executions" not in result["diff"]["after"]


def test_both_kinds_in_one_task(modules: Modules) -> None:
    reserved(modules, 3)
    modules.cloud.expect("lambda", "PutFunctionConcurrency", {**FUNCTION, "ReservedConcurrentExecutions": 4})
    reserved(modules, 4)
    provisioned(modules, 2)
    wanted = {"reserved_concurrent_executions": 4, "qualifier": "live", "provisioned_concurrent_executions": 2}
    result = modules.run(main, function_name="digits", **wanted)
    counts = ("reserved_concurrent_executions", "provisioned_concurrent_executions")
    assert (result["changed"], *(result[name] for name in counts)) == (True, 4, 2)
    assert result["diff"]["after"].keys() == set(counts)


def test_counts_that_mean_none(modules: Modules) -> None:
    reserved(modules, 4)
    modules.cloud.expect("lambda", "DeleteFunctionConcurrency", FUNCTION)
    provisioned(modules, 2)
    modules.cloud.expect("lambda", "DeleteProvisionedConcurrencyConfig", LIVE)
    wanted = {"reserved_concurrent_executions": -1, "qualifier": "live", "provisioned_concurrent_executions": 0}
    assert modules.run(main, function_name="digits", **wanted)["changed"] is True
    reserved(modules, None)
    modules.cloud.refuse("lambda", "GetProvisionedConcurrencyConfig", LIVE, NONE)
    assert modules.run(main, function_name="digits", **wanted)["changed"] is False


def reserve(modules: Modules, count: int) -> None:
    modules.cloud.expect("lambda", "PutFunctionConcurrency", {**FUNCTION, "ReservedConcurrentExecutions": count})
    reserved(modules, count)


def provision(modules: Modules, before: int, after: int) -> None:
    provisioned(modules, before)
    request = {**LIVE, "ProvisionedConcurrentExecutions": after}
    modules.cloud.expect("lambda", "PutProvisionedConcurrencyConfig", request)
    provisioned(modules, after)
    provisioned(modules, after)


def both(reserve_count: int, provision_count: int) -> dict[str, object]:
    return {
        "function_name": "digits",
        "qualifier": "live",
        "reserved_concurrent_executions": reserve_count,
        "provisioned_concurrent_executions": provision_count,
    }


def test_a_limit_goes_up_before_what_is_provisioned(modules: Modules) -> None:
    reserved(modules, 4)
    reserve(modules, 8)
    provision(modules, 4, 8)
    assert modules.run(main, **both(8, 8))["changed"] is True


@pytest.mark.parametrize("limit", [8, None])
def test_a_limit_comes_down_after_what_is_provisioned(modules: Modules, limit: int | None) -> None:
    reserved(modules, limit)
    provision(modules, 8, 4)
    reserve(modules, 4)
    assert modules.run(main, **both(4, 4))["changed"] is True


def test_a_limit_comes_down_after_every_other_version_has_none(modules: Modules) -> None:
    reserved(modules, 4)
    listed(modules, live=2, v7=2)
    taken(modules, "7", 2)
    provisioned(modules, 2)
    reserve(modules, 2)
    assert modules.run(main, **both(2, 2), exclusive=True)["changed"] is True


def test_check_mode_with_a_version_that_is_not_known_yet(modules: Modules) -> None:
    unknown = "(known after apply)"
    listed(modules, v7=1)
    taken(modules, "7", 1, check=True)
    wanted = {"function_name": "digits", "qualifier": unknown, "provisioned_concurrent_executions": 2}
    result = modules.run(main, check=True, **wanted, exclusive=True)
    assert (result["changed"], result["diff"]["before"]) == (True, {"elsewhere": {"7": 1}})
    wanted["function_name"] = unknown
    result = modules.run(main, check=True, **wanted, reserved_concurrent_executions=4, exclusive=True)
    assert (result["changed"], result["diff"]["before"]) == (True, {})
