# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings and the model, loaded once however many threads ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .log import log
from .model import Model
from .settings import Settings, from_environment
from .source import load


class Workload:
    """Holds the model after the first successful load; a failed load is tried again by the next request."""

    def __init__(self, settings: Settings, loader: Callable[[Settings], Model] = load) -> None:
        self.settings = settings
        self._loader = loader
        self._lock = threading.Lock()
        self._model: Model | None = None

    def model(self) -> Model:
        """The model; raises what loading raises."""
        with self._lock:
            if self._model is None:
                self._model = self._loader(self.settings)
                log("model_loaded", model=self._model.digest)
            return self._model

    def preload(self) -> None:
        """Load the model ahead of the first request; a failure is logged, and met again by that request."""
        try:
            self.model()
        except Exception as failure:
            log("model_not_loaded", "error", reason=f"{type(failure).__name__}: {failure}")


def start() -> Workload:
    """A workload from the environment, its model loaded where that is possible."""
    workload = Workload(from_environment())
    workload.preload()
    return workload
