# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options compared from an inventory, with no credentials, no network and no sandbox.

One run is for all mistakes and for the hosts that are right: each mistake is a host of its own, which must fail with
its own message while the others go on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sandbox.settings import CHECKOUT
from tests.integration.playbooks import Run

PLAYBOOK = "inferops.aws.compare_options"
NOBODY = "http://127.0.0.1:9"
"""Where nothing listens, so that a call to AWS or to anywhere else would fail."""

RIGHT = {
    "inferops_region": "eu-central-1",
    "compare_options_requests_per_hour": [500] * 12 + [4000] * 12,
    "compare_options_seconds_per_request": 0.5,
}
FOLDER = "FOLDER"


@dataclass(frozen=True)
class Mistake:
    """Variables of a host that are wrong, and parts of the message: the variable, its value, what is allowed."""

    variables: Mapping[str, Any]
    says: tuple[str, ...]


def mistake(variable: str, value: Any, *allowed: str, shown: str | None = None, **others: Any) -> Mistake:
    """A mistake in one variable; `others` are variables that have to be there for it to be one."""
    return Mistake({**others, variable: value}, (f"{variable} is {shown or repr(value)}", *allowed))


MISTAKES = {
    "region_without_prices": mistake("inferops_region", "ap-south-2", "allowed: eu-central-1, eu-west-3, us-east-1"),
    "no_region": mistake("inferops_region", "", "allowed: eu-central-1", shown="not set, but needed"),
    "requests_missing": mistake(
        "compare_options_requests_per_hour", "", "1 to 744 numbers", shown="not set, but needed"
    ),
    "requests_negative": mistake("compare_options_requests_per_hour", -100, "numbers from 0 to 1,000,000,000"),
    "requests_all_zero": mistake("compare_options_requests_per_hour", [0, 0], "not all of them 0"),
    "requests_too_many_hours": mistake(
        "compare_options_requests_per_hour", [1] * 745, "1 to 744 numbers", shown="[1, 1, "
    ),
    "seconds_missing": mistake(
        "compare_options_seconds_per_request", "", "a number of seconds from 0.001", shown="not set, but needed"
    ),
    "seconds_negative": mistake("compare_options_seconds_per_request", -1, "a number of seconds from 0.001 to 86,400"),
    "seconds_zero": mistake("compare_options_seconds_per_request", 0, "a number of seconds from 0.001"),
    "seconds_not_a_number": mistake("compare_options_seconds_per_request", "nan", "a number of seconds"),
    "seconds_with_a_unit": mistake("compare_options_seconds_per_request", "500ms", "a number of seconds"),
    "memory_with_a_unit": mistake("compare_options_memory_mib", "2 GB", "a number of MiB from 16 to 786,432"),
    "percentage_above_100": mistake("compare_options_cold_start_percent", 130, "a number of per cent from 0 to 100"),
    "utilisation_above_100": mistake("compare_options_target_utilisation_percent", 101, "per cent from 1 to 100"),
    "plan_above_100": Mistake(
        {"compare_options_savings_plan_percent": {"ec2": 128}},
        ("compare_options_savings_plan_percent.ec2 is 128", "per cent from 0 to 100"),
    ),
    "unknown_instance_type": mistake("compare_options_instance_type", "m7.large", "such as m7i.large"),
    "unknown_ml_instance_type": mistake("compare_options_ml_instance_type", "m5.large", "such as ml."),
    "unknown_option": mistake("compare_options_options", ["ec3"], "allowed: ec2, eks, ", shown="'ec3'"),
    "unknown_version": mistake("compare_options_kubernetes_version", "1.99", "1.36"),
    "version_without_quotes": mistake("compare_options_kubernetes_version", 1.3, "in quotes", shown="'1.3'"),
    "flag_unreadable": mistake("compare_options_gpu", "perhaps", "allowed: true or false"),
    "choice_unknown": mistake("compare_options_load_balancer", "nlb", "allowed: alb, clb"),
    "no_dictionary": mistake("compare_options_seconds_measured", "fast", "allowed: a dictionary"),
    "range_the_wrong_way_round": mistake(
        "compare_options_seconds_per_request", {"min": 2, "max": 1}, "min not above max", shown="{'min': 2, 'max': 1}"
    ),
    "range_of_a_setting": mistake(
        "compare_options_nat_gateways", {"min": 1, "max": 2}, "a whole number of gateways", shown="{'min': 1, 'max': 2}"
    ),
    "latency_below_duration": mistake(
        "compare_options_latency_limit_seconds", 0.1, "at least compare_options_seconds_per_request, 0.5"
    ),
    "pods_and_users": mistake(
        "compare_options_pods", 4, "0 where compare_options_concurrent_users is set", compare_options_concurrent_users=9
    ),
    "fewer_at_most_than_at_least": mistake(
        "compare_options_maximum_copies",
        2,
        "at least compare_options_minimum_copies, 3",
        compare_options_minimum_copies=3,
    ),
    "traffic_with_a_bad_line": Mistake(
        {"compare_options_traffic_file": f"{FOLDER}/bad.txt", "compare_options_requests_per_hour": ""},
        ("line 3 of compare_options_traffic_file (", "/bad.txt) is '1,many'; allowed: the requests of that hour"),
    ),
    "traffic_of_an_empty_file": mistake(
        "compare_options_traffic_file",
        f"{FOLDER}/empty.txt",
        "/empty.txt'; allowed: the path of a readable text file",
        "(it has 0)",
        shown="'",
        compare_options_requests_per_hour="",
    ),
    "traffic_from_nowhere": mistake(
        "compare_options_traffic_file",
        "/nowhere/traffic.txt",
        "(No such file or directory)",
        compare_options_requests_per_hour="",
    ),
    "traffic_path_relative": mistake("compare_options_traffic_file", "traffic.txt", "an absolute path"),
    "traffic_twice": mistake(
        "compare_options_traffic_file", "/nowhere/traffic.txt", "nothing where compare_options_requests_per_hour is set"
    ),
    "catalogue_from_nowhere": Mistake(
        {"compare_options_catalogue_file": "/nowhere/prices.json"},
        ("compare_options_catalogue_file", "/nowhere/prices.json"),
    ),
    "training_without_hours": Mistake(
        {"compare_options_training": {"notebooks": 2}},
        ("compare_options_training.hours is not set, but needed", "a number of hours"),
    ),
    "training_misspelt": mistake(
        "compare_options_training", {"hour": 5}, "keys out of hours, instance_type", shown="{'hour': 5}"
    ),
    "report_into_nowhere": mistake("compare_options_report", "/nowhere/costs.html", "a file in a folder that is there"),
    "picture_without_a_report": mistake(
        "compare_options_report_png", "/tmp/costs.png", "a folder that is there, where compare_options_report is set"
    ),
    "misspelt": Mistake(
        {"compare_options_memory_mb": 512},
        ("compare_options_memory_mb is no variable", "did you mean compare_options_memory_mib?"),
    ),
    "misspelt_of_the_collection": Mistake(
        {"inferops_regoin": "eu-central-1"}, ("inferops_regoin is no variable", "did you mean inferops_region?")
    ),
}
SEVERAL = {"compare_options_memory_mib": "2 GB", "compare_options_nat_gateways": -1, "inferops_region": "mars-1"}
FILES = {"good.txt": "hour,requests\n0,100\n1,900\n", "bad.txt": "# a day\n0,100\n1,many\n", "empty.txt": ""}


def play(folder: Path, inventory: str | Path, *arguments: str) -> Run:
    """Run the playbook as a user without any account would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_"))}
    record = folder / "events.jsonl"
    record.unlink(missing_ok=True)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), PLAYBOOK, *arguments],
        cwd=CHECKOUT,
        env={
            **kept,
            "ANSIBLE_CALLBACK_PLUGINS": str(CHECKOUT / "tests" / "fidelity" / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_HOME": str(folder / "ansible"),
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": NOBODY,
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "HOME": str(folder),
            "PROBE_RECORD": str(record),
            "http_proxy": NOBODY,
            "https_proxy": NOBODY,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        check=False,
    )
    events = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    return Run(done.returncode, done.stdout, events, [])


def hosts(folder: Path, named: Mapping[str, Mapping[str, Any]], **variables: Any) -> Path:
    """An inventory with hosts that are right but for what is named."""
    inventory = folder / "hosts.json"
    content = {
        "all": {
            "vars": {"ansible_connection": "local", **variables},
            "hosts": {name: {**RIGHT, **each} for name, each in named.items()},
        }
    }
    inventory.write_text(json.dumps(content).replace(FOLDER, str(folder)), encoding="utf-8")
    return inventory


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("mistaken")
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    right = {
        "right": {},
        "fewer": {"compare_options_options": ["ec2", "lambda_api"]},
        "ranged": {"compare_options_seconds_per_request": {"min": "0.1", "max": 3}},
        "from_a_file": {
            "compare_options_requests_per_hour": "",
            "compare_options_traffic_file": f"{FOLDER}/good.txt",
        },
    }
    named = {name: each.variables for name, each in MISTAKES.items()}
    return play(folder, hosts(folder, {**right, **named, "several": SEVERAL}))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_value_and_what_is_allowed(name: str, mistaken: Run) -> None:
    message = mistaken.failures[name]
    for part in MISTAKES[name].says:
        assert part in message
    assert "need attention" not in message


def test_who_makes_several_mistakes_gets_a_list(mistaken: Run) -> None:
    assert "3 values need attention:" in mistaken.failures["several"]
    assert "- inferops_region is 'mars-1'" in mistaken.failures["several"]
    assert "- compare_options_memory_mib is '2 GB'" in mistaken.failures["several"]


def test_no_mistake_ends_in_a_traceback(mistaken: Run) -> None:
    assert mistaken.status != 0
    assert "Traceback" not in mistaken.output


def test_who_is_right_is_compared_beside_those_who_are_not(mistaken: Run) -> None:
    assert set(mistaken.failures) == {*MISTAKES, "several"}
    texts = shown(mistaken)
    assert set(texts) == {"right", "fewer", "ranged", "from_a_file"}
    for text in texts.values():
        assert "$ a month in eu-central-1, the least" in text
        assert "no: one request" in text or "lambda_api" in text
    assert "ranges given" in texts["ranged"]


def test_what_holds_for_every_workload_is_shown_once_for_the_same_options(mistaken: Run) -> None:
    assert mistaken.output.count("What the options are good and bad at:") == 2
    assert mistaken.output.count("AWS keeps the machines and the queue") == 1


@pytest.mark.parametrize("inventory", ["inventories/sandbox", "inventories/example"])
def test_the_inventories_of_the_checkout_are_compared(inventory: str, tmp_path: Path) -> None:
    run = play(tmp_path, inventory, "--check").succeeded()

    assert run.changed == []
    texts = shown(run)
    assert len(texts) == (2 if inventory.endswith("sandbox") else 3)
    assert all(" $ a month in " in text for text in texts.values())
    assert inventory.endswith("sandbox") or all("training  " in text for text in texts.values())


def test_hosts_with_one_path_are_in_one_report_written_once(tmp_path: Path) -> None:
    report, picture = tmp_path / "costs.html", tmp_path / "costs.png"
    wanted = {
        "compare_options_options": ["ec2", "lambda_api"],
        "compare_options_report": str(report),
        "compare_options_report_png": str(picture),
    }
    named = {
        "unreported": {},
        "first": wanted,
        "second": {**wanted, "inferops_region": "us-west-2"},
        "wrong": {**wanted, "inferops_region": "mars-1"},
    }
    inventory = hosts(tmp_path, named)

    checked = play(tmp_path, inventory, "--check")
    assert len(checked.changed) == 1
    assert not report.exists()

    assert len(play(tmp_path, inventory).changed) == 1
    page = Text.of(report)
    assert "first" in page
    assert "second" in page
    assert not page & {"unreported", "wrong"}
    assert picture.read_bytes().startswith(b"\x89PNG")

    assert play(tmp_path, inventory).changed == []


def shown(run: Run) -> dict[str, str]:
    """What each host was told."""
    return {
        event["host"]: text(event["result"]["msg"])
        for event in run.events
        if event["event"] == "runner_on_ok" and event["task"] == "Show the comparison"
    }


def text(message: Any) -> str:
    return message if isinstance(message, str) else "\n".join(message)


class Text(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()

    @classmethod
    def of(cls, file: Path) -> set[str]:
        page = cls()
        page.feed(file.read_text(encoding="utf-8"))
        return page.words

    def handle_data(self, data: str) -> None:
        self.words.update(data.split())
