# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at every control plane again and again, as controllers in it would."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ...kubernetes.api import Api, ApiError
from .. import seams
from .planes import Key, Planes

POLL_SECONDS = 1.0
_logger = logging.getLogger("sandbox.eks")


def watch(planes: Planes, name: str, settle: Callable[[Key, Api], None]) -> None:
    """Call `settle` for each control plane every second from now on, in its account and region."""
    threading.Thread(target=_watch, args=[planes, name, settle], name=f"sandbox-{name}", daemon=True).start()


def _watch(planes: Planes, name: str, settle: Callable[[Key, Api], None]) -> None:
    pause = threading.Event()
    while not pause.wait(POLL_SECONDS):
        for key, api in planes.apis().items():
            with seams.get("ministack.core.responses", "request_scope")(*key[:2]):
                try:
                    settle(key, api)
                except ApiError as error:
                    _logger.debug("%s: %s did not answer: %s", name, key, error)
                except Exception:
                    _logger.exception("%s of %s", name, key)
