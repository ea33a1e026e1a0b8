# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the hosts of a report, as people write them, to its sections."""

from __future__ import annotations

import collections.abc as c
import typing as t

from .._costs.answer import Names, Question, find
from .._costs.errors import CostError, refuse
from .._costs.ranges import depends
from .data import Section, section


def read_sections(hosts: c.Sequence[c.Mapping[str, t.Any]], today: str) -> list[Section]:
    """Return the section of each host; a host has a `name`, and what a question to the cost model has.

    :raises CostError: Something cannot be used; the message has a line for each.
    """
    names = [str(host["name"]) for host in hosts]
    if not hosts:
        raise refuse("hosts", [], "a list of one host or more")
    for name in names:
        if not name.strip() or names.count(name) > 1:
            raise refuse("hosts[].name", name, "a name, which no other host of the report has")
    sections, problems = [], []
    for host in hosts:
        try:
            sections.append(_section(host, today))
        except CostError as error:
            problems.extend(str(error).splitlines())
    if problems:
        raise CostError("\n".join(problems))
    return sections


def _section(host: c.Mapping[str, t.Any], today: str) -> Section:
    given = {name: value for name, value in host.items() if name != "name" and value is not None}
    found = find(Question(**given), today, _names(f"hosts[{host['name']}]"))
    return section(str(host["name"]), found.comparison, found.training, depends(found.comparison, found.corners))


def _names(of: str) -> Names:
    return Names(
        region=f"{of}.region",
        workload=f"{of}.workload.",
        settings=f"{of}.settings.",
        training=f"{of}.training.",
        options=f"{of}.options",
        traffic_file=f"{of}.traffic_file",
        catalogue_file=f"{of}.catalogue_file",
    )
