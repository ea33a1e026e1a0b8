# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what a cluster has against a web server."""

from __future__ import annotations

DOCUMENTATION = r"""
name: web_server_faults
version_added: 0.1.0
short_description: What a cluster has against a web server that would be put there
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written that a Deployment or a Service is somebody else's, that who shall make the load
    balancer of a Service cannot, and that a role is somebody else's.
  - Needs C(eks:DescribeCluster), and to read Deployments and Services in the cluster; with O(role) C(iam:GetRole). An
    API server that does not answer, or does not let us read them, has nothing against it.
options:
  _terms:
    description:
      - The name of the Deployment and its Service.
    type: str
    required: true
  namespace:
    description:
      - Their namespace.
    type: str
    required: true
  deployment:
    description:
      - Of which deployment, in the annotation C(inferops.aws/deployment), they must be.
    type: str
    required: true
  load_balancer:
    description:
      - Who shall make the load balancer. V(controller) is looked for in the cluster.
    type: str
    required: true
  makers:
    description:
      - The C(loadBalancerClass) of each who can make one.
    type: dict
    required: true
  auto_mode:
    description:
      - Whether the cluster shall have EKS Auto Mode, which decides who can be named in the place of O(load_balancer).
      - If left out, O(cluster) says it, and V(auto_mode) as O(load_balancer) is refused if it has none. Of the
        cluster of O(kubeconfig) it is not known then.
    type: bool
  role:
    description:
      - The name of an IAM role that would be made.
    type: str
    default: ""
  expect_tags:
    description:
      - Tags that O(role) must bear if it is there; else it is somebody else's.
    type: dict
    default: {}
  cluster:
    description:
      - The name of an EKS cluster. One that is not there yet has nothing in it.
    type: str
    default: ""
  kubeconfig:
    description:
      - The path of a kubeconfig, in the place of O(cluster).
    type: str
    default: ""
  context:
    description:
      - The context of O(kubeconfig).
    type: str
    default: ""
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse the name of what is somebody else's
  ansible.builtin.assert:
    that: faults.name == ''
    fail_msg: "{{ faults.name }}"
  vars:
    faults: >-
      {{ lookup('inferops.aws.web_server_faults', 'digits', namespace='digits', deployment='digits-eu',
                cluster='digits', load_balancer='cloud_provider', makers={'cloud_provider': ''}) }}
"""

RETURN = r"""
_raw:
  description:
    - What would be allowed instead, under C(name) of the name, under C(load_balancer) of O(load_balancer) and under
      C(role) of the name of O(role); empty if nothing is wrong.
  type: list
  elements: dict
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import USABLE, has_auto_mode, roles_fault
from ansible_collections.inferops.aws.plugins.module_utils._kube.asking import Ask, Unanswered, nothing, of_kubeconfig
from ansible_collections.inferops.aws.plugins.module_utils._kube.web_server import (
    AUTO_MODE,
    WebServer,
    balancer_fault,
    name_fault,
)
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a dictionary for each web server."""

    def run(
        self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, str]]:
        """Return the sentences.

        Raises AnsibleLookupError where EKS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        names = ("namespace", "deployment", "load_balancer", "cluster", "kubeconfig", "context")
        given = {name: str(self.get_option(name)) for name in names}
        listed = {name: pairs(self.get_option(name)) for name in ("makers", "expect_tags", "environment")}
        auto_mode, role = self.get_option("auto_mode"), str(self.get_option("role"))
        with calls.asking("web_server_faults"):
            return [dict(_faults(name=str(term), auto_mode=auto_mode, role=role, **given, **listed)) for term in terms]


# Asked once in a process, since a check needs the sentences several times.
@functools.cache
def _faults(
    *,
    name: str,
    namespace: str,
    deployment: str,
    load_balancer: str,
    makers: Pairs,
    cluster: str,
    kubeconfig: str,
    context: str,
    auto_mode: bool | None,
    role: str,
    expect_tags: Pairs,
    environment: Pairs,
) -> Pairs:
    with acting_as(dict(environment)):
        found = calls.cluster(cluster, environment) if cluster and not kubeconfig else None
        # The role itself sees to a load balancer that does not fit what the cluster shall have; this, to what it has.
        is_auto = has_auto_mode(found) if auto_mode is None and found is not None else None
        lacks_maker = load_balancer == AUTO_MODE and is_auto is False
        wanted = WebServer(
            name, namespace, deployment, load_balancer, dict(makers), is_auto if auto_mode is None else auto_mode
        )
        of_role = roles_fault(calls.ask(environment), [role], dict(expect_tags)) if role else ""
        # Both ask for the Service.
        ask = functools.cache(of_kubeconfig(kubeconfig, context) if kubeconfig else _eks(found, environment))
        of_name, of_balancer = _told(name_fault, ask, wanted), _told(balancer_fault, ask, wanted)
    if lacks_maker and not of_balancer:
        of_balancer = "cloud_provider, controller or none, since the cluster has no EKS Auto Mode"
    return ("name", of_name), ("load_balancer", of_balancer), ("role", of_role)


def _told(fault: Callable[[Ask, WebServer], str], ask: Ask, wanted: WebServer) -> str:
    """Return what one question tells: who may not see what another is about still hears of this."""
    try:
        return fault(ask, wanted)
    except Unanswered:
        return ""


def _eks(found: Mapping[str, Any] | None, environment: Pairs) -> Ask:
    """Return how the API server of an EKS cluster, described by *found*, is asked."""
    if found is None or found["status"] not in USABLE:
        return nothing
    return calls.server(found, environment)
