# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A repository of ECR.

Its tags and its lifecycle policy are read by operations of their own, which `completed` makes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from .._engine.api import Api, Module, connect
from .._engine.errors import EngineError
from .._engine.running import run
from .._engine.steps import Addition, Current, Step
from .._engine.table import Call, Field, Find, Hint, Table, Tags
from .._engine.values import equal, same_key

MISSING = ("RepositoryNotFoundException",)
MUTABILITY = "PutImageTagMutability"
SCANNING = "PutImageScanningConfiguration"
POLICY = "lifecycle_policy"


def same_encryption(wanted: Any, current: Any) -> bool:
    """Compare encryption. Without a key of the user's, AWS names one of its own."""
    wanted, current = wanted or {}, current or {}
    if not equal(wanted.get("encryption_type") or "AES256", current.get("encryption_type") or "AES256"):
        return False
    return not wanted.get("kms_key") or same_key(wanted["kms_key"], current.get("kms_key"))


def _rules(policy: Any) -> Any:
    rules = (policy or {}).get("rules", [])
    return sorted(rules, key=lambda rule: str(rule.get("rulePriority")))


def _lifecycle(wanted: Mapping[str, Any], current: Current | None, _steps: Sequence[Step]) -> Addition:
    """Put or delete the lifecycle policy: creation does not take one."""
    policy = wanted.get(POLICY)
    present = current.attributes.get(POLICY) if current else None
    if policy is None or _rules(policy) == _rules(present):
        return Addition()
    name = {"repository_name": wanted["name"]}
    text = {"lifecycle_policy_text": json.dumps(policy, sort_keys=True)} if policy else {}
    call = Call("PutLifecyclePolicy" if policy else "DeleteLifecyclePolicy")
    return Addition((Step(call, {**name, **text}, (POLICY,)),), {POLICY: (present, policy or None)})


REPOSITORY = Table(
    label="ECR repository",
    service="ecr",
    find=Find("DescribeRepositories", {"repository_names": "names"}, absent=MISSING, exists="repositories"),
    identity={"repository_name": "name"},
    id="repository_arn",
    create=Call("CreateRepository", result="repository"),
    updates=(Call(MUTABILITY), Call(SCANNING)),
    delete=Call("DeleteRepository", {"repository_name": "name", "force": "force"}),
    fields=(
        Field("image_tag_mutability", MUTABILITY, default="MUTABLE"),
        Field("image_scanning_configuration", SCANNING, default={"scan_on_push": False}),
        Field("encryption_configuration", same=same_encryption),
    ),
    tags=Tags(target="resource_arn", arn="repository_arn", listed=True),
    extend=_lifecycle,
    hints=(Hint("RepositoryNotEmptyException", "", "With force=true it is deleted with its images"),),
    returns=("repository_name", "repository_arn", "repository_uri", "registry_id", "created_at", POLICY),
)


def completed(api: Api, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the repository of an answer with its tags and its lifecycle policy."""
    repository = dict(answer["repositories"][0])
    tags = api.call("ListTagsForResource", {"resource_arn": repository["repository_arn"]})
    return {**repository, "tags": tags.get("tags"), POLICY: _policy(api, repository["repository_name"])}


def _policy(api: Api, name: str) -> Any:
    try:
        return json.loads(api.call("GetLifecyclePolicy", {"repository_name": name})["lifecycle_policy_text"])
    except EngineError as error:
        if error.code in ("LifecyclePolicyNotFoundException", *MISSING):
            return None
        raise


def repository(module: Module) -> dict[str, Any]:
    """Run the module ecr_repository."""
    find = replace(REPOSITORY.find, view=partial(completed, connect(module, "ecr")))
    options = {**module.params, "names": [module.params["name"]]}
    return run(module, replace(REPOSITORY, find=find), options)
