# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A document out of a template."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from ansible_collections.inferops.aws.plugins.lookup.document import LookupModule

PLACE = {"bucket": "digits-models", "partition": "aws"}
POLICY = "s3/tls_only.json.j2"


class Lookup(LookupModule):
    """With options that Ansible did not have to read out of the plugin's documentation."""

    given: dict[str, Any]

    def set_options(self, **_options: Any) -> None:
        """Leave them as they are."""

    def get_option(self, name: str, **_more: Any) -> Any:
        """Return what was given."""
        return self.given[name]


def rendered(path: str, variables: dict[str, Any], template_vars: dict[str, Any] | None = None) -> str:
    loader = DataLoader()
    lookup = Lookup(loader=loader, templar=Templar(loader, variables=variables))
    lookup.given = {"template_vars": template_vars or {}}
    (text,) = lookup.run([path], variables)
    return text


def test_it_is_made_with_the_variables_at_hand() -> None:
    assert "arn:aws:s3:::digits-models/*" in json.dumps(json.loads(rendered(POLICY, PLACE)))


def test_those_of_the_call_come_first() -> None:
    variables = {"bucket": "another", "partition": trust_as_template("{{ nothing }}")}
    text = rendered(POLICY, variables, template_vars=PLACE)
    assert "digits-models" in text
    assert "another" not in text
    assert variables["bucket"] == "another"


def test_a_variable_may_be_a_template() -> None:
    variables = PLACE | {"bucket": trust_as_template("{{ partition }}-b")}
    assert "arn:aws:s3:::aws-b/*" in rendered(POLICY, variables)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("s3/nothing.json.j2", "nothing.json.j2"),
        (POLICY, "partition"),
        ("../galaxy.yml", "no path"),
        ("/etc/hosts", "no path"),
    ],
)
def test_what_is_missing_is_named(path: str, words: str) -> None:
    with pytest.raises(AnsibleError, match=words):
        rendered(path, {"bucket": "b"})
