# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a deployment costs, before it is made."""

from __future__ import annotations

import datetime
import typing as t

from ansible.errors import AnsibleFilterError

PREFIX = "compare_options_"
"""Begins the names of the variables that describe a workload."""


def planned_costs(
    planned: t.Sequence[t.Mapping[str, t.Any]],
    name: str,
    region: str,
    variables: t.Mapping[str, t.Any] | None = None,
    existing: t.Sequence[t.Mapping[str, t.Any]] | None = None,
    option: str = "lambda_api",
) -> dict[str, t.Any]:
    """Return what planned resources will cost, in figures, in a line and line by line."""
    # Ansible imports every file of filters in its search for one; the cost model is for those who ask for this.
    from ..module_utils._costs import plan, plan_words
    from ..module_utils._costs.errors import CostError

    deployment = plan.Deployment(name, region, option, today(), planned, existing, variables or {}, PREFIX)
    try:
        found = plan.plan(deployment)
    except CostError as error:
        raise AnsibleFilterError(str(error)) from error
    return {**plan.as_result(found), "line": plan_words.line(found), "text": plan_words.text(found)}


def today() -> str:
    """Return the day, for which versions of Kubernetes are judged unless a variable names another."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"planned_costs": planned_costs}
