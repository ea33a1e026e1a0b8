# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a refresh would change: which prices to ask for, old against new, and what is too much to believe."""

from __future__ import annotations

import collections.abc as c
import fnmatch
import math
import re
import typing as t

from .catalogue import Catalogue, Price
from .errors import CostError, MissingPriceError, refuse
from .price_list import NotOfferedError, in_words, read_answers, request
from .price_sources import row_of
from .prices_file import Listed, PriceFile

WILDCARDS = re.compile(r"[*?\[]")
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
LARGE_PERCENT = 50.0


class Wanted(t.NamedTuple):
    """A price to ask for. One that was not asked for by its full name need not exist."""

    key: str
    region: str
    by_name: bool


def wanted(keys: c.Sequence[str], regions: c.Sequence[str], known: Catalogue) -> list[Wanted]:
    """Return the prices that key patterns and regions ask for.

    A pattern stands for the keys that the catalogue has anywhere, a key without wildcards for itself.

    :raises CostError: A region is no region, a pattern matches nothing, or a key has no price list.
    """
    if not keys:
        raise refuse("keys", keys, "at least one price key or pattern, such as ec2.* or *")
    if not regions:
        raise refuse("regions", regions, "at least one region, such as eu-central-1")
    for region in regions:
        if not REGION.fullmatch(region):
            raise refuse("regions", region, "names of regions, such as eu-central-1")
    everywhere = sorted({key for region in known.regions for key in known.keys(region, "")})
    found: dict[str, bool] = {}
    for pattern in keys:
        for key, by_name in _matching(pattern, everywhere):
            found[key] = found.get(key, False) or by_name
    return [Wanted(key, region, by_name) for region in dict.fromkeys(regions) for key, by_name in sorted(found.items())]


def _matching(pattern: str, everywhere: c.Sequence[str]) -> list[tuple[str, bool]]:
    if not WILDCARDS.search(pattern):
        query, _name = row_of(pattern)
        if query.unlisted:
            raise CostError(f"keys has {pattern!r}, which cannot be refreshed: {query.unlisted}")
        return [(pattern, True)]
    matched = fnmatch.filter(everywhere, pattern)
    listed = [(key, False) for key in matched if not row_of(key)[0].unlisted]
    if matched and not listed:
        raise CostError(f"keys has {pattern!r}, none of which can be refreshed: {row_of(matched[0])[0].unlisted}")
    if not listed:
        kinds = sorted({key.partition(".")[0] for key in everywhere})
        raise refuse("keys", pattern, f"a price key, or a pattern of some that begin with {', '.join(kinds)}")
    return listed


class Answers(t.NamedTuple):
    """What AWS has of what was asked for, and what it does not sell, nor did as far as is known."""

    listed: tuple[Listed, ...]
    not_offered: tuple[Wanted, ...]


def ask_all(
    wanteds: c.Iterable[Wanted], ask: c.Callable[[dict[str, t.Any]], c.Iterable[str]], before: Catalogue
) -> Answers:
    """Ask for every price; `ask` takes what GetProducts does and returns its answers.

    :raises CostError: For some there is not exactly one price; the message has a line for each.
    """
    listed, absent, problems = [], [], []
    for each in wanteds:
        try:
            listed.append(read_answers(each.key, each.region, ask(request(each.key, each.region))))
        except NotOfferedError as error:
            if each.by_name or before.has(each.region, each.key):
                problems.append(str(error))
            else:
                absent.append(each)
        except CostError as error:
            problems.append(str(error))
    if problems:
        raise CostError("\n".join(["Prices could not be read; nothing was written.", *problems]))
    return Answers(tuple(listed), tuple(absent))


class Change(t.NamedTuple):
    """A price that is new, or not what it was."""

    new: Price
    old: Price | None

    @property
    def percent(self) -> float | None:
        """By how much it changed, per cent of the old price; of several steps, the largest change. None if new.

        Infinite for something that cost nothing.
        """
        if self.old is None:
            return None
        bounds = sorted({tier.up_to for tier in (*self.old.tiers, *self.new.tiers)})
        return max((_percent(_at(self.old, bound), _at(self.new, bound)) for bound in bounds), key=abs)

    @property
    def large(self) -> bool:
        """Whether it is so much that a mistake is likelier."""
        return self.percent is not None and abs(self.percent) > LARGE_PERCENT

    def as_dict(self) -> dict[str, t.Any]:
        """Return plain values; old and new are dollars for one unit in the first step that is not free."""
        return {
            "key": self.new.product.key,
            "region": self.new.region,
            "unit": self.new.product.unit.value,
            "old": self.old.usd if self.old else None,
            "new": self.new.usd,
            "percent": None if self.percent is None or math.isinf(self.percent) else round(self.percent, 2),
            "old_grade": self.old.grade if self.old else None,
            "old_as_of": self.old.as_of if self.old else None,
            "as_of": self.new.as_of,
        }

    def cells(self) -> tuple[str, ...]:
        """Return the words of a line of a table."""
        old = in_words(self.old.tiers) if self.old else "-"
        percent = (
            "new" if self.percent is None else "was free" if math.isinf(self.percent) else f"{self.percent:+.1f} %"
        )
        return (
            self.new.region,
            self.new.product.key,
            self.new.product.unit.value,
            old,
            in_words(self.new.tiers),
            percent,
        )


def _at(price: Price, bound: float) -> float:
    return next(tier.usd for tier in price.tiers if tier.up_to >= bound)


def _percent(old: float, new: float) -> float:
    if old == new:
        return 0.0
    return (new / old - 1) * 100 if old else math.inf


def changes(listed: c.Iterable[Listed], before: Catalogue) -> list[Change]:
    """Return the prices that are new or differ from those of a catalogue, in the order of the table."""
    found = [Change(each.price, _price(before, each)) for each in listed]
    differing = [each for each in found if each.old is None or each.old.tiers != each.new.tiers]
    return sorted(differing, key=lambda each: (each.new.region, each.new.product.key))


def _price(catalogue: Catalogue, listed: Listed) -> Price | None:
    region, key = listed.place
    if region not in catalogue.regions:
        return None
    try:
        return catalogue.price(region, key)
    except MissingPriceError:
        return None


def require_believable(found: c.Iterable[Change]) -> None:
    """Refuse changes of more than LARGE_PERCENT either way.

    :raises CostError: There are some; the message shows them.
    """
    large = [each for each in found if each.large]
    if large:
        raise CostError(
            f"{len(large)} of the prices would change by more than {LARGE_PERCENT:g} per cent, which is likelier a"
            f" mistake than a price; nothing was written. If they are right: allow_large_changes=true.\n{table(large)}"
        )


HEADER = ("region", "key", "for one", "old $", "new $", "change")


def table(found: c.Sequence[Change], others: int | None = None) -> str:
    """Return old, new and per cent as a text; `others` is how many prices were asked for and are as they were."""
    rows = [HEADER, *(each.cells() for each in found)] if found else []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    last = [] if others is None else [f"{others} price{'s' * (others != 1)} as before"]
    return "\n".join([*lines, *last])


def shown(file: PriceFile) -> dict[str, str]:
    """Return a file's prices for a diff."""
    return {
        f"{region} {key}": f"{in_words(each.price.tiers)} for one {each.price.product.unit.value}, {each.price.as_of}"
        for each in file.listed
        for region, key in [each.place]
    }
