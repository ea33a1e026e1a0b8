# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module of networks runs."""

from __future__ import annotations

from typing import Any

from .._engine.waits import Clock
from .._scan.calling import connect
from .reading import Network, Reader


def look(module: Any, clock: Clock | None = None) -> Network:
    """Run the module ec2_network_info."""
    options = module.params
    reader = Reader(connect(module), options["vpc_id"], options["tags"])
    return reader.settled(clock or Clock(), options["wait_timeout"]) if options["wait"] else reader.read()
