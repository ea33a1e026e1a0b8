# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write down everything that Ansible tells a callback about results."""

from __future__ import annotations

import json
import os
import typing as t

from ansible.plugins.callback import CallbackBase

EVENTS = (
    "runner_on_ok",
    "runner_on_failed",
    "runner_on_skipped",
    "runner_on_unreachable",
    "runner_on_async_poll",
    "runner_on_async_ok",
    "runner_on_async_failed",
    "runner_item_on_ok",
    "runner_item_on_failed",
    "runner_item_on_skipped",
    "runner_retry",
    "on_file_diff",
)


class CallbackModule(CallbackBase):
    """JSON lines into the file that PROBE_RECORD names."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "inferops.aws.recorder"

    def v2_playbook_on_notify(self, handler: t.Any, host: t.Any) -> None:
        self._write(event="playbook_on_notify", task=handler.get_name(), host=str(host))

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        recap = {host: stats.summarize(host) for host in sorted(stats.processed)}
        self._write(event="playbook_on_stats", task="PLAY RECAP", host="", result=recap)

    def _write(self, **event: t.Any) -> None:
        with open(os.environ["PROBE_RECORD"], "a", encoding="utf-8") as file:
            file.write(json.dumps(event, default=repr) + "\n")


def _recorder(event: str) -> t.Callable[..., None]:
    def record(self: CallbackModule, result: t.Any, **more: t.Any) -> None:
        self._write(
            event=event,
            host=result.host.get_name(),
            task=result.task.get_name().partition(" : ")[2] or result.task.get_name(),
            result=result.result,
            failed=result.is_failed(),
            changed=result.is_changed(),
            skipped=result.is_skipped(),
            more=more,
        )

    return record


for _event in EVENTS:
    setattr(CallbackModule, f"v2_{_event}", _recorder(_event))
