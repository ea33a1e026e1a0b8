# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .table import ROOT, Call, Key


@dataclass(frozen=True)
class Current:
    """A resource as it is, or as it will be: attributes in AWS's words, fields in those of the options."""

    attributes: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    children: dict[str, dict[str, Current]] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One write: the call, its parameters (which may hold a Ref), what it changes, and of which resource."""

    call: Call
    params: dict[str, Any]
    changes: tuple[str, ...]
    target: Key = ROOT


@dataclass(frozen=True)
class Addition:
    """Further steps of a table, and attributes that they change: name to value before and after."""

    steps: tuple[Step, ...] = ()
    attributes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The steps, what was there, and what will be. A resource changes exactly if there are steps."""

    steps: tuple[Step, ...]
    before: Current | None
    after: Current | None
    attributes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
