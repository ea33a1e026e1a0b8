# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What docs/costs.md and the README say of costs that a program can check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.module_utils._costs.answer import OF_THE_ROLE, Question, answer
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.reading import SETTINGS, WORKLOAD

ROOT = Path(__file__).parents[5]
TEXT = (ROOT / "docs" / "costs.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "inventories" / "example"


def test_the_script_runs_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    (script,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)

    exec(compile(script, "docs/costs.md", "exec"), {"__name__": "__main__"})

    sentence, *options = capsys.readouterr().out.splitlines()
    assert " $ a month in eu-central-1, the least" in sentence
    assert {line.split()[0] for line in options} == set(OPTIONS)


def test_it_names_the_regions_of_the_prices() -> None:
    assert all(region in TEXT for region in prices.REGIONS)


def test_the_readme_shows_what_the_example_is_told() -> None:
    text = (EXAMPLE / "group_vars" / "all" / "compare_options.yml").read_text(encoding="utf-8")
    values = {name.removeprefix(OF_THE_ROLE.workload): value for name, value in yaml.safe_load(text).items()}
    asked = Question(
        region="eu-central-1",
        workload={name: value for name, value in values.items() if name in WORKLOAD},
        settings={name: value for name, value in values.items() if name in SETTINGS},
        traffic_file=str(EXAMPLE / "traffic.txt"),
    )
    told = answer(asked, prices.catalogue().as_of)["report"].splitlines()

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("Of what one host is told:\n\n")[2].partition("\n\nThen come")[0]
    sentence, _empty, table = shown.partition("\n\n")
    assert " ".join(sentence.split()) in told
    assert [line.removeprefix("    ") for line in table.splitlines() if line.removeprefix("    ") not in told] == []
