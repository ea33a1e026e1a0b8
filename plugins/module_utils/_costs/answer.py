# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what people write to the whole answer, in plain values: for the module, and for scripts."""

from __future__ import annotations

import collections.abc as c
import types
import typing as t

from . import ranges, results
from .catalogue import Catalogue
from .compare import Comparison, compare
from .errors import CostError, refuse, shown
from .options import OPTIONS
from .reading import SETTINGS, WORKLOAD, read_settings, read_workload
from .terms import read_catalogue
from .traffic import read_traffic_file
from .training import FIELDS as TRAINING, Job, Training, compare_training, read_job
from .workload import Workload

Given = c.Mapping[str, t.Any]
Read = t.TypeVar("Read")


class Names(t.NamedTuple):
    """What messages call the things that were given; what ends in a dot or an underscore goes before a field's name."""

    region: str = "region"
    workload: str = "workload."
    settings: str = "settings."
    training: str = "training."
    options: str = "options"
    traffic_file: str = "traffic_file"
    catalogue_file: str = "catalogue_file"


OF_THE_MODULE = Names()
OF_THE_ROLE = Names(
    region="inferops_region",
    workload="compare_options_",
    settings="compare_options_",
    training="compare_options_training.",
    options="compare_options_options",
    traffic_file="compare_options_traffic_file",
    catalogue_file="compare_options_catalogue_file",
)


class Question(t.NamedTuple):
    """What is asked: where, for which workload, how it would be built, which options, and which training job if any."""

    region: str | None
    workload: Given
    settings: Given = types.MappingProxyType({})
    training: Given = types.MappingProxyType({})
    options: c.Sequence[str] = ()
    traffic_file: str | None = None
    catalogue_file: str | None = None


class Found(t.NamedTuple):
    """What comes of a question: the comparison, what the ends of ranges in the workload mean, and the training job.

    `between` has the ranges as they were given; the comparison is of their middle.
    """

    comparison: Comparison
    corners: c.Sequence[ranges.Corner]
    between: Given
    job: Job | None
    training: Training | None


def answer(asked: Question, today: str, names: Names = OF_THE_MODULE) -> dict[str, t.Any]:
    """Return the comparison as `results.as_dict` has it, and what was compared as `inputs`.

    :raises CostError: Something cannot be used; the message has a line for each.
    """
    found = find(asked, today, names)
    inputs = results.inputs(found.comparison)
    return {
        **results.as_dict(found.comparison, found.corners, found.training),
        "inputs": {
            **inputs,
            "workload": {**inputs["workload"], **found.between},
            "training": found.job._asdict() if found.job else {},
            "options": [each.name for each in found.comparison.estimates],
            "catalogue_file": asked.catalogue_file,
        },
    }


def find(asked: Question, today: str, names: Names = OF_THE_MODULE) -> Found:
    """Return what comes of a question.

    `today` is the day for which versions of Kubernetes are judged unless the settings name another. Where something in
    the workload is a range, the middle of it is compared and its ends are looked at beside.

    :raises CostError: Something cannot be used; the message has a line for each.
    """
    problems = list(_misshapen(asked, names))
    if problems:
        raise CostError("\n".join(problems))
    problems = list(_unknown(asked, names))

    def tried(read: c.Callable[[], Read]) -> Read | None:
        try:
            return read()
        except CostError as error:
            problems.extend(str(error).splitlines())
            return None

    catalogue = tried(lambda: read_catalogue(asked.catalogue_file, names.catalogue_file))
    region = tried(lambda: _region(asked.region, catalogue, names)) if catalogue else None
    values = tried(lambda: _values(asked, names))
    # Without requests the rest is still looked at, so that one run names everything that is wrong.
    seen = {**asked.workload, "requests_per_hour": 1} if values is None else values
    workload = tried(lambda: _workload(seen, names))
    settings = tried(lambda: read_settings(_dated(asked.settings, today), names.settings))
    job = tried(lambda: read_job(asked.training, names.training)) if asked.training else None
    options = tried(lambda: _options(asked.options, names))
    if not (catalogue and region and values and workload and settings and options) or problems:
        raise CostError("\n".join(problems))
    comparison = compare(workload, region, settings, catalogue, options)
    corners = ranges.corners(values, region, settings, catalogue, names.workload, options)
    training = compare_training(job, region, catalogue) if job else None
    between = {name: value for name, value in values.items() if ranges.is_range(value)}
    return Found(comparison, corners, between, job, training)


def _misshapen(asked: Question, names: Names) -> c.Iterator[str]:
    """Yield what has not the shape that a question has; nothing in it can be looked at then."""
    groups = ((names.workload, asked.workload), (names.settings, asked.settings), (names.training, asked.training))
    for prefix, given in groups:
        if not isinstance(given, c.Mapping) or not all(isinstance(name, str) for name in given):
            yield f"{prefix.rstrip('._')} is {shown(given)}; allowed: a dictionary of values by their names"
    options: t.Any = asked.options
    if isinstance(options, str) or not isinstance(options, c.Sequence):
        yield f"{names.options} is {shown(options)}; allowed: a list of any of {', '.join(OPTIONS)}"


def _unknown(asked: Question, names: Names) -> c.Iterator[str]:
    """Yield what was given under a name that nothing has: without it, its default would be taken unseen."""
    groups = (
        (names.workload, asked.workload, ["requests_per_hour", *WORKLOAD]),
        (names.settings, asked.settings, [*SETTINGS]),
        (names.training, asked.training, [*TRAINING]),
    )
    for prefix, given, known in groups:
        for name in sorted(set(given) - set(known)):
            yield f"{prefix}{name} is no option{_nearest(name, known)}"


def _nearest(name: str, known: c.Sequence[str]) -> str:
    import difflib  # only who misspells a name waits for it

    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _region(region: str | None, catalogue: Catalogue, names: Names) -> str:
    if not region or region not in catalogue.regions:
        raise catalogue.refuse_region(names.region, region)
    return region


def _values(asked: Question, names: Names) -> dict[str, t.Any]:
    """Return the workload's values with the requests of the traffic file, if there is one, among them."""
    if not asked.traffic_file:
        return dict(asked.workload)
    if asked.workload.get("requests_per_hour") not in (None, "", []):
        allowed = f"nothing where {names.workload}requests_per_hour is set: one of the two says how many requests come"
        raise refuse(names.traffic_file, asked.traffic_file, allowed)
    return {**asked.workload, "requests_per_hour": read_traffic_file(asked.traffic_file, names.traffic_file)}


def _workload(values: Given, names: Names) -> Workload:
    return read_workload(ranges.middle(values, names.workload), names.workload)


def _dated(settings: Given, today: str) -> dict[str, t.Any]:
    return {**settings, "as_of": settings.get("as_of") or today}


def _options(options: c.Sequence[str], names: Names) -> tuple[str, ...]:
    for name in options:
        if not isinstance(name, str) or name not in OPTIONS:
            raise refuse(names.options, name, ", ".join(OPTIONS))
    return tuple(dict.fromkeys(options)) or tuple(OPTIONS)
