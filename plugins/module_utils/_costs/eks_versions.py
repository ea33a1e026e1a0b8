# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which Kubernetes versions EKS supports when: in extended support a control plane costs six times as much.

The dates are those of https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html as endoflife.date
read them on 2026-08-22; those of 1.37, released since, follow from AWS's rule on the same page: standard support for
14 months, extended support for 12 more. Releases may have been some days earlier than is said here. What an account is
told today: DescribeClusterVersions.
"""

from __future__ import annotations

import datetime
import functools
import typing as t

from .errors import refuse

Support = t.Literal["standard", "extended", "ended", "unknown"]


class Version(t.NamedTuple):
    """A version, when EKS first had it, and the dates on which standard support and extended support end.

    `published` is false where AWS's rule stands in for a date that was not read.
    """

    name: str
    released: datetime.date
    standard_until: datetime.date
    extended_until: datetime.date
    published: bool = True


_CALENDAR = (
    ("1.28", "2023-09-26", "2024-11-26", "2025-11-26", True),
    ("1.29", "2024-01-23", "2025-03-23", "2026-03-23", True),
    ("1.30", "2024-05-23", "2025-07-23", "2026-07-23", True),
    ("1.31", "2024-09-26", "2025-11-26", "2026-11-26", True),
    ("1.32", "2025-01-25", "2026-03-23", "2027-03-23", True),
    ("1.33", "2025-05-28", "2026-07-29", "2027-07-29", True),
    ("1.34", "2025-10-06", "2026-12-02", "2027-12-02", True),
    ("1.35", "2026-01-28", "2027-03-27", "2028-03-27", True),
    ("1.36", "2026-06-02", "2027-08-02", "2028-08-02", True),
    ("1.37", "2026-10-01", "2027-12-01", "2028-12-01", False),
)


@functools.cache
def calendar() -> dict[str, Version]:
    """Return the versions by name, oldest first."""
    day = datetime.date.fromisoformat
    return {name: Version(name, day(a), day(b), day(c), published) for name, a, b, c, published in _CALENDAR}


def version(name: t.Any, variable: str = "kubernetes_version") -> Version:
    """Return a version; `variable` is who said its name, for the message.

    :raises CostError: The calendar has no such version, or it is a number: YAML reads 1.30 without quotes as 1.3.
    """
    found = calendar().get(name) if isinstance(name, str) else None
    if found is None:
        raise refuse(variable, name, f"one of {', '.join(calendar())}, in quotes")
    return found


def support(name: t.Any, on: datetime.date, variable: str = "kubernetes_version") -> Support:
    """Return how EKS supports a version on a day.

    Extended support begins on the day on which standard support ends and includes its own last day. The answer is
    `unknown` before the release, and where a date that was not published would decide.

    :raises CostError: The calendar has no such version.
    """
    found = version(name, variable)
    if on < found.released or (on >= found.standard_until and not found.published):
        return "unknown"
    if on < found.standard_until:
        return "standard"
    return "extended" if on <= found.extended_until else "ended"


def newest_standard(on: datetime.date) -> str | None:
    """Return the newest version that is in standard support on a day; None if the calendar has none for it."""
    return next((name for name in reversed(calendar()) if support(name, on) == "standard"), None)
