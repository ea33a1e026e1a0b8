# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role eks_cluster makes of refusals: of its variables, of AWS and of the API server."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.inferops.aws.plugins.filter.kubernetes import FilterModule
from tests.unit.roles.templar import SESSION, TAGS

ROLE = Path(__file__).parents[3] / "roles" / "eks_cluster"
ARN = "arn:aws:sts::111111111111:assumed-role/deployer/session"
ASKED = ("owner", "roles", "version", "entries", "addons", "auto_mode")
DENIED = {"failed": True, "error": {"code": "AccessDeniedException", "message": "Not you."}, "msg": "Not you."}


@functools.cache
def load(*parts: str) -> Any:
    return DataLoader().load_from_file(str(ROLE.joinpath(*parts)), trusted_as_template=True)


def templar(check_mode: bool = False, **given: Any) -> Templar:
    """Return what templates with the role's variables, and with those that are *given*."""
    session = {**SESSION, "arn": ARN, "check_mode": check_mode}
    variables = {
        **load("defaults", "main.yml"),
        **load("vars", "main.yml"),
        "inferops_name": "digits",
        "ansible_facts": {"inferops_session": session},
        "inventory_hostname": "digits-eu",
        "ansible_play_hosts_all": ["digits-eu", "digits-us"],
        "hostvars": {"digits-us": {"inventory_hostname": "digits-us", "eks_cluster_kubeconfig_file": "/taken"}},
    }
    made = Templar(DataLoader(), variables={**variables, **given})
    # Named by hand: no collection is looked for here.
    for name, each in FilterModule().filters().items():
        made.environment.filters[f"inferops.aws.{name}"] = each
    return made


def task(file: str, name: str) -> dict[str, Any]:
    (found,) = [task for task in load("tasks", file) if task["name"] == name]
    return dict(found)


def holds(condition: str, **given: Any) -> bool:
    return bool(templar(**given).evaluate_conditional(condition))


def refused(**given: Any) -> dict[str, list[str]]:
    """Return what is allowed instead, by variable; what AWS would be asked is another test's."""
    asked = dict.fromkeys((f"eks_cluster__{of}_fault" for of in ASKED), "")
    held = templar(
        **{**asked, "network_state": "present", "eks_cluster_public_access_cidrs": ["203.0.113.0/24"], **given}
    )
    found: dict[str, list[str]] = {}
    for check in load("vars", "main.yml")["eks_cluster__checks"]:
        if not held.template(check["passes"]):
            found.setdefault(check["variable"], []).append(held.template(check["allowed"]))
    return found


def test_what_is_written_well_passes() -> None:
    well = {
        "eks_cluster_version": "1.36",
        "eks_cluster_subnet_ids": ["subnet-0123456789abcdef0", "subnet-0a1b2c3d"],
        "eks_cluster_security_group_ids": ["sg-0123456789abcdef0"],
        "eks_cluster_wait_timeout": 604800,
    }
    assert refused() == refused(**well) == {}
    assert refused(eks_cluster_public_access_cidrs=["0.0.0.0/0"], eks_cluster_open_to_world=True) == {}


@pytest.mark.parametrize(
    ("variable", "bad", "allowed"),
    [
        ("eks_cluster_version", "latest", "a minor version in quotes"),
        ("eks_cluster_subnet_ids", ["subnet-0a1", "sn-0b2"], "ids of subnets, such as"),
        ("eks_cluster_security_group_ids", ["default"], "ids of security groups, such as"),
        ("eks_cluster_addons", {"coredns": {"version": "v1.13"}}, "a dictionary for each name, with keys out of"),
        ("eks_cluster_kubeconfig_file", "/nowhere/config", "a path in a folder that exists; /nowhere is none"),
        (
            "eks_cluster_kubeconfig_file",
            "/dev/null",
            "or the kubeconfig that was written here for arn:aws:eks:eu-central-1:",
        ),
        ("eks_cluster_kubeconfig_file", "/taken", "a path of its own for each host; this one is that of digits-us too"),
        ("eks_cluster_public_access_cidrs", [], "the networks out of which the API server is reached"),
        ("eks_cluster_public_access_cidrs", ["203.0.113.7/24"], "has host bits, its network is 203.0.113.0/24"),
        ("eks_cluster_public_access_cidrs", ["0.0.0.0/0"], "unless eks_cluster_open_to_world is true"),
        ("eks_cluster_public_access_cidrs", ["2001:db8::/32"], "2001:db8::/32 is of IPv6"),
        ("eks_cluster_public_access_cidrs", ["::/0"], "::/0 is of IPv6"),
        ("eks_cluster_endpoint_private_access", False, "nodes reach the API server from within the VPC then"),
        ("eks_cluster_wait_timeout", 0, "1 to 604800 seconds"),
        ("eks_cluster_wait_timeout", 604801, "1 to 604800 seconds"),
    ],
)
def test_bad_input_is_refused_once_with_what_is_allowed(variable: str, bad: Any, allowed: str) -> None:
    found = refused(**{variable: bad})
    assert list(found) == [variable]
    (told,) = found[variable]
    assert allowed in told


def test_absent_keeps_a_file_that_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text("mine")
    gone = {"eks_cluster_state": "absent", "eks_cluster_kubeconfig_file": str(file)}
    assert refused(**gone) == {}
    conditions = task("absent.yml", "Absent | Remove the kubeconfig")["when"]
    assert not all(holds(condition, **gone) for condition in conditions)
    file.unlink()
    assert all(holds(condition, **gone) for condition in conditions)


def test_the_deployments_own_node_groups_are_named_beside_auto_mode() -> None:
    groups = [
        {"nodegroup_name": "front", "scaling_config": {"desired_size": 2}, "tags": TAGS},
        {"nodegroup_name": "batch", "scaling_config": {"desired_size": 0}, "tags": TAGS},
        {"nodegroup_name": "theirs", "scaling_config": {"desired_size": 3}, "tags": {}},
    ]
    say = task("beside.yml", "Beside | Say which ones stay")
    given = {"eks_cluster__groups_found": {"nodegroups": groups}}
    told = templar(**given).template(say["ansible.builtin.debug"]["msg"])
    assert holds(say["when"], **given)
    assert "cost what they did: front (nodes: 2), batch (nodes: 0). The role" in " ".join(told.split())
    assert not holds(say["when"], eks_cluster__groups_found={"nodegroups": groups[2:]})


@pytest.mark.parametrize(
    ("result", "stops", "says"),
    [
        ({"changed": True}, False, False),
        ({"skipped": True}, False, False),
        ({**DENIED, "operation": "UpdateClusterConfig"}, False, True),
        ({**DENIED, "operation": "DescribeCluster"}, True, False),
        ({**DENIED, "operation": "UpdateClusterConfig", "error": {"code": "ServerException"}}, True, False),
    ],
    ids=["ended", "none", "denied", "may not look", "another error"],
)
def test_who_may_not_end_the_logs_deletes_the_cluster_all_the_same_and_is_told(
    result: dict[str, Any], stops: bool, says: bool
) -> None:
    failed_when = task("delete.yml", "Delete | End the logs of the control plane")["failed_when"]
    assert holds(failed_when, eks_cluster__logs_ended=result) is stops
    assert holds(task("delete.yml", "Delete | Say that the logs go on")["when"], eks_cluster__logs_ended=result) is says


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"resources": []}, None),
        ({"resources": [{"metadata": {}}]}, None),
        (
            {"msg": "Exception '403\nReason: Forbidden\nHTTP response' raised while trying to get resource"},
            f"takes the permission to list pods there (as in the access policy AmazonEKSViewPolicy), and {ARN} has not",
        ),
        ({"msg": "Connection refused"}, "cannot be listed ; Connection refused"),
    ],
    ids=["none", "some", "refused", "no answer"],
)
def test_pods_that_may_not_be_listed_are_not_taken_for_none(result: dict[str, Any], said: str | None) -> None:
    workload = {"title": "The web server", "deployment": {"metadata": {"namespace": "front"}}}
    given = {"eks_cluster__pods": result, "eks_cluster_workload": workload}
    say = task("credentials.yml", "Credentials | Say that its pods cannot be listed")
    assert holds(say["when"], **given) is (said is not None)
    if said:
        told = templar(**given).template(say["ansible.builtin.fail"]["msg"])
        assert told.startswith("Whether The web server has credentials is not known: its pods in the namespace front ")
        assert said in told
    is_over = holds(task("credentials.yml", "Credentials | Look at its pods")["until"], **given)
    assert is_over is (result.get("resources", ["refused"]) != [] and "refused" not in result.get("msg", ""))


def test_a_key_that_an_interrupted_run_has_left_is_taken_up_and_no_other() -> None:
    ours = {"key_id": "1", "aliases": [], "key_state": "Enabled", "description": "Secrets of the EKS cluster digits"}
    others = [
        {**ours, "key_id": "2", "aliases": ["alias/theirs"]},
        {**ours, "key_id": "3", "key_state": "PendingDeletion"},
        {**ours, "key_id": "4", "description": "Secrets of the EKS cluster letters"},
    ]
    create = task("key.yml", "Key | Create the key of the envelope encryption")
    key_id = create["amazon.aws.kms_key"]["key_id"]

    def taken(by_alias: list[Any], of_ours: list[Any]) -> Any:
        keys = {"eks_cluster__keys": {"kms_keys": by_alias}, "eks_cluster__keys_of_ours": {"kms_keys": of_ours}}
        return templar(**keys, omit="none").template(key_id)

    assert taken([], [*others, ours]) == "1"
    assert taken([], others) == taken([{"key_id": "5"}], [ours]) == "none"
    filters = task("key_look.yml", "Key | Look through the keys of this deployment")["amazon.aws.kms_key_info"]
    assert templar().template(filters) == {"filters": {f"tag:{name}": value for name, value in TAGS.items()}}


@pytest.mark.parametrize(
    ("result", "fails", "goes_on"),
    [({"changed": True}, False, False), (DENIED, False, True), ({"failed": True, "msg": "No."}, True, False)],
    ids=["made", "denied", "another error"],
)
def test_what_is_denied_of_a_new_key_is_gone_on_with(result: dict[str, Any], fails: bool, goes_on: bool) -> None:
    create = task("key.yml", "Key | Create the key of the envelope encryption")
    assert holds(create["failed_when"], eks_cluster__key_result=result) is fails
    go_on = task("key.yml", "Key | Go on with it once that is allowed")["when"]
    # What is no failure to Ansible by then.
    assert holds(go_on, eks_cluster__key_result={**result, "failed": fails}) is goes_on


@pytest.mark.parametrize(("check_mode", "waited_for"), [(False, ["coredns"]), (True, [])])
def test_a_plan_waits_for_no_addon_and_no_pod(check_mode: bool, waited_for: list[str]) -> None:
    planned = templar(check_mode, eks_cluster__addons_under_way=["coredns"])
    assert planned.template(task("settle.yml", "Settle | Wait for the add-ons")["loop"]) == waited_for
    looked = task("credentials.yml", "Credentials | Look at its pods")["until"]
    nothing_yet = templar(check_mode, eks_cluster__pods={"resources": []})
    assert nothing_yet.evaluate_conditional(looked) is check_mode
