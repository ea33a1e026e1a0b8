# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applying a plan, and the way of a module as a whole, with Lambda's own operations."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from ansible.module_utils.common.warnings import get_warning_messages

from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api, connect
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.running import before, run
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import (
    Call,
    Field,
    Find,
    Hint,
    Ref,
    Retry,
    Table,
    Wait,
)
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import UNKNOWN
from tests.tools.cloud import Cloud, Time

ABSENT = ("ResourceNotFoundException",)
NAME = {"function_name": "function_name"}
SETTLED = Wait(
    goal="settled",
    operation="GetFunctionConfiguration",
    params={"function_name": Ref("function_name")},
    path="state",
    done=("Active",),
    failed=("Failed",),
    absent=ABSENT,
)
TABLE = Table(
    label="Function",
    service="lambda",
    find=Find("GetFunctionConfiguration", NAME, absent=ABSENT),
    identity=NAME,
    create=Call("CreateFunction", wait=SETTLED),
    updates=(
        Call("UpdateFunctionConfiguration", wait=SETTLED),
        Call("UpdateFunctionCode", wait=replace(SETTLED, goal="uploaded")),
    ),
    delete=Call("DeleteFunction", wait=replace(SETTLED, goal="absent", gone=True, done=(), failed=())),
    settled=(SETTLED,),
    retries=(Retry("InvalidParameterValueException", "cannot be assumed"),),
    hints=(Hint("InvalidParameterValueException", "cannot be assumed", "Look at its trust policy."),),
    fields=(
        Field("role"),
        Field("timeout", "UpdateFunctionConfiguration"),
        Field("architectures", "UpdateFunctionCode"),
    ),
    returns=("function_arn", "state"),
)
F = {"FunctionName": "f"}


@dataclass(eq=False)  # as the real one: each is itself alone
class FakeModule:
    cloud: Cloud
    params: dict[str, Any]
    check_mode: bool = False
    asked: list[Any] = field(default_factory=list)

    def client(self, service: str, **extra: Any) -> Any:
        self.asked.append(extra)
        return self.cloud.client(service)


def see(cloud: Cloud, state: str = "Active", **more: Any) -> None:
    cloud.expect("lambda", "GetFunctionConfiguration", F, {"FunctionArn": "arn:f", "State": state, **more})


def go(cloud: Cloud, time: Time, check: bool = False, **params: Any) -> dict[str, Any]:
    options = {"function_name": "f", "state": "present", **params}
    result = run(FakeModule(cloud, options, check), TABLE, clock=time.clock)
    cloud.done()
    return result


def test_no_change_reads_once(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3)
    result = go(cloud, time, timeout=3)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"] == {"timeout": 3}
    assert result["function_arn"] == "arn:f"


def test_writes_waits_between_and_reads_again(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3, Architectures=["x86_64"])
    cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "Timeout": 5})
    see(cloud, "Pending")
    see(cloud)
    cloud.expect("lambda", "UpdateFunctionCode", {**F, "Architectures": ["arm64"]})
    see(cloud)
    see(cloud, Timeout=5, Architectures=["arm64"])
    result = go(cloud, time, timeout=5, architectures=["arm64"])
    assert result["changed"] is True
    assert result["timeout"] == 5
    assert before(result, "timeout") == {"timeout": 3}


def test_check_mode_writes_and_waits_for_nothing(cloud: Cloud, time: Time) -> None:
    see(cloud, "Pending", Timeout=3)
    result = go(cloud, time, check=True, timeout=5)
    assert (result["changed"], result["timeout"], result["diff"]["after"]) == (True, 5, {"timeout": 5})
    assert time.pauses == []


def test_without_wait_only_the_last_one_is_left_out(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3)
    cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "Timeout": 5})
    see(cloud)
    cloud.expect("lambda", "UpdateFunctionCode", {**F, "Architectures": ["arm64"]})
    see(cloud, "Pending", Timeout=5)
    assert go(cloud, time, timeout=5, architectures=["arm64"], wait=False)["state"] == "Pending"


def test_what_an_earlier_run_started_is_awaited_before_the_first_write(cloud: Cloud, time: Time) -> None:
    see(cloud, "Pending", Timeout=3)
    see(cloud, "Pending")
    see(cloud)
    see(cloud, Timeout=3)
    cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "Timeout": 5})
    see(cloud)
    see(cloud, Timeout=5)
    go(cloud, time, timeout=5)


def test_and_also_when_there_is_nothing_to_write(cloud: Cloud, time: Time) -> None:
    see(cloud, "Pending", Timeout=3)
    see(cloud)
    see(cloud, Timeout=3)
    result = go(cloud, time, timeout=3)
    assert (result["changed"], result["state"]) == (False, "Active")


def test_a_failed_wait_names_the_resource(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3)
    cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "Timeout": 5})
    see(cloud, "Failed")
    with pytest.raises(EngineError, match="Function f did not become settled; its state is 'Failed'"):
        go(cloud, time, timeout=5)


def test_an_error_that_passes_is_retried(cloud: Cloud, time: Time) -> None:
    params = {**F, "Role": "r", "Code": {}}
    table = replace(TABLE, create=replace(TABLE.create, constants={"code": {}}))
    cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    cloud.refuse(
        "lambda", "CreateFunction", params, "InvalidParameterValueException", "The role Cannot be assumed by Lambda."
    )
    cloud.expect("lambda", "CreateFunction", params, {"FunctionArn": "arn:f"})
    see(cloud)
    see(cloud, Role="r")
    result = run(FakeModule(cloud, {"function_name": "f", "role": "r"}), table, clock=time.clock)
    cloud.done()
    assert result["changed"] is True
    assert result["diff"] == {"before": {}, "after": {"role": "r"}}


def test_but_not_for_ever(cloud: Cloud, time: Time) -> None:
    params = {**F, "Timeout": 5}
    see(cloud, Timeout=3)
    for _round in range(40):
        cloud.refuse(
            "lambda", "UpdateFunctionConfiguration", params, "InvalidParameterValueException", "cannot be assumed"
        )
    with pytest.raises(EngineError, match=r"cannot be assumed\. Look at its trust policy\.") as caught:
        run(FakeModule(cloud, {"function_name": "f", "timeout": 5}), TABLE, clock=time.clock)
    assert 60 <= time.seconds <= 70
    assert caught.value.code == "InvalidParameterValueException"


def test_and_not_longer_than_the_user_waits(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3)
    for _round in range(40):
        cloud.refuse(
            "lambda",
            "UpdateFunctionConfiguration",
            {**F, "Timeout": 5},
            "InvalidParameterValueException",
            "cannot be assumed",
        )
    with pytest.raises(EngineError):
        run(FakeModule(cloud, {"function_name": "f", "timeout": 5, "wait_timeout": 10}), TABLE, clock=time.clock)
    assert time.seconds == 10


def test_another_error_is_not(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3)
    cloud.refuse("lambda", "UpdateFunctionConfiguration", {**F, "Timeout": 5}, "AccessDeniedException", "Not you.")
    with pytest.raises(EngineError) as caught:
        go(cloud, time, timeout=5)
    assert caught.value.as_result() == {
        "msg": "UpdateFunctionConfiguration failed: AccessDeniedException: Not you",
        "operation": "UpdateFunctionConfiguration",
        "error": {"code": "AccessDeniedException", "message": "Not you."},
        "request": {"FunctionName": "f", "Timeout": 5},
    }
    assert time.pauses == []


def test_delete_waits_until_gone_and_twice_is_fine(cloud: Cloud, time: Time) -> None:
    see(cloud, Timeout=3)
    cloud.expect("lambda", "DeleteFunction", F)
    see(cloud, "Deleting")
    cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    assert go(cloud, time, state="absent") == {"changed": True, "diff": {"before": {"timeout": 3}, "after": {}}}
    cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    assert go(cloud, time, state="absent") == {"changed": False, "diff": {"before": {}, "after": {}}}


def test_reading_that_is_refused_is_not_taken_for_absent(cloud: Cloud, time: Time) -> None:
    cloud.refuse("lambda", "GetFunctionConfiguration", F, "AccessDeniedException")
    with pytest.raises(EngineError, match="GetFunctionConfiguration failed: AccessDeniedException"):
        go(cloud, time, state="absent")


def test_clients_retry_throttling_whatever_it_is_called(cloud: Cloud) -> None:
    module = FakeModule(cloud, {"function_name": "f", "state": "absent"})
    cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    run(module, TABLE)
    assert module.asked[0]["config"].retries == {"mode": "adaptive", "total_max_attempts": 10}


def test_a_module_makes_one_client_of_a_service(cloud: Cloud) -> None:
    modules = [FakeModule(cloud, {}), FakeModule(cloud, {})]
    for module in modules:
        connect(module, "lambda")
        connect(module, "lambda")
        connect(module, "sts")
    assert [len(module.asked) for module in modules] == [2, 2]


def test_a_listing_is_read_over_all_its_pages(cloud: Cloud) -> None:
    cloud.expect("lambda", "ListAliases", F, {"Aliases": [{"Name": "a"}], "NextMarker": "m"})
    cloud.expect("lambda", "ListAliases", {**F, "Marker": "m"}, {"Aliases": [{"Name": "b"}]})
    listing = Find("ListAliases", NAME, items="aliases", absent=ABSENT)
    api = Api(cloud.client("lambda"))
    assert [item["name"] for item in api.list(listing, {"function_name": "f"})] == ["a", "b"]
    cloud.refuse("lambda", "ListAliases", F, *ABSENT)
    assert api.list(listing, {"function_name": "f"}) == []
    cloud.refuse("lambda", "ListAliases", F, "AccessDeniedException")
    with pytest.raises(EngineError, match="ListAliases failed"):
        api.list(listing, {"function_name": "f"})


@pytest.mark.parametrize("name", [UNKNOWN, f"arn:aws:lambda:eu-central-1:111111111111:function:f:{UNKNOWN}"])
def test_what_a_check_run_has_only_planned_is_absent_and_aws_is_not_asked(cloud: Cloud, time: Time, name: str) -> None:
    result = go(cloud, time, check=True, function_name=name, role="r")
    assert (result["changed"], result["diff"]) == (True, {"before": {}, "after": {"role": "r"}})
    listing = Find("ListAliases", NAME, items="aliases")
    assert Api(cloud.client("lambda")).list(listing, {"function_name": name}) == []


def test_a_listing_that_has_no_pages_is_one_call(cloud: Cloud) -> None:
    cloud.expect("ecr", "ListTagsForResource", {"resourceArn": "arn:r"}, {"tags": [{"Key": "a", "Value": "1"}]})
    listing = Find(
        "ListTagsForResource", {"resource_arn": "arn"}, items="tags", absent=("RepositoryNotFoundException",)
    )
    api = Api(cloud.client("ecr"))
    assert api.list(listing, {"arn": "arn:r"}) == [{"key": "a", "value": "1"}]
    cloud.refuse("ecr", "ListTagsForResource", {"resourceArn": "arn:r"}, "RepositoryNotFoundException")
    assert api.list(listing, {"arn": "arn:r"}) == []


LEAVING = replace(
    TABLE, delete=Call("DeleteFunction", wait=replace(SETTLED, goal="absent", gone=True)), deleting=("Deleting",)
)


def test_what_is_being_deleted_is_waited_for_and_then_created(cloud: Cloud, time: Time) -> None:
    table = replace(LEAVING, create=replace(TABLE.create, constants={"code": {}}))
    see(cloud, "Deleting", Role="old")
    see(cloud, "Deleting")
    cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    cloud.expect("lambda", "CreateFunction", {**F, "Role": "new", "Code": {}}, {"FunctionArn": "arn:f"})
    see(cloud)
    see(cloud, Role="new")
    result = run(FakeModule(cloud, {"function_name": "f", "role": "new"}), table, clock=time.clock)
    cloud.done()
    assert (result["changed"], result["diff"]) == (True, {"before": {}, "after": {"role": "new"}})


@pytest.mark.parametrize(("check", "wait", "looks"), [(False, True, True), (False, False, False), (True, True, False)])
def test_or_only_waited_for_where_it_shall_be_absent(
    cloud: Cloud, time: Time, check: bool, wait: bool, looks: bool
) -> None:
    see(cloud, "Deleting")
    if looks:
        cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    options = {"function_name": "f", "state": "absent", "wait": wait}
    assert run(FakeModule(cloud, options, check), LEAVING, clock=time.clock)["changed"] is False
    cloud.done()


def test_a_deletion_does_not_mind_how_an_earlier_change_ended(cloud: Cloud, time: Time) -> None:
    see(cloud, "Pending")
    see(cloud, "Failed")
    see(cloud, "Failed")
    cloud.expect("lambda", "DeleteFunction", F)
    cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
    assert go(cloud, time, state="absent")["changed"] is True


def test_what_an_earlier_run_has_done_meanwhile_is_not_done_again(cloud: Cloud, time: Time) -> None:
    see(cloud, "Pending", Timeout=3)
    see(cloud)
    see(cloud, Timeout=5)
    assert go(cloud, time, timeout=5)["changed"] is False


def test_what_was_made_and_is_not_shown_yet_is_looked_for_again(cloud: Cloud, time: Time) -> None:
    table = replace(TABLE, create=Call("CreateFunction", constants={"code": {}}))
    wanted = {"function_name": "f", "role": "r"}
    for shown in (True, False):
        cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
        cloud.expect("lambda", "CreateFunction", {**F, "Role": "r", "Code": {}}, {})
        for _look in range(3 if shown else 40):
            cloud.refuse("lambda", "GetFunctionConfiguration", F, *ABSENT)
        if shown:
            see(cloud, Role="r")
            assert run(FakeModule(cloud, wanted), table, clock=time.clock)["function_arn"] == "arn:f"
    with pytest.raises(EngineError, match="all was written, and GetFunctionConfiguration still finds nothing after 60"):
        run(FakeModule(cloud, wanted), table, clock=time.clock)


def test_remarks_of_aws_about_a_write_and_of_the_table_are_warnings(cloud: Cloud, time: Time) -> None:
    update = Call("PutDashboard", warnings="dashboard_validation_messages")
    name = {"dashboard_name": "dashboard_name"}
    table = Table(
        label="Dashboard",
        service="cloudwatch",
        find=Find("GetDashboard", name),
        identity=name,
        create=update,
        updates=(update,),
        delete=Call("DeleteDashboards"),
        fields=(Field("dashboard_body", "PutDashboard"),),
        warn=lambda described: [f"It is at {described['dashboard_arn']}."],
    )
    of = {"DashboardName": "d"}
    shown = {"DashboardArn": "arn:d", "DashboardBody": "old"}
    messages = {"DashboardValidationMessages": [{"DataPath": "/", "Message": "Odd."}]}
    cloud.expect("cloudwatch", "GetDashboard", of, shown)
    cloud.expect("cloudwatch", "PutDashboard", {**of, "DashboardBody": "new"}, messages)
    cloud.expect("cloudwatch", "GetDashboard", of, shown)
    module = FakeModule(cloud, {"dashboard_name": "d", "dashboard_body": "new"})
    result = run(module, table, clock=time.clock)
    assert get_warning_messages() == ("Odd", "It is at arn:d.")
    # Of what a module hands over itself, ansible-core says that it is deprecated.
    assert "warnings" not in result


def test_without_a_remark_there_is_no_warning(cloud: Cloud, time: Time) -> None:
    see(cloud)
    go(cloud, time)
    assert get_warning_messages() == ()


def test_items_of_a_listing_are_described_each_if_they_count_and_are_still_there(cloud: Cloud) -> None:
    of = {"clusterName": "c"}
    found = [{"associationId": key, "ownerArn": owner} for key, owner in (("a", "me"), ("b", "you"), ("c", "me"))]
    for _reading in range(2):
        cloud.expect("eks", "ListPodIdentityAssociations", of, {"associations": found})
        cloud.expect(
            "eks",
            "DescribePodIdentityAssociation",
            {**of, "associationId": "a"},
            {"association": {"associationId": "a", "roleArn": "arn:r"}},
        )
        if not _reading:
            gone = {**of, "associationId": "c"}
            cloud.refuse("eks", "DescribePodIdentityAssociation", gone, "ResourceNotFoundException")
    find = Find(
        "ListPodIdentityAssociations",
        {"cluster_name": "cluster_name"},
        items="associations",
        only=lambda item, scope: bool(item["owner_arn"] == scope["me"]),
        then=Find(
            "DescribePodIdentityAssociation",
            {"cluster_name": "cluster_name", "association_id": "association_id"},
            absent=ABSENT,
            view=lambda answer: dict(answer["association"]),
        ),
    )
    api, scope = Api(cloud.client("eks")), {"cluster_name": "c", "me": "me"}
    described = {"association_id": "a", "owner_arn": "me", "role_arn": "arn:r"}
    assert api.list(find, scope) == [described]
    assert api.find(find, scope) == described
    cloud.done()


def test_an_operation_that_botocore_does_not_know_is_told(cloud: Cloud) -> None:
    with pytest.raises(EngineError, match="This botocore does not know MakeTea of lambda; a newer one may"):
        Api(cloud.client("lambda")).call("MakeTea", {})


def test_a_hint_may_be_about_any_code(cloud: Cloud) -> None:
    api = Api(cloud.client("lambda"), (Hint("", "protected", "Unlock it."),))
    cloud.refuse("lambda", "DeleteFunction", F, "SomethingException", "It is protected.")
    with pytest.raises(EngineError, match=r"It is protected\. Unlock it\."):
        api.call("DeleteFunction", {"function_name": "f"})
