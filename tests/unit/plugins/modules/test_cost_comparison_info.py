# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module as a task uses it; what it answers is tested with the model."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

from ansible_collections.inferops.aws.plugins.module_utils._costs.fields import Numbers
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.reading import SETTINGS, WORKLOAD
from ansible_collections.inferops.aws.plugins.module_utils._costs.training import FIELDS as TRAINING
from ansible_collections.inferops.aws.plugins.modules import cost_comparison_info

WORKLOAD_OF_A_TASK = {"requests_per_hour": 2000, "seconds_per_request": "1.5", "memory_mib": 2048}
ROLE = Path(__file__).resolve().parents[4] / "roles" / "compare_options"
OF_THE_ROLE_ALONE = {
    f"compare_options_{name}"
    for name in ("requests_per_hour", "options", "traffic_file", "catalogue_file", "training", "report", "report_png")
}


@pytest.fixture
def execute(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the module as Ansible does; what it printed as its result."""

    def executed(**arguments: Any) -> dict[str, Any]:
        with patch_module_args(arguments), pytest.raises(SystemExit):
            cost_comparison_info.main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return result

    return executed


def test_it_compares_and_changes_nothing(execute: Any) -> None:
    result = execute(region="us-east-1", workload=WORKLOAD_OF_A_TASK)

    assert result["changed"] is False
    assert "failed" not in result
    assert {each["name"] for each in result["options"]} == set(OPTIONS)
    assert result["cheapest"] in OPTIONS
    assert result["inputs"]["settings"]["as_of"] == datetime.datetime.now(datetime.UTC).date().isoformat()


def test_check_mode_is_no_different(execute: Any) -> None:
    asked = {"region": "eu-central-1", "workload": WORKLOAD_OF_A_TASK}

    assert execute(**asked, _ansible_check_mode=True) == execute(**asked)


def test_every_input_reaches_the_model(execute: Any, tmp_path: Path) -> None:
    traffic = tmp_path / "traffic.txt"
    traffic.write_text("100\n200\n")

    result = execute(
        region="us-west-2",
        options=["eks", "lambda_api"],
        traffic_file=str(traffic),
        workload={"seconds_per_request": {"min": 1, "max": 3}, "seconds_measured": {"eks": 2}},
        settings={"kubernetes_version": "1.36", "savings_plan_percent": {"ec2": 28}},
        training={"hours": 5},
    )

    inputs = result["inputs"]
    assert {each["name"] for each in result["options"]} == {"eks", "lambda_api"}
    assert inputs["workload"]["requests_per_hour"] == [100, 200]
    assert inputs["workload"]["seconds_measured"] == {"eks": 2}
    assert inputs["settings"]["savings_plan_percent"] == {"ec2": 28}
    assert len(result["corners"]) == 2
    assert result["training"]["cheapest"] == "ec2"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"region": "mars-1"}, "region is 'mars-1'; allowed: eu-central-1, "),
        (
            {"workload": {"requests_per_hour": -5, "seconds_per_request": 1}},
            "workload.requests_per_hour is -5; allowed",
        ),
        ({"settings": {"target_utilisation_percent": 130}}, "settings.target_utilisation_percent is 130; allowed"),
        ({"training": {"hours": 0}}, "training.hours is 0; allowed: a number of hours"),
        ({"options": ["ec3"]}, "options is 'ec3'; allowed: ec2, "),
        ({"region": "", "variables": True}, "inferops_region is not set, but needed; allowed: eu-central-1, "),
        ({"settings": {"nat_gateways": -1}, "variables": True}, "compare_options_nat_gateways is -1; allowed: "),
    ],
)
def test_one_mistake_is_one_message(execute: Any, arguments: dict[str, Any], message: str) -> None:
    result = execute(**{"region": "us-east-1", "workload": WORKLOAD_OF_A_TASK, **arguments})

    assert result["failed"] is True
    assert result["msg"].startswith(message)
    assert "\n" not in result["msg"]


def test_several_mistakes_are_a_list(execute: Any) -> None:
    result = execute(region="mars-1", workload={"seconds_per_request": "500ms"})

    assert result["msg"].startswith("3 values need attention:\n- region is 'mars-1'; allowed: ")
    assert "- workload.requests_per_hour is not set, but needed" in result["msg"]
    assert "- workload.seconds_per_request is '500ms'; allowed: a number of seconds" in result["msg"]


def test_the_documentation_has_the_models_own_defaults() -> None:
    documented = yaml.safe_load(cost_comparison_info.DOCUMENTATION)["options"]

    for group, table in (("workload", WORKLOAD), ("settings", SETTINGS), ("training", TRAINING)):
        suboptions = {name: each for name, each in documented[group]["suboptions"].items() if name in table}
        assert [*suboptions] == [*table]
        for name, field in table.items():
            default = {} if isinstance(field, Numbers) else field.default
            assert (name, suboptions[name].get("default")) == (name, default)


def test_the_role_has_a_variable_for_every_field_and_hands_it_on() -> None:
    defaults = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
    (task,) = yaml.safe_load((ROLE / "tasks" / "compare.yml").read_text(encoding="utf-8"))[:1]
    arguments = task["inferops.aws.cost_comparison_info"]

    assert set(defaults) - OF_THE_ROLE_ALONE == {f"compare_options_{name}" for name in {**WORKLOAD, **SETTINGS}}
    assert arguments["workload"] == handed_on(["requests_per_hour", *WORKLOAD])
    assert arguments["settings"] == handed_on(SETTINGS)
    for name, field in {**WORKLOAD, **SETTINGS}.items():
        default = {} if isinstance(field, Numbers) else field.default
        assert (name, defaults[f"compare_options_{name}"]) == (name, "" if default is None else default)


def test_an_option_is_added_in_one_place(execute: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The role hands on whatever is asked for, and the model refuses what it does not know."""
    specified = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    assert "choices" not in specified["argument_specs"]["main"]["options"]["compare_options_options"]
    tenth = OPTIONS["ec2"]._replace(title="a tenth one")
    monkeypatch.setitem(OPTIONS, "tenth", tenth)

    found = execute(region="us-east-1", workload={"requests_per_hour": 1, "seconds_per_request": 1}, options=["tenth"])

    assert found["cheapest"] == "tenth"
    assert found["table"].endswith("a tenth one")
    assert "\ntenth  " in found["for_every_workload"]


def test_the_role_knows_the_keys_of_a_training_job() -> None:
    derived = yaml.safe_load((ROLE / "vars" / "main.yml").read_text(encoding="utf-8"))

    assert derived["compare_options__training_keys"] == [*TRAINING]


def handed_on(names: Any) -> dict[str, str]:
    return {name: f"{{{{ compare_options_{name} }}}}" for name in names}
