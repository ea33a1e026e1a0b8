# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Charts are the same in every run, whatever the user's settings, and can be told apart without colours."""

from __future__ import annotations

import dataclasses
import io
import xml.etree.ElementTree as ET

import matplotlib
import pytest
from matplotlib.text import Text
from PIL import Image

from ansible_collections.inferops.aws.plugins.module_utils._cost_report import canvas
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.chart_load import stroke
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.chart_parts import fill
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.charts import charts, picture
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import BreakEven, Section
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.labels import spread
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.parts import PARTS
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.styles import (
    FILLS,
    FORMS,
    NARROW,
    STROKES,
    WIDE,
    Form,
)
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.text import number_of_minutes
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.words import money

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> str:
    return " ".join("".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize(("name", "form"), [("load", NARROW), ("near", WIDE), ("parts", NARROW), ("steps", WIDE)])
def test_a_chart_is_the_same_whatever_the_user_has_set(
    most: Section, name: str, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = charts(most)[name].svg(form, "a")
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 40.0)
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "red")
    monkeypatch.setitem(matplotlib.rcParams, "svg.hashsalt", None)

    assert charts(most)[name].svg(form, "a") == first


@pytest.mark.parametrize("name", ["load", "near", "parts", "steps"])
def test_a_chart_is_said_in_words_too(most: Section, name: str) -> None:
    chart = charts(most)[name]
    drawn = ET.fromstring(chart.svg(WIDE, "a"))

    assert drawn.get("role") == "img"
    title, description = drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == chart.title
    assert description.text == chart.description


def test_words_of_the_charts_have_their_numbers(most: Section) -> None:
    found = charts(most)

    for each in most.comparison.feasible:
        assert f"{each.name} {money(each.per_month.usd)} $" in found["parts"].description
    for name, _load, reason in most.ends:
        assert name in found["load"].description
        assert reason in found["load"].description
    assert isinstance(most.break_even, BreakEven)
    for step in most.break_even.steps:
        assert f"{step.pods} pods {number_of_minutes(step.minutes_per_hour)}" in found["steps"].description


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_lines_and_bars_bear_the_names_of_the_options(most: Section, form: Form) -> None:
    load, near, parts = (words(charts(most)[name].svg(form, "a")) for name in ("load", "near", "parts"))

    for each in most.comparison.estimates:
        name = each.name if form.is_wide else each.option.title
        assert f"{most.number(each.name)} {name}" in load
        assert f"{most.number(each.name)} {name}" in near
        assert f"{most.number(each.name)} {each.name.split('_')[0]}" in parts
    assert "this workload: 150,106 requests a month" in load
    assert "cannot do more" in load
    assert "cannot do it" in parts


def test_a_line_is_told_apart_by_dashes_or_marker_and_a_part_by_hatch_or_brightness() -> None:
    strokes = [(stroke(name).dashes, stroke(name).marker) for name in OPTIONS]
    hatches = [fill(part).hatch for part in PARTS if fill(part).hatch]

    assert len({marker for _dashes, marker in strokes}) == len(OPTIONS)
    assert len(set(hatches)) == len(hatches)
    assert sorted(fill(part).colour for part in PARTS if not fill(part).hatch) == ["#000000", "#0072b2", "#ffffff"]


def test_lines_have_the_contrast_with_paper_that_thin_things_need() -> None:
    # WCAG 2.2, criterion 1.4.11, with the relative luminance that it defines.
    assert min(1.05 / (luminance(each.colour) + 0.05) for each in STROKES) >= 3


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_charts_of_a_workload_that_nothing_can_serve(none: Section) -> None:
    found = charts(none)

    assert set(found) == {"load", "parts"}
    assert all("<svg" in chart.svg(form, "a") for chart in found.values() for form in FORMS)
    assert "none from" in found["load"].description


@pytest.mark.parametrize("name", [r"p$\frac$q", r"C:\new\1", r"\g<0>", "a_b^{c", "<b>&amp;"])
def test_a_name_is_text_whatever_is_in_it(none: Section, name: str) -> None:
    named = charts(dataclasses.replace(none, name=name))["parts"]
    title = ET.fromstring(named.svg(WIDE, "a")).find(f"{SVG}title")

    assert title is not None
    assert title.text == f"What each bill consists of, {name}"
    with canvas.drawing(WIDE, "a"):
        assert canvas.as_pixels(canvas.heading(name, WIDE)).getcolors()


def test_no_text_of_the_charts_is_a_formula(none: Section) -> None:
    with canvas.drawing(WIDE, "a"):
        drawn = canvas.heading("p$x$q", WIDE)
        charts(none)["load"].draw(drawn, WIDE)
        texts = drawn.findobj(Text)

    assert "p$x$q" in {text.get_text() for text in texts}
    assert not [text for text in texts if text.get_parse_math()]


def test_letters_can_be_read_on_a_phone() -> None:
    units_of_a_phone = 366
    smallest = NARROW.letters - 1

    assert smallest * units_of_a_phone / (NARROW.width * 72) >= 11


def test_the_picture_has_all_charts_of_all_hosts_and_is_the_same_in_every_run(sections: list[Section]) -> None:
    few, none = sections[1:]
    alone = picture([none])

    assert picture([none]) == alone
    one, two = (Image.open(io.BytesIO(each)) for each in (picture([few]), alone))
    found = Image.open(io.BytesIO(picture([few, none])))
    assert found.format == "PNG"
    assert found.size == (one.width, one.height + two.height)


def test_a_part_has_its_colour_in_the_picture_however_small_it_is(most: Section) -> None:
    found = Image.open(io.BytesIO(picture([most])))
    colours = {colour for _count, colour in found.convert("RGB").getcolors(1000) or []}

    for each in FILLS[:7]:
        wanted = bytes.fromhex(each.colour.removeprefix("#"))
        assert min(sum(abs(one - other) for one, other in zip(wanted, colour, strict=True)) for colour in colours) < 8


@pytest.mark.parametrize(
    ("places", "moved"),
    [
        ([], []),
        ([0.1, 0.5], [0.1, 0.5]),
        ([0.1, 0.1, 0.1], [0.1, 0.2, 0.3]),
        ([0.95, 1.0, 1.0], [0.8, 0.9, 1.0]),
    ],
)
def test_labels_move_apart(places: list[float], moved: list[float]) -> None:
    assert spread(places, 0.1) == pytest.approx(moved)
