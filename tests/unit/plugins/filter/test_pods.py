# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much room pods need, by their specification."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.filter.pods import pod_requests


def container(cpu: str, memory: str, kind: str = "requests", **more: str) -> dict[str, Any]:
    return {"resources": {kind: {"cpu": cpu, "memory": memory}}, **more}


def test_containers_add_up_and_a_limit_is_a_request() -> None:
    spec = {"containers": [container("0.2", "128Mi"), container("50m", "1Gi", "limits"), {"name": "free"}]}
    assert pod_requests(spec) == {"cpu": "250m", "memory": "1152Mi"}


def test_an_init_container_counts_if_it_is_more_and_a_sidecar_always() -> None:
    init = [container("1", "64Mi"), container("100m", "64Mi", restartPolicy="Always")]
    assert pod_requests({"containers": [container("250m", "256Mi")], "initContainers": init}) == {
        "cpu": "1000m",
        "memory": "320Mi",
    }


def test_what_asks_for_nothing_gets_nothing() -> None:
    assert pod_requests({"containers": [{"name": "web"}], "initContainers": None}) == {"cpu": "0m", "memory": "0Mi"}


def test_of_a_quantity_that_is_not_read_nothing_is_known() -> None:
    assert pod_requests({"containers": [container("250m", "128974848000m")]}) == {"cpu": "", "memory": ""}
