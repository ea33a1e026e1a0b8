# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the inventory says: the hosts that a run is about, and what should exist, for comparing it with what does."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._costs.terms import NAMES
from .costs import PREFIX
from .waves import NO_HOST

SHOWN = 12
"""How many names of hosts and groups a message gives as examples."""


def chosen_hosts(
    hosts: t.Iterable[str], groups: t.Mapping[str, t.Sequence[str]], named: t.Mapping[str, str | None]
) -> list[str]:
    """Return the hosts that a run is about, in the inventory's order.

    *named* says by what they were chosen. To have chosen no host at all is a mistake, which Ansible would let pass. In
    an inventory without hosts it is none.
    """
    chosen = set(hosts)
    found = [host for host in groups.get("all", ()) if host in chosen]
    given = {name: value for name, value in named.items() if value is not None}
    if "" in given.values() or (not found and groups.get("all")):
        said = " and ".join(f"{name} is {value!r}" for name, value in given.items())
        names = [*sorted(set(groups) - {"all", "ungrouped"}), *groups.get("all", ())]
        examples = ", ".join([*names[:SHOWN], *["..."] * (len(names) > SHOWN)])
        raise AnsibleFilterError(
            f"{said}, which chooses no host; allowed: a pattern of hosts or groups of the inventory: {examples}"
        )
    return found or [NO_HOST]


def deployment_prices(variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return by which prices the costs of a deployment are told, for the option `prices` of our modules."""
    values = {name: variables.get(PREFIX + name) for name in NAMES}
    return {name: value for name, value in values.items() if value not in (None, "", {})}


def inventory_deployments(
    hosts: t.Iterable[str], hostvars: t.Mapping[str, t.Mapping[str, t.Any]], account_id: str
) -> list[dict[str, t.Any]]:
    """Return deployment and region of the hosts that belong to an account, as far as their account is known.

    Those whose variables name prices have these as well.
    A host that is not part of the run has no session yet; then its variables count.
    """
    found = []
    for host in hosts:
        variables = hostvars[host]
        session = variables.get("ansible_facts", {}).get("inferops_session", {})
        account = session.get("account_id") or variables.get("inferops_expected_account_id")
        region = session.get("region") or variables.get("inferops_region")
        if region and account in (None, "", account_id):
            named = session.get("tags", {}).get("inferops:deployment") or variables.get("inferops_deployment")
            prices = deployment_prices(variables)
            place = {"deployment": str(named or host), "region": str(region)}
            found.append({**place, "prices": prices} if prices else place)
    return found


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "chosen_hosts": chosen_hosts,
            "inventory_deployments": inventory_deployments,
            "deployment_prices": deployment_prices,
        }
