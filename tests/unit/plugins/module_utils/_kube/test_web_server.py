# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a cluster has against a web server: its name, and who shall make its load balancer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._kube.asking import Ask, nothing
from ansible_collections.inferops.aws.plugins.module_utils._kube.web_server import (
    WebServer,
    balancer_fault,
    name_fault,
)

MAKERS = {"auto_mode": "eks.amazonaws.com/nlb", "controller": "service.k8s.aws/nlb", "cloud_provider": ""}
WANTED = WebServer("digits", "pages", "digits-eu", "cloud_provider", MAKERS)
DEPLOYMENT = "/apis/apps/v1/namespaces/pages/deployments/digits"
SERVICE = "/api/v1/namespaces/pages/services/digits"
OURS = {"metadata": {"annotations": {"inferops.aws/deployment": "digits-eu"}}}
THEIRS: dict[str, Any] = {"metadata": {}}


def has(**objects: dict[str, Any]) -> Ask:
    """Return how a cluster is asked that has these objects."""
    paths = {"deployment": DEPLOYMENT, "service": SERVICE}
    there = {paths[name]: each for name, each in objects.items() if name in paths}
    return lambda path: there.get(path) or (objects.get("controllers", {}) if "controller" in path else {})


def test_what_is_ours_or_not_there_is_all_right() -> None:
    assert name_fault(nothing, WANTED) == ""
    assert name_fault(has(deployment=OURS, service=OURS), WANTED) == ""


@pytest.mark.parametrize("kind", ["Deployment", "Service"])
def test_the_name_of_what_is_somebody_elses_is_refused(kind: str) -> None:
    fault = name_fault(has(**{kind.lower(): THEIRS}), WANTED)
    assert fault == f"a name that no {kind} has in the namespace pages, or that of one which this deployment made"
    assert name_fault(has(**{kind.lower(): OURS}), replace(WANTED, deployment="digits-us"))


def test_a_controller_is_looked_for_where_there_is_no_load_balancer_yet() -> None:
    wanted = replace(WANTED, load_balancer="controller")
    assert "of which there is no Deployment" in balancer_fault(nothing, wanted)
    assert balancer_fault(has(controllers={"items": [{}]}), wanted) == ""
    assert balancer_fault(nothing, WANTED) == ""


@pytest.mark.parametrize(
    ("has_class", "wanted", "maker"),
    [
        (None, "controller", "cloud_provider"),
        ("service.k8s.aws/nlb", "cloud_provider", "controller"),
        ("service.k8s.aws/nlb", "auto_mode", "controller"),
    ],
)
def test_nobody_else_takes_over_a_load_balancer(has_class: str | None, wanted: str, maker: str) -> None:
    there = has(service={"spec": {"type": "LoadBalancer", "loadBalancerClass": has_class}})
    fault = balancer_fault(there, replace(WANTED, load_balancer=wanted))
    assert fault.startswith(f"{maker} or none, ")
    assert fault.endswith(f"then {wanted}")
    assert balancer_fault(there, replace(WANTED, load_balancer="none")) == ""


@pytest.mark.parametrize(
    ("has_class", "wanted", "auto_mode"),
    [("", "auto_mode", True), ("eks.amazonaws.com/nlb", "cloud_provider", False)],
)
def test_who_switches_auto_mode_takes_the_load_balancer_away_first(
    has_class: str, wanted: str, auto_mode: bool
) -> None:
    there = has(service={"spec": {"type": "LoadBalancer", "loadBalancerClass": has_class}})
    fault = balancer_fault(there, replace(WANTED, load_balancer=wanted, auto_mode=auto_mode))
    assert fault.startswith("none, since Kubernetes lets nobody else take over")
    assert fault.endswith(f"none first, which takes it away with its address, then {wanted}")
    assert balancer_fault(there, replace(WANTED, load_balancer="none", auto_mode=auto_mode)) == ""


def test_a_class_of_nobody_here_leaves_none() -> None:
    there = has(service={"spec": {"type": "LoadBalancer", "loadBalancerClass": "example.com/own"}})
    assert balancer_fault(there, WANTED).startswith("none, since Kubernetes")


def test_the_same_maker_keeps_it_and_a_service_without_one_gets_any() -> None:
    assert balancer_fault(has(service={"spec": {"type": "LoadBalancer"}}), WANTED) == ""
    inside = has(service={"spec": {"type": "ClusterIP"}}, controllers={"items": [{}]})
    assert balancer_fault(inside, replace(WANTED, load_balancer="controller")) == ""
