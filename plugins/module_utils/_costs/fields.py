# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading numbers that people write: what is allowed for each, and one message for what is not."""

from __future__ import annotations

import collections.abc as c
import datetime
import math
import re
import typing as t

from .errors import CostError, refuse

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
"""Python reads more as a number, such as 1_000, which may as well be a slip."""


class Number(t.NamedTuple):
    """A number between two bounds, which are allowed themselves, in the unit that `unit` names."""

    default: float | None
    low: float
    high: float
    unit: str
    whole: bool = False

    @property
    def allowed(self) -> str:
        """Return the bounds in words."""
        number = "a whole number" if self.whole else "a number"
        return f"{number} of {self.unit} from {_written(self.low)} to {_written(self.high)}"

    def read(self, name: str, value: t.Any) -> t.Any:
        """Return the number, or the default for nothing.

        :raises CostError: It is no number or out of bounds.
        """
        if value is None or value == "":
            if self.default is None:
                raise refuse(name, None, self.allowed)
            return int(self.default) if self.whole else self.default
        number = as_number(value)
        if number is None or not self.low <= number <= self.high or (self.whole and number != int(number)):
            raise refuse(name, value, self.allowed)
        return int(number) if self.whole else number


class Choice(t.NamedTuple):
    """One of some words."""

    default: str
    choices: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """Return the choices in words."""
        return ", ".join(self.choices)

    def read(self, name: str, value: t.Any) -> t.Any:
        """Return the word, or the default for nothing."""
        if value is None or value == "":
            return self.default
        if value not in self.choices:
            raise refuse(name, value, self.allowed)
        return value


class Flag(t.NamedTuple):
    """Yes or no."""

    default: bool

    @property
    def allowed(self) -> str:
        """Return in words what is allowed."""
        return "true or false"

    def read(self, name: str, value: t.Any) -> t.Any:
        """Return the answer, or the default for nothing."""
        if value is None or value == "":
            return self.default
        if isinstance(value, bool):
            return value
        words = {"true": True, "yes": True, "false": False, "no": False}
        if str(value).lower() not in words:
            raise refuse(name, value, self.allowed)
        return words[str(value).lower()]


class Text(t.NamedTuple):
    """Some text, such as the name of an instance type, that somebody else checks."""

    default: str

    @property
    def allowed(self) -> str:
        """Return in words what is allowed."""
        return "text"

    def read(self, name: str, value: t.Any) -> t.Any:
        """Return the text, or the default for nothing."""
        if value is None or value == "":
            return self.default
        if not isinstance(value, str):
            raise refuse(name, value, self.allowed)
        return value


class Date(t.NamedTuple):
    """A day, such as 2026-11-21; nothing if nobody names one."""

    default: str = ""

    @property
    def allowed(self) -> str:
        """Return in words what is allowed."""
        return "a date such as 2026-11-21"

    def read(self, name: str, value: t.Any) -> t.Any:
        """Return the day as text. YAML makes a date of one that is written without quotes."""
        if value is None or value == "":
            return self.default
        is_day_only = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        text = value.isoformat() if is_day_only else value
        if not isinstance(text, str) or not is_day(text):
            raise refuse(name, value, self.allowed)
        return text


class Numbers(t.NamedTuple):
    """A number for each of some names; names that are left out have none."""

    names: tuple[str, ...]
    of: Number

    @property
    def allowed(self) -> str:
        """Return names and bounds in words."""
        return f"a dictionary with {self.of.allowed} for any of {', '.join(self.names)}"

    def read(self, name: str, value: t.Any) -> t.Any:
        """Return the numbers by name."""
        if value is None or value == "":
            return {}
        if not isinstance(value, c.Mapping):
            raise refuse(name, value, self.allowed)
        for key in value:
            if key not in self.names:
                raise refuse(f"{name}.{key}", value[key], f"a dictionary whose keys are any of {', '.join(self.names)}")
        return {key: self.of.read(f"{name}.{key}", each) for key, each in value.items()}


Field: t.TypeAlias = "Number | Choice | Flag | Text | Date | Numbers"


def _written(number: float) -> str:
    """Return a bound as people write it, without powers of ten."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,g}"


def is_day(text: str) -> bool:
    """Say whether a text is a day, written in full: 20261121 and 2026-W47-6 are none here."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def as_number(value: t.Any) -> float | None:
    """Return a finite number, also one written as text; None for anything else, true and false among it."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
        return None
    try:
        number = float(value)
    except OverflowError:  # a whole number that is too large for a float
        return None
    return number if math.isfinite(number) else None


def read_fields(
    fields: c.Mapping[str, Field], values: c.Mapping[str, t.Any], prefix: str
) -> tuple[dict[str, t.Any], list[str]]:
    """Return what was read and the messages for what could not be; `prefix` goes before each name in a message."""
    read, problems = {}, []
    for name, field in fields.items():
        try:
            read[name] = field.read(prefix + name, values.get(name))
        except CostError as error:
            problems.append(str(error))
    return read, problems
