# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page: hosts and their charts put into a Jinja2 template."""

from __future__ import annotations

import collections.abc as c
import dataclasses
import re
import sys

from .._costs import words
from .._costs.catalogue import Price
from .._costs.dates import dated
from .._costs.errors import CostError
from .._costs.options import ASPECTS, OPTIONS
from .._costs.rules import RULES, Rule
from .._costs.settings import Settings
from .._costs.workload import Workload
from .charts import Chart, charts
from .data import BreakEven, Section, given, grades
from .styles import FORMS
from .text import amount, number_of_minutes, unit_price

try:
    import jinja2
    import markupsafe

    HAS_JINJA2 = True
except ImportError:
    HAS_JINJA2 = False

MISSING = f"the page needs Jinja2, which {sys.executable} does not have; run: {sys.executable} -m pip install jinja2"

GRADES = {
    "A": "from AWS's price list, dated",
    "B": "in a well-kept public data set",
    "C": "derived from A or B by a ratio that is stated",
    "K": "taken to be the same as in another region, as AWS's price pages say",
}

SIGNS = {"good": "\u25cf", "fair": "\u25d0", "poor": "\u25cb"}
"""A full, a half and an empty circle."""

USUAL = Workload(requests=(), seconds_per_request=0)
"""What a workload is where nothing is said; these two have to be."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A host on the page: where it is found, what is shown of it, and its charts by name."""

    anchor: str
    section: Section
    charts: c.Mapping[str, Chart]

    def svg(self, name: str, form: str) -> markupsafe.Markup:
        """Draw a chart as an SVG element; `form` is wide or narrow."""
        drawn = self.charts[name].svg(next(each for each in FORMS if each.name == form), self.anchor)
        return markupsafe.Markup(drawn)

    @property
    def sentence(self) -> str:
        """The cheapest option, the next best and where they swap."""
        return words.sentence(self.section.comparison, self.section.swaps)

    @property
    def break_even(self) -> BreakEven | None:
        """The break-even, if there is one."""
        return self.section.break_even if isinstance(self.section.break_even, BreakEven) else None

    @property
    def speaking(self) -> list[Rule]:
        """The rules of thumb that speak of this workload."""
        return [rule for rule in RULES if rule.speaks_of(self.section.comparison.workload)]

    @property
    def wrong(self) -> list[Rule]:
        """Those of them that the bills contradict."""
        return [rule for rule in self.speaking if not rule.holds(self.section.comparison.costs)]

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """What was said of the workload and how the options would be built, where it is not as usual."""
        comparison = self.section.comparison
        return given(comparison.workload, USUAL) + given(comparison.settings, Settings())


def page(template: str, sections: c.Sequence[Section]) -> str:
    """Return the page of these hosts.

    :raises CostError: The template cannot be used.
    """
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "amount": amount,
        "count": words.count,
        "minutes": number_of_minutes,
        "money": words.money,
        "unit": unit_price,
    }
    compared = {each.name for section in sections for each in section.comparison.estimates}
    try:
        return environment.from_string(template).render(
            hosts=[
                Shown(each, section, charts(section)) for each, section in zip(anchors(sections), sections, strict=True)
            ],
            prices_as_of=_prices_as_of(sections),
            catalogues_as_of=_catalogues_as_of(sections),
            rules=RULES,
            options=OPTIONS,
            shown=[name for name in OPTIONS if name in compared],
            aspects=ASPECTS,
            signs=SIGNS,
            missing=words.missing,
            not_counted=words.NOT_COUNTED,
            grade_words=GRADES,
            grades=_grades,
        )
    except jinja2.TemplateError as error:
        raise CostError(f"the template of the page cannot be used: {error}") from error


def anchors(sections: c.Iterable[Section]) -> list[str]:
    """Return an identifier for each host that is no other's."""
    found: list[str] = []
    for section in sections:
        anchor = "host-" + re.sub(r"[^a-z0-9]+", "-", section.name.lower()).strip("-")
        while anchor in found:
            anchor += "-again"
        found.append(anchor)
    return found


def _prices_as_of(sections: c.Iterable[Section]) -> str:
    """Return the dates of all catalogues, and of the oldest price that matters in any bill."""
    return dated(_catalogues_as_of(sections), min(filter(None, (each.oldest_price for each in sections)), default=""))


def _catalogues_as_of(sections: c.Iterable[Section]) -> str:
    return " and ".join(sorted({each.comparison.catalogue.as_of for each in sections}))


def _grades(prices: c.Iterable[Price]) -> str:
    return ", ".join(f"{number} of grade {grade}" for grade, number in grades(prices).items())
