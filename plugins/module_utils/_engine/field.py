# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One setting of a resource, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .values import Comparator, equal, identical, is_empty

AT_CREATION = "it is decided at creation"
"""Why a field without an update cannot change, where its table tells no better."""


@dataclass(frozen=True)
class Remove:
    """The operation that takes a setting away, where updating cannot.

    With *each* the setting is a map, and the operation takes one of its names as that parameter.
    """

    operation: str
    each: str = ""


@dataclass(frozen=True)
class Field:
    """One setting of a resource: an option, its place in requests and answers, how it changes.

    Where: *update* names the operation that changes it; without one it is decided when the resource is
    created. *param*, *create* and *read* are its places in the update request, the create request and
    the description (each defaults to the one before, the first to *name*); *read* may be a function.
    *ref* names a collection of the same plan: the option then holds a name in it and the request what
    *link* makes of the identifier.

    What it shall be: *merge*: suboptions that are left out keep their value. *reset* is taken in place of
    an empty value, *default* is what AWS means when it reports nothing. *adapt* makes the value that is
    meant of the one that is given and the present one (None at creation); *trim* is applied last.

    Whether it differs: *same* compares. A *verbatim* value is a map of the user's own, in which an empty
    entry counts; a *document* is text for AWS and what that text says in JSON for everyone else. A field
    that is not *compared* never causes an update but goes along with one. *fixed* tells why AWS cannot
    make a change: always, or by a function of the wanted and the present value, empty where it can.

    How it is sent: *encode* makes the form that requests have, *delta* that of an update which takes
    differences, from the wanted and the present value. *blank* is sent for every name that left a map.
    With *lapses* an update takes the setting away by leaving it out. *later*: it is no part of a creation.
    One that is not *sent* only causes an update.
    """

    name: str
    update: str = ""
    group: str = ""
    param: str = ""
    create: str = ""
    read: str | Callable[[Mapping[str, Any]], Any] = ""
    same: Comparator = equal
    merge: bool = False
    reset: Any = None
    default: Any = None
    adapt: Callable[[Any, Any], Any] | None = None
    trim: Callable[[Any], Any] | None = None
    verbatim: bool = False
    document: bool = False
    fixed: str | Callable[[Any, Any], str] = ""
    encode: Callable[[Any], Any] | None = None
    delta: Callable[[Any, Any], Any] | None = None
    blank: Any = None
    lapses: bool = False
    later: bool = False
    remove: Remove | None = None
    compared: bool = True
    sent: bool = True
    ref: str = ""
    link: str = "{}"

    @property
    def place(self) -> str:
        """The place in the update request."""
        return self.param or self.name

    @property
    def create_place(self) -> str:
        """The place in the create request."""
        return self.create or self.place

    @property
    def literal(self) -> bool:
        """Whether what is empty inside of the value means something."""
        return self.verbatim or self.document

    def agrees(self, wanted: Any, current: Any) -> bool:
        """Say whether AWS would see no difference."""
        if not self.literal or self.same is not equal:
            return self.same(wanted, current)
        return (is_empty(wanted) and is_empty(current)) or identical(wanted, current)

    def obstacle(self, wanted: Any, current: Any) -> str:
        """Tell why *current* cannot become *wanted* in place; empty where it can."""
        if callable(self.fixed):
            return self.fixed(wanted, current)
        return self.fixed or ("" if self.update else AT_CREATION)
