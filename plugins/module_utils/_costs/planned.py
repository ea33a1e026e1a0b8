# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Resources that are planned or exist, and what of them will be there after a deployment."""

from __future__ import annotations

import collections.abc as c
import typing as t

from .errors import CostError, refuse
from .resource_lines import Attributes
from .resources import KINDS, Amounts, Rule

PURPOSE = "takes_requests"
"""The attribute that AWS knows nothing of: only a plan says into which log group requests are logged."""


class Resource(t.NamedTuple):
    """A resource, planned or found. `problem` says why something of one that was found could not be read."""

    kind: str
    name: str
    attributes: Attributes
    problem: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a planned resource and the same one found have in common."""
        return self.kind, self.name

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{KINDS[self.kind].label} {self.name}"

    @property
    def rule(self) -> Rule | None:
        """How it is billed; None if it is not, has no price, or nothing could be read of it."""
        rule = KINDS[self.kind]
        return rule if isinstance(rule, Rule) and rule.attributes.keys() <= self.attributes.keys() else None


def read_resources(listed: c.Iterable[c.Mapping[str, t.Any]]) -> list[Resource]:
    """Return resources from dictionaries of `kind`, `name`, `attributes` and `problem`.

    :raises CostError: A kind or an attribute cannot be used; the message has a line for each.
    """
    found, problems = [], []
    for each in listed:
        try:
            found.append(_resource(each))
        except CostError as error:
            problems.append(str(error))
    if problems:
        raise CostError("\n".join(problems))
    return found


def read_found(listed: c.Iterable[c.Mapping[str, t.Any]]) -> list[Resource]:
    """Return the same of what AWS has: what cannot be used there is a problem of that resource alone."""
    return [_found(each) for each in listed]


def _found(each: c.Mapping[str, t.Any]) -> Resource:
    try:
        return _resource(each)
    except CostError as error:
        return Resource(each["kind"], each["name"], {}, "; ".join(str(error).splitlines()))


def _resource(each: c.Mapping[str, t.Any]) -> Resource:
    kind, name = str(each.get("kind")), str(each.get("name"))
    rule = KINDS.get(kind)
    if rule is None:
        raise refuse(f"the kind of {name}", kind, ", ".join(KINDS))
    problem = str(each.get("problem") or "")
    if not isinstance(rule, Rule):
        return Resource(kind, name, {}, problem)
    given = each.get("attributes") or {}
    prefix = f"{rule.label} {name}: "
    for attribute in given:
        if attribute not in rule.attributes:
            raise refuse(f"{prefix}the attribute", attribute, ", ".join(rule.attributes) or "none")
    read = {
        attribute: field.read(prefix + attribute, given.get(attribute)) for attribute, field in rule.attributes.items()
    }
    return Resource(kind, name, read, problem)


def after(planned: c.Sequence[Resource], existing: c.Sequence[Resource]) -> list[Resource]:
    """Return what there will be: what is planned, with what it keeps of what exists, and what exists beside it."""
    there = {resource.key: resource for resource in existing}
    wanted = {resource.key for resource in planned}
    completed = [_with_kept(resource, there.get(resource.key)) for resource in planned]
    return completed + [resource for resource in existing if resource.key not in wanted]


def before(planned: c.Sequence[Resource], existing: c.Sequence[Resource]) -> list[Resource]:
    """Return what exists, with what only the plan knows of it."""
    wanted = {resource.key: resource.attributes for resource in planned}
    return [_with_purpose(resource, wanted.get(resource.key, {})) for resource in existing]


def _with_purpose(resource: Resource, plan: Attributes) -> Resource:
    known = {PURPOSE: plan[PURPOSE]} if PURPOSE in plan else {}
    return resource._replace(attributes={**resource.attributes, **known})


def _with_kept(resource: Resource, found: Resource | None) -> Resource:
    """Return a planned resource with what is stored in it already: a deployment adds and takes nothing away."""
    if found is None or resource.rule is None:
        return resource
    kept = {
        name: {**resource.attributes[name], **found.attributes.get(name, {})}
        for name, field in resource.rule.attributes.items()
        if isinstance(field, Amounts)
    }
    return resource._replace(attributes={**resource.attributes, **kept}, problem=found.problem)
