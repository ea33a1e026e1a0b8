# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a resource is, as data.

A :class:`Table` says how a resource of AWS is found, made, changed, tagged, awaited and deleted. It
holds no code but small pure functions. The names of operations are those of the API
(``UpdateFunctionConfiguration``); the names of everything that is sent or read are those of the API
in snake case (``memory_size``), which the engine converts with the help of botocore's own model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .field import Field, Remove

if TYPE_CHECKING:
    from .steps import Addition, Current, Step

__all__ = [
    "ANSWER",
    "ID",
    "ROOT",
    "Call",
    "Child",
    "Field",
    "Find",
    "Hint",
    "Key",
    "Look",
    "Ref",
    "Remove",
    "Retry",
    "Table",
    "Tags",
    "Wait",
]

Key = tuple[str, str]
"""Names a resource within one plan: the option of its collection and its name there."""

ROOT: Key = ("", "")
"""The resource that the table describes, as against the ones in its collections."""

ANSWER: Key = ("@answer", "")
"""The answer to the latest write: for waits that follow an identifier which the write returned."""

ID = "@id"
"""As the attribute of a Ref: whatever attribute identifies that resource."""


@dataclass(frozen=True)
class Ref:
    """A value that is an attribute of a resource of the plan, perhaps one that does not exist yet."""

    attribute: str
    of: Key = ROOT
    form: str = "{}"


@dataclass(frozen=True)
class Retry:
    """An error that goes away by itself, such as a role that has not reached every corner of IAM yet.

    The write is repeated for at most *within* seconds, and never longer than the module's wait_timeout.
    """

    code: str
    fragment: str = ""
    within: float = 60.0

    def matches(self, code: str, reason: str) -> bool:
        """Say whether an error with this code and message is meant."""
        return self.code == code and self.fragment.lower() in reason.lower()


@dataclass(frozen=True)
class Hint:
    """What to tell a person beside an error message of AWS that does not explain itself; *code* "" is any."""

    code: str
    fragment: str
    advice: str

    def matches(self, code: str, reason: str) -> bool:
        """Say whether an error with this code and message is meant."""
        return self.code in ("", code) and self.fragment.lower() in reason.lower()


@dataclass(frozen=True)
class Wait:
    """Polls *operation* until *path* holds one of *done*.

    *params* maps request parameters to what is sent. *result* is the place of the resource in the
    answer, and *path* a place in the resource. *failed* ends the wait with an error that carries
    *reason*; with *final* no write mends that, so that a resource found like this is an error. With
    *gone* the wait is for the resource to be absent, which the codes in *absent* tell. *pause* is the
    longest time between polls in seconds; the first ones follow faster.
    """

    goal: str
    operation: str
    params: Mapping[str, Ref]
    path: str = ""
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    reason: str = ""
    absent: tuple[str, ...] = ()
    gone: bool = False
    final: bool = False
    pause: float = 5.0
    result: str = ""


@dataclass(frozen=True)
class Call:
    """A write. *params* maps request parameters to attributes; without it the table's identity is sent.

    *constants* are sent every time. *carry* names fields that AWS would reset if the call left them
    out. With *apart* every group of fields gets a call of its own, for APIs that take one kind of
    change at a time; the groups in *together* are sent whole if any of their fields changes. *result*
    is the place of the resource in the answer, *warnings* that of what AWS remarks about the write.
    """

    operation: str
    params: Mapping[str, str] | None = None
    constants: Mapping[str, Any] = field(default_factory=dict)
    carry: tuple[str, ...] = ()
    apart: bool = False
    together: tuple[str, ...] = ()
    result: str = ""
    warnings: str = ""
    wait: Wait | None = None


@dataclass(frozen=True)
class Find:
    """How to see a resource: one read, its parameters, and the error codes that mean absent.

    *params* maps request parameters to options or to attributes of the parent. With *items* the
    answer holds a list there, of which *only* says which items count, and from which *choose* picks.
    *exists* is a place that is empty where there is nothing. *view* rearranges the answer, or an item,
    into one flat description. *then* is a further read that describes an item, for listings that tell
    little more than a name.
    """

    operation: str
    params: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    items: str = ""
    only: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] | None = None
    choose: Callable[[Sequence[dict[str, Any]], Mapping[str, Any]], dict[str, Any] | None] | None = None
    exists: str = ""
    view: Callable[[dict[str, Any]], dict[str, Any]] = dict
    then: Find | None = None


@dataclass(frozen=True)
class Look:
    """A further read, made only when *when* says so; its *items* become the attribute *name*."""

    name: str
    find: Find
    when: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Tags:
    """How tags are read and written. *listed*: as a list of Key and Value instead of a map."""

    target: str
    arn: str
    read: str = "tags"
    create: str = "tags"
    set: str = "TagResource"
    unset: str = "UntagResource"
    listed: bool = False


@dataclass(frozen=True)
class Child:
    """A collection that belongs to a resource: the option, the suboption that names an item, its table.

    *identify* tells the name from a description. *purge* is the option that has what is not listed
    deleted.
    """

    option: str
    key: str
    identify: str
    table: Table
    purge: str = ""


@dataclass(frozen=True)
class Table:
    """A kind of resource. See the parts for their meaning.

    *identity* maps the parameters that name the resource in every write to attributes; *id* is the
    attribute by which other resources refer to it. *required* options must be given to create one.
    *settled* waits are met before the first write. *deleting* are the states in which it is on its way
    out, at the path of the deletion's wait: it counts as absent, and is waited for.
    *derive* adds computed attributes, *extend* further steps, *conceal* hides secrets from two
    views that are shown side by side, *warn* tells what a person should know of the description.
    *returns* are the attributes that a module gives back.
    """

    label: str
    service: str
    find: Find
    create: Call
    delete: Call
    identity: Mapping[str, str]
    fields: tuple[Field, ...]
    id: str = ""
    updates: tuple[Call, ...] = ()
    required: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    tags: Tags | None = None
    children: tuple[Child, ...] = ()
    settled: tuple[Wait, ...] = ()
    deleting: tuple[str, ...] = ()
    retries: tuple[Retry, ...] = ()
    hints: tuple[Hint, ...] = ()
    returns: tuple[str, ...] = ()
    derive: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]] | None = None
    extend: Callable[[Mapping[str, Any], Current | None, Sequence[Step]], Addition] | None = None
    conceal: Callable[[Mapping[str, Any], dict[str, Any], dict[str, Any]], None] | None = None
    warn: Callable[[Mapping[str, Any]], list[str]] | None = None

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that a diff and a result show."""
        return tuple(item for item in self.fields if item.compared)
