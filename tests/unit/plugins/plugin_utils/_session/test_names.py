# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.plugin_utils._session.names import Name, Taken

NAME = Name("111111111111", "eu-central-1", "digits")
ALLOWED = "inferops_name is 'digits'; allowed: a name that nothing else has in eu-central-1 of account 111111111111"


def test_a_name_goes_to_who_comes_first(tmp_path: Path) -> None:
    assert Taken(str(tmp_path), NAME).by("digits-eu") is None
    assert Taken(str(tmp_path), NAME).by("digits-b") == "digits-eu"
    assert Taken(str(tmp_path), NAME).by("digits-eu") == "digits-eu"


@pytest.mark.parametrize(
    "other",
    [{"account": "222222222222"}, {"region": "us-west-2"}, {"name": "letters"}],
    ids=lambda value: next(iter(value)),
)
def test_elsewhere_the_same_name_is_another(tmp_path: Path, other: dict[str, str]) -> None:
    Taken(str(tmp_path), NAME).by("digits-eu")
    assert Taken(str(tmp_path), dataclasses.replace(NAME, **other)).by("digits-b") is None


def test_a_name_that_was_given_back_can_be_taken(tmp_path: Path) -> None:
    taken = Taken(str(tmp_path), NAME)
    taken.by("digits-eu")
    taken.give_back()
    assert taken.by("digits-b") is None


def test_both_hosts_are_named() -> None:
    assert NAME.of_another_host("digits-eu") == f"{ALLOWED}; host digits-eu has it already"


def test_the_other_deployment_is_named_with_some_of_what_it_has() -> None:
    held = {"letters-eu": ["HTTP API digits"], "digits-b": [f"log group {number}" for number in range(5)]}
    assert NAME.of_another_deployment(held) == (
        f"{ALLOWED}; deployment digits-b has it already: log group 0, log group 1, log group 2 and 2 more."
        " If that is the one meant, set inferops_deployment to digits-b"
    )
