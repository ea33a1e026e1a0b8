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

from .values import Comparator, equal

if TYPE_CHECKING:
    from .steps import Addition, Current, Step

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
    """What to tell a person beside an error message of AWS that does not explain itself."""

    code: str
    fragment: str
    advice: str

    def matches(self, code: str, reason: str) -> bool:
        """Say whether an error with this code and message is meant."""
        return self.code == code and self.fragment.lower() in reason.lower()


@dataclass(frozen=True)
class Wait:
    """Polls *operation* until *path* holds one of *done*.

    *params* maps request parameters to what is sent. *failed* ends the wait with an error that
    carries *reason*. With *gone* the wait is for the resource to be absent, which the codes in
    *absent* tell. *pause* is the longest time between polls in seconds; the first ones follow faster.
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
    pause: float = 5.0


@dataclass(frozen=True)
class Call:
    """A write. *params* maps request parameters to attributes; without it the table's identity is sent.

    *constants* are sent every time. *carry* names fields that AWS would reset if the call left them
    out. With *apart* every group of fields gets a call of its own, for APIs that take one kind of
    change at a time. *result* is the place of the resource in the answer.
    """

    operation: str
    params: Mapping[str, str] | None = None
    constants: Mapping[str, Any] = field(default_factory=dict)
    carry: tuple[str, ...] = ()
    apart: bool = False
    result: str = ""
    wait: Wait | None = None


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

    *update* names the operation that changes it; without one it is decided when the resource is
    created. *param*, *create* and *read* are its places in the update request, the create request and
    the description (each defaults to the one before, the first to *name*); *read* may be a function.
    *merge*: suboptions that are left out keep their value. *reset* is sent in place of an empty value,
    *blank* for every name that left a map, *default* is what AWS means when it reports nothing.
    *trim* is applied to what is sent. A field that is not *compared* never causes an update but goes
    along with one; one that is not *sent* only causes it. *ref* names a collection of the same plan:
    the option then holds a name in it and the request what *link* makes of the identifier.
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
    blank: Any = None
    trim: Callable[[Any], Any] | None = None
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


@dataclass(frozen=True)
class Find:
    """How to see a resource: one read, its parameters, and the error codes that mean absent.

    *params* maps request parameters to options or to attributes of the parent. With *items* the
    answer holds a list there, from which *choose* picks. *exists* is a place that is empty where
    there is nothing. *view* rearranges the answer into one flat description.
    """

    operation: str
    params: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    items: str = ""
    choose: Callable[[Sequence[dict[str, Any]], Mapping[str, Any]], dict[str, Any] | None] | None = None
    exists: str = ""
    view: Callable[[dict[str, Any]], dict[str, Any]] = dict


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
    *settled* waits are met before the first write.
    *derive* adds computed attributes, *extend* further steps, *conceal* hides secrets from two
    views that are shown side by side. *returns* are the attributes that a module gives back.
    *left_out* says for each operation which members have no option, and why.
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
    retries: tuple[Retry, ...] = ()
    hints: tuple[Hint, ...] = ()
    returns: tuple[str, ...] = ()
    derive: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]] | None = None
    extend: Callable[[Mapping[str, Any], Current | None, Sequence[Step]], Addition] | None = None
    conceal: Callable[[Mapping[str, Any], dict[str, Any], dict[str, Any]], None] | None = None
    left_out: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that a diff and a result show."""
        return tuple(item for item in self.fields if item.compared)
