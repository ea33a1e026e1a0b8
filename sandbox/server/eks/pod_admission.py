# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Pod Identity changes in a pod when it is admitted: where its containers find credentials.

On AWS a webhook does it, here a policy of the API server. It too knows of an association a moment after that is made,
and touches no pod that is there already. The token that goes along is left out, as no program in a pod would read it.

https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
"""

from __future__ import annotations

import json
from typing import Any

from ...kubernetes.api import Api, ApiError, path_of
from . import store, watching
from .planes import Planes

NAME = "pod-identity"
VARIABLE = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
AGENT = "http://169.254.170.23/v1/credentials"
_GROUP = "admissionregistration.k8s.io"
_VARIABLES = f'[Object.spec.containers.env{{name: "{VARIABLE}", value: "{AGENT}"}}]'
_CONTAINERS = f"object.spec.containers.map(one, Object.spec.containers{{name: one.name, env: {_VARIABLES}}})"


def install(planes: Planes) -> None:
    """Keep every control plane's policy in step with the associations of its cluster from now on."""
    watching.watch(planes, NAME, lambda key, api: _settle(key[2], api))


def _settle(cluster: str, api: Api) -> None:
    wanted = _policy(_accounts(cluster))
    if _condition(_found(api, wanted)) == _condition(wanted):
        return
    api.apply(wanted)
    api.apply(_BINDING)


def _accounts(cluster: str) -> list[str]:
    """The service accounts of a cluster that have an association, each with its namespace."""
    listed = store.module()._pod_identity_associations.values()
    return sorted(f"{one['namespace']}/{one['serviceAccount']}" for one in listed if one["clusterName"] == cluster)


def _found(api: Api, wanted: dict[str, Any]) -> dict[str, Any]:
    """The policy that there is, else one for nobody."""
    try:
        return dict(api.get(path_of(wanted)))
    except ApiError as error:
        if error.status != 404:
            raise
        return _policy([])


def _condition(policy: dict[str, Any]) -> str:
    return str(policy["spec"]["matchConditions"][0]["expression"])


def _policy(accounts: list[str]) -> dict[str, Any]:
    listed = f'(request.namespace + "/" + object.spec.serviceAccountName) in {json.dumps(accounts)}'
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
    containers = f"Object{{spec: Object.spec{{containers: {_CONTAINERS}}}}}"
    return {
        "apiVersion": f"{_GROUP}/v1",
        "kind": "MutatingAdmissionPolicy",
        "metadata": {"name": NAME},
        "spec": {
            "failurePolicy": "Ignore",
            "reinvocationPolicy": "Never",
            "matchConstraints": {"resourceRules": [rule]},
            "matchConditions": [{"name": "is-associated", "expression": listed}],
            "mutations": [
                {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": containers}},
            ],
        },
    }


_BINDING = {
    "apiVersion": f"{_GROUP}/v1",
    "kind": "MutatingAdmissionPolicyBinding",
    "metadata": {"name": NAME},
    "spec": {"policyName": NAME},
}
