# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others depend on is not deleted: VPCs with anything in them, tables of subnets, gateways that are attached."""

from __future__ import annotations

from typing import Any

from .. import seams
from . import guard, nat_gateways, vpc_endpoints
from .ec2_words import MODULE, home, value, violation


def install() -> None:
    """Put it in force. It comes after the other corrections of networks, whose interfaces leave with what has them."""
    guard(
        MODULE,
        {
            "_delete_vpc": [_vpc_in_use],
            "_delete_route_table": [_table_in_use],
            "_delete_internet_gateway": [_gateway_attached],
            "_delete_subnet": [_settle],
            "_delete_security_group": [_settle],
        },
    )
    seams.wrap(MODULE, "_delete_subnet", _without_association)


def _settle(_parameters: Any) -> Any:
    nat_gateways.settle()
    vpc_endpoints.settle()


def _without_association(original: Any) -> Any:
    """A subnet that is deleted leaves its route table."""

    def delete(parameters: Any) -> Any:
        answer = original(parameters)
        name = value(parameters, "SubnetId")
        if name not in home()._subnets:
            for table in home()._route_tables.values():
                table["Associations"] = [each for each in table["Associations"] if each.get("SubnetId") != name]
        return answer

    return delete


def _vpc_in_use(parameters: Any) -> Any:
    _settle(parameters)
    name = value(parameters, "VpcId")
    stores = (home()._network_interfaces, home()._vpc_endpoints)
    tables = (one for one in home()._route_tables.values() if not _is_main(one))
    if any(one["VpcId"] == name for store in stores for one in store.values()):
        return violation("vpc", name)
    return violation("vpc", name) if any(one["VpcId"] == name for one in tables) else None


def _is_main(table: Any) -> bool:
    return any(each.get("Main") for each in table["Associations"])


def _table_in_use(parameters: Any) -> Any:
    name = value(parameters, "RouteTableId")
    return violation("routeTable", name) if home()._route_tables.get(name, {}).get("Associations") else None


def _gateway_attached(parameters: Any) -> Any:
    name = value(parameters, "InternetGatewayId")
    attached = home()._internet_gateways.get(name, {}).get("Attachments")
    return violation("internetGateway", name) if attached else None
