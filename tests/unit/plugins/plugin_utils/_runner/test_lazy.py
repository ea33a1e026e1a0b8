# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates that share the wrappers of their variables render what they would without."""

from __future__ import annotations

import typing as t

import pytest
from ansible._internal._datatag._tags import TrustedAsTemplate
from ansible._internal._templating._engine import TemplateEngine
from ansible._internal._templating._lazy_containers import _AnsibleLazyTemplateDict

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import hooks, lazy

Variables = dict[str, t.Any]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Variables:
    """As many variables as it takes, with the hook in place."""
    original = _AnsibleLazyTemplateDict._lazy_values
    monkeypatch.setattr(_AnsibleLazyTemplateDict, "_lazy_values", staticmethod(hooks._around_lazy_values(original)))
    monkeypatch.setattr(lazy._kept, "wrapped", {})
    return {f"v{number}": number for number in range(lazy.MANY)}


def template(text: str) -> str:
    return TrustedAsTemplate().tag(text)


def render(variables: Variables, text: str) -> t.Any:
    return TemplateEngine(variables=variables).template(template(text))


def test_the_wrappers_of_a_dictionary_are_made_once(many: Variables) -> None:
    assert lazy.wrapped(many) is lazy.wrapped(many)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda held: held.update(v0=True), id="another value"),
        pytest.param(lambda held: held.update(v1=True), id="an equal value that is another object"),
        pytest.param(lambda held: held.update(new=1), id="one more"),
        pytest.param(lambda held: held.pop("v5"), id="one less"),
        pytest.param(lambda held: held.update(other=held.pop("v63")), id="another name"),
        pytest.param(lambda held: held.update(v0=held.pop("v0")), id="another order"),
    ],
)
def test_a_dictionary_that_changed_has_other_wrappers(many: Variables, change: t.Callable[[Variables], t.Any]) -> None:
    lazy.wrapped(many)
    change(many)
    after = lazy.wrapped(many)
    assert [(name, id(one.value)) for name, one in after.items()] == [(name, id(one)) for name, one in many.items()]


def test_dictionaries_of_the_same_content_have_wrappers_each(many: Variables) -> None:
    assert lazy.wrapped(many) is not lazy.wrapped(dict(many))


def test_no_more_are_kept_than_a_task_needs(many: Variables) -> None:
    for _time in range(10):
        lazy.wrapped(dict(many))
    assert len(lazy._kept.wrapped) == lazy.KEPT


def test_a_template_sees_what_changed_since_the_one_before(many: Variables) -> None:
    assert render(many, "{{ v1 + v2 }}") == 3
    many["v1"] = 10
    many["item"] = 5
    assert render(many, "{{ v1 + v2 + item }}") == 17


def test_what_one_template_rendered_the_next_renders_itself(many: Variables) -> None:
    """A variable that is a template is rendered for each template that names it: it need not be the same twice."""
    many["drawn"] = template("{{ 1000000000 | random }}")
    engine = TemplateEngine(variables=many)
    assert len({engine.template(template("{{ drawn }}")) for _time in range(5)}) > 1


def test_what_a_template_sets_stays_with_it(many: Variables) -> None:
    assert render(many, "{% set v1 = 99 %}{{ v1 }}") == 99
    assert render(many, "{{ v1 }}") == 1
    assert lazy.wrapped(many)["v1"].value == 1


@pytest.mark.usefixtures("many")
def test_few_variables_are_wrapped_as_ever() -> None:
    assert render({"a": 1}, "{{ a }}") == 1
    assert not lazy._kept.wrapped
