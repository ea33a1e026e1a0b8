# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page is whole in itself, says what the model says, and can be read without seeing it."""

from __future__ import annotations

import dataclasses
import html.parser
import re
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._cost_report import page as pages
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import Section
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.plain import plain
from ansible_collections.inferops.aws.plugins.module_utils._costs import words
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.rules import RULES

ROOT = Path(__file__).resolve().parents[5]
TEMPLATE = (ROOT / "templates" / "reports" / "costs.html.j2").read_text(encoding="utf-8")
EMPTY = {"meta", "wbr"}


class Document(html.parser.HTMLParser):
    """The elements of a page, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for each, attributes in self.elements if each == tag]

    def elements_with(self, name: str) -> list[dict[str, str]]:
        return [attributes for _tag, attributes in self.elements if name in attributes]

    def values(self, *names: str) -> list[str]:
        return [attributes[name] for _tag, attributes in self.elements for name in names if name in attributes]


@pytest.fixture(scope="module")
def page(sections: list[Section]) -> str:
    return pages.page(TEMPLATE, sections)


@pytest.fixture(scope="module")
def document(page: str) -> Document:
    return Document(page)


def rows(page: str) -> list[list[str]]:
    return [line.split(" | ") for line in plain(page).splitlines()]


def test_nothing_comes_from_elsewhere_and_nothing_runs(page: str, document: Document) -> None:
    assert {tag for tag, _attributes in document.elements} & {"script", "link", "img", "iframe", "object"} == set()
    assert all(value.startswith("#") for value in document.values("href", "xlink:href"))
    assert document.values("src", "srcset", "data") == []
    assert not re.search(r"url\((?!#)|@import|javascript:|\bon[a-z]+=", page)
    assert {found for found in re.findall(r"https?://[^\s\"'<)]*", page) if "www.w3.org" not in found} <= sources(page)


def sources(page: str) -> set[str]:
    """Where prices are from may name a place, as text."""
    return set(re.findall(r"https?://[^\s\"'<)]*", plain(page)))


def test_no_identifier_comes_twice_and_every_reference_leads_somewhere(page: str, document: Document) -> None:
    identifiers = document.values("id")
    assert len(identifiers) == len(set(identifiers))
    asked = [value.removeprefix("#") for value in document.values("href", "xlink:href")]
    asked += re.findall(r"url\(#([^)]+)\)", page)
    asked += [each for value in document.values("aria-labelledby") for each in value.split()]
    assert len(asked) > 100
    assert set(asked) <= set(identifiers)


def test_numbers_are_those_of_the_model(page: str, sections: list[Section]) -> None:
    found = rows(page)

    for section in sections:
        for number, each in enumerate(section.comparison.estimates, start=1):
            name = f"{each.name}{' cheapest' if number == 1 and each.bill else ''} {each.option.title}"
            if each.bill is None or each.fixed is None or each.per_thousand is None:
                assert [str(number), name, f"cannot do it: {each.reason}"] in found
            else:
                amounts = (each.per_month.usd, each.fixed.total.usd, each.per_hour.usd, each.per_thousand.usd)
                assert [str(number), name, *map(words.money, amounts)] in found


def test_options_have_their_full_names_on_a_phone_too(page: str, sections: list[Section]) -> None:
    assert not re.search(r"small[^{}]*\{[^}]*display: none", page)
    for each in (each for section in sections for each in section.comparison.feasible):
        title = f"{each.option.title[0].upper()}{each.option.title[1:]}"
        assert f"{title} ({each.name}), {words.money(each.per_month.usd)} $ a month" in plain(page)


def test_every_line_of_every_bill_is_there(page: str, sections: list[Section]) -> None:
    found = rows(page)

    lines = [[row[0], *row[2:]] for row in found if len(row) == 4]
    for each in (each for section in sections for each in section.comparison.feasible):
        assert ["total", words.money(each.per_month.usd)] in found
        for line in each.bill.lines if each.bill else ():
            assert [line.name, line.quantity.unit.value, words.money(line.cost.usd)] in lines


def test_the_sentences_the_rules_and_what_is_not_counted(page: str, sections: list[Section]) -> None:
    text = plain(page)

    for section in sections:
        assert words.sentence(section.comparison, section.swaps) in text
    assert all(rule.text in text for rule in RULES)
    assert all(each in text for each in words.NOT_COUNTED)


def test_a_rule_that_speaks_of_the_workload_is_marked(page: str, sections: list[Section]) -> None:
    speaking = sum(rule.applies(section.comparison.workload) for section in sections for rule in RULES if rule.applies)

    assert speaking
    assert page.count('class="speaks"') == speaking


def test_it_says_so_where_no_rule_speaks_of_the_workload(page: str, sections: list[Section]) -> None:
    silent = sum(
        not any(rule.applies(section.comparison.workload) for rule in RULES if rule.applies) for section in sections
    )

    assert 0 < silent < len(sections)
    assert page.count("none of them speaks of this workload") == silent
    assert page.count("A tick is before those") == len(sections) - silent


def test_every_mark_has_its_reason(page: str) -> None:
    found = rows(page)

    for name, option in OPTIONS.items():
        marks = [f"{pages.SIGNS[mark.sign]} {mark.sign} {mark.why}" for mark in option.marks]
        assert [f"{name} {option.title}", *marks] in found


def test_training_is_there_where_it_was_asked_for(page: str, most: Section) -> None:
    found = rows(page)
    assert most.training

    for cost in most.training.costs:
        (row,) = (row for row in found if row[0] == cost.way.title)
        assert row[-1] == (cost.problem or words.money(cost.per_month.usd if cost.per_month else 0))
    assert page.count("data-training") == 1
    assert most.training.note
    assert most.training.note in plain(page)


def test_prices_have_grade_date_and_source(page: str, most: Section) -> None:
    found = rows(page)

    assert most.prices
    for price in most.prices:
        (row, *_others) = (row for row in found if row[0] == price.product.key)
        assert row[2:] == [price.product.unit.value, price.grade, price.as_of, re.sub(r"\s+", " ", price.source)]
    as_of = most.comparison.catalogue.as_of
    assert most.oldest_price < as_of
    assert f"in US dollars, of {as_of}, the oldest that matters of {most.oldest_price}. " in plain(page)
    assert f"The catalogue is of {as_of}. " in plain(page)


def test_tables_and_charts_make_sense_without_seeing_them(document: Document) -> None:
    assert all(attributes.get("scope") in {"col", "row"} for attributes in document.all("th"))
    assert len(document.all("svg")) == (4 + 3 + 2) * 2
    assert all(each["role"] == "img" and each["aria-labelledby"] for each in document.all("svg"))
    assert document.all("html") == [{"lang": "en"}]
    assert all(each.get("aria-label") for each in document.elements_with("tabindex"))


def test_several_hosts_have_a_list_of_contents(document: Document, sections: list[Section]) -> None:
    anchors = pages.anchors(sections)

    assert anchors == ["host-digits-us", "host-long-b", "host-none"]
    assert {f"#{anchor}" for anchor in anchors} <= set(document.values("href"))
    assert Document(pages.page(TEMPLATE, sections[2:])).all("nav") == []


def test_a_name_is_text_whatever_is_in_it(page: str) -> None:
    assert "long <b>&" in plain(page)
    assert "<b>" not in page


def test_names_that_look_alike_have_anchors_of_their_own(most: Section) -> None:
    alike = [dataclasses.replace(most, name=name) for name in ("a b", "a-b", "A B")]

    assert pages.anchors(alike) == ["host-a-b", "host-a-b-again", "host-a-b-again-again"]


def test_the_same_hosts_give_the_same_bytes(sections: list[Section]) -> None:
    assert pages.page(TEMPLATE, sections[2:]) == pages.page(TEMPLATE, sections[2:])


@pytest.mark.parametrize(
    ("template", "says"), [("{% if %}", "Expected an expression"), ("{{ nobody }}", "'nobody' is undefined")]
)
def test_a_template_that_cannot_be_used(template: str, says: str, most: Section) -> None:
    with pytest.raises(CostError, match=re.escape(says)):
        pages.page(template, [most])
