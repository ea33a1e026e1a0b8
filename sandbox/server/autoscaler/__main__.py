# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at the cluster every few seconds and act, until ended."""

from __future__ import annotations

import sys
import time

from ...kubernetes.api import Api, ApiError
from .cloud import Cloud
from .options import parse
from .rounds import Autoscaler


def main(arguments: list[str]) -> None:
    """Run with the Cluster Autoscaler's flags; those that are not known are passed over."""
    options = parse(arguments)
    autoscaler = Autoscaler(Api(options.port, options.authority, options.token), Cloud(options.tags), options)
    while True:
        try:
            autoscaler.look()
        except ApiError as error:
            print(f"Kubernetes: {error}", flush=True)
        except Exception as error:
            # Whatever AWS refuses is told, as the real one does in its log, and tried again.
            print(f"{type(error).__name__}: {error}", flush=True)
        time.sleep(options.scan_interval)


if __name__ == "__main__":
    main(sys.argv[1:])
