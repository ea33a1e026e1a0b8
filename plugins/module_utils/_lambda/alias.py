# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An alias of a Lambda function."""

from __future__ import annotations

from .._engine.table import Call, Field, Find, Table
from .common import HINTS, MISSING, RETRIES

UPDATE = "UpdateAlias"
_IDENTITY = {"function_name": "function_name", "name": "name"}

ALIAS = Table(
    label="Lambda alias",
    service="lambda",
    find=Find("GetAlias", _IDENTITY, absent=MISSING),
    identity=_IDENTITY,
    create=Call("CreateAlias"),
    updates=(Call(UPDATE),),
    delete=Call("DeleteAlias"),
    required=("function_version",),
    retries=RETRIES,
    hints=HINTS,
    fields=(
        Field("function_version", UPDATE),
        Field("description", UPDATE),
        Field("routing_config", UPDATE, reset={"additional_version_weights": {}}),
    ),
    returns=("function_name", "name", "alias_arn", "revision_id"),
)
