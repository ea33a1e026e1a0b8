# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words in which a kind of resource is described: what is listed, how it is read, how it is deleted.

Parameters map names of a request to places in the description of the resource (`places`). Beside what AWS
reports, that description has ``@arn``, ``@id``, ``@name`` and ``@account``. A parameter whose name ends in
``[]`` takes a list and gets one with that single value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WORKLOAD = "workload"
"""In `Kind.named_after`: the pattern derives from the workload, not from a resource."""


@dataclass(frozen=True)
class Call:
    """An operation. *params* map to places, *constants* are sent as they are."""

    operation: str
    params: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """A call that lists: *items* is their place in each page.

    With *of* it is made for each resource of that kind, to whose description *call* refers. *only* says which
    items are of this kind, where one operation lists several. *local* names parameters that take the region.
    """

    call: Call
    items: str
    of: str = ""
    only: Callable[[Mapping[str, Any]], bool] | None = None
    local: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """A further call for one item; what is at *take* in the answer (all of it, if empty) is kept as *into*.

    The error codes in *empty* mean that there is nothing to read.
    """

    call: Call
    take: str
    into: str
    empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tags:
    """Where tags are: at *place* of the description, or got by *read*, a call for each item.

    *in_tagging_api*: the Resource Groups Tagging API knows the type, and can stand in where there are very many items.
    """

    place: str = ""
    read: Read | None = None
    in_tagging_api: bool = False


@dataclass(frozen=True)
class Ref:
    """A place that names other resources: ARNs of any kind, or names and ids of the kind *to*."""

    place: str
    to: str = ""


@dataclass(frozen=True)
class Each:
    """Part of a deletion: *call* for all that *listing* finds.

    The parameters of *call* are places in the item, after ``@`` in the resource. With *batch* up to 1000 items go
    at that place of one request, each reduced to *params*; *errors* is where the answer names those that failed.
    """

    listing: Listing
    call: Call
    batch: str = ""
    errors: str = ""


@dataclass(frozen=True)
class Gone:
    """How to see that a deletion is complete: *call* answers that there is no such thing, or *path* says so."""

    call: Call
    path: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class End:
    """Before a deletion: *call* ends what would go on without the resource, if *when* says so of its description.

    It is waited for by *done*, whose parameters are places in the answer to *call*, after ``@`` in the resource. The
    error codes in *nothing* mean that there is nothing to end. If *call* is not permitted the deletion goes on, and
    *otherwise* says what to expect then, with the resource's ``{name}``.
    """

    call: Call
    when: Callable[[Mapping[str, Any]], bool]
    done: Gone
    otherwise: str
    nothing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of resource.

    *name* and *label* are for machines and for people, *type* is the service and the type that an ARN of it names, and
    *parts* are those of what it takes along when it goes.
    *id* is the place of what its own calls take, *title* of the name that people gave (``tag:Name`` for the tag of
    that name; defaults to *id*), *arn* a place, or a pattern over ``{partition}``, ``{region}``, ``{account}`` and
    ``{id}``; where only one of *reads* tells the ARN it is at *true_arn*, and *arn* stands for it until then. *refs*
    name other resources. *named_after* holds patterns of names (shell style) that follow from the workload or from a
    resource of another kind, *tagged_after* tags (name and value) of which one is enough, that what runs in a resource
    of another kind gives to what it makes. What is *made_tagged* is made by us with our tags in one request: without
    them it is somebody else's whatever its name, and so is what is named after it. *is_ours* is false for what AWS
    itself puts into every account.

    *state*, *endpoint* and *since* are what a status shows, after *details* were read. A resource whose state is in
    *over* is gone, though AWS still lists it.

    Deleting takes *deletion*, in the sequence of *order*, lowest first: who uses comes before what is used. What is
    `with_parent` goes with the resource that it was listed for; what *goes_along* does so where that one is deleted,
    and takes *deletion* where it is not. The error codes in *busy* pass by waiting, and *seconds* is how long that, or
    its end, may take. *protection* says what makes AWS refuse the deletion until somebody lifts it, and how, with the
    resource's ``{name}``; it is empty where nothing does. What *needs_maker* is taken away by what runs in the resource
    that its tags name (*tagged_after*), which stays as long as it does. *made_by* has the tags, all of them, of what
    another kind, in ``{parent}``, makes anew when it is gone. *serves* is the place of the network that it serves: it
    stays while something in that does. *as_host* says how all is taken away that a deployment has in one of
    somebody else, from its name and the descriptions of the parts that AWS knows of.
    """

    name: str
    label: str
    type: str
    service: str
    listings: tuple[Listing, ...]
    id: str
    arn: str
    order: int
    parts: tuple[str, ...] = ()
    title: str = ""
    true_arn: str = ""
    is_global: bool = False
    reads: tuple[Read, ...] = ()
    tags: Tags = field(default_factory=Tags)
    refs: tuple[Ref, ...] = ()
    state: tuple[str, ...] = ()
    endpoint: str = ""
    since: str = ""
    details: tuple[Read, ...] = ()
    named_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tagged_after: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    made_tagged: bool = False
    is_ours: Callable[[Mapping[str, Any]], bool] | None = None
    over: tuple[str, ...] = ()
    deletion: tuple[Call | Each | End, ...] = ()
    busy: tuple[str, ...] = ()
    gone: Gone | None = None
    seconds: float = 300
    goes_along: bool = False
    protection: Callable[[Mapping[str, Any]], str] | None = None
    needs_maker: bool = False
    made_by: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    serves: str = ""
    as_host: Callable[[str, Sequence[Mapping[str, Any]]], str] | None = None

    @property
    def parent(self) -> str:
        """The kind whose resources this one is part of, empty for one that stands alone."""
        return next((listing.of for listing in self.listings if listing.of), "")

    @property
    def with_parent(self) -> bool:
        """Whether it is deleted by deleting what it is part of."""
        return bool(self.parent) and not self.deletion
