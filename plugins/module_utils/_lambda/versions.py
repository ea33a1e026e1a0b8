# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Published versions of a function: when to publish one, and which to delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.steps import Addition, Current, Step
from .._engine.table import ANSWER, ROOT, Call, Ref, Wait
from .._engine.values import UNKNOWN, compact, dig
from .common import MISSING

PUBLISHED = Wait(
    goal="active in the published version",
    operation="GetFunctionConfiguration",
    params={"function_name": Ref("function_name"), "qualifier": Ref("version", ANSWER)},
    path="state",
    done=("Active", "Inactive", "ActiveNonInvocable"),
    failed=("Failed",),
    reason="state_reason",
    absent=MISSING,
)
PUBLISH = Call("PublishVersion", wait=PUBLISHED)
DELETE = Call("DeleteFunction")

LATEST = "$LATEST"
"""What changes; a version is a copy of it."""

_FROZEN = (
    "role",
    "handler",
    "timeout",
    "memory_size",
    "runtime",
    "environment",
    "kms_key_arn",
    "layers",
    "file_system_configs",
    "image_config_response",
    "vpc_config",
    "dead_letter_config",
    "tracing_config",
    "ephemeral_storage",
    "snap_start.apply_on",
    "logging_config",
    "capacity_provider_config",
    "durable_config",
    "runtime_config",
    "accelerator_config",
    "architectures",
    "code_sha256",
)
"""What a version freezes. The description is not among them: AWS publishes no version for that alone."""


def wants_versions(options: Mapping[str, Any]) -> bool:
    """Say whether the published versions matter to this task."""
    return bool(options.get("publish")) or options.get("versions_to_keep") is not None


def numbers(versions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the numbers of the published versions, oldest first."""
    return sorted((item["version"] for item in versions if item["version"].isdigit()), key=int)


def newest(versions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the latest published version, None if there is none."""
    published = numbers(versions)
    return next((item for item in versions if published and item["version"] == published[-1]), None)


def is_stale(described: Mapping[str, Any]) -> bool:
    """Say whether the function's code or configuration has moved on since its latest version."""
    latest = newest(described.get("versions", ()))
    if latest is None:
        return True
    # The listing's own item comes first: a listing may leave out what a single description tells.
    head = next((item for item in described["versions"] if item["version"] == LATEST), described)
    return any(compact(dig(latest, place)) != compact(dig(head, place)) for place in _FROZEN)


def referenced(aliases: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the versions that aliases send requests to, also those with a small share of them."""
    weights = (dig(alias, "routing_config.additional_version_weights") or {} for alias in aliases)
    return {alias["function_version"] for alias in aliases} | {version for share in weights for version in share}


def superfluous(published: Sequence[str], keep: int, used: set[str]) -> list[str]:
    """Return the versions to delete, so that the newest *keep* and those that are used remain."""
    old = published[: max(0, len(published) - keep)]
    return [version for version in old if version not in used]


def _moves(step: Step) -> bool:
    return step.target == ROOT and bool(set(step.changes) - {"description", "tags"})


def release(options: Mapping[str, Any], current: Current | None, steps: Sequence[Step]) -> Addition:
    """Plan the publishing of a version, if anything in it would be new, and the deletion of old ones."""
    described = current.attributes if current else {}
    published = numbers(described.get("versions", ()))
    publishes = bool(options.get("publish")) and (any(map(_moves, steps)) or is_stale(described))
    added: list[Step] = []
    shown: dict[str, tuple[Any, Any]] = {}
    name = {"function_name": options["function_name"]}
    if publishes:
        added.append(Step(PUBLISH, dict(name), ("version",)))
        shown["version"] = (published[-1] if published else None, UNKNOWN)
        shown["version_arn"] = (described.get("version_arn"), UNKNOWN)
    # A run that publishes nothing deletes nothing either, or a release would leave work to the run after it.
    if options.get("versions_to_keep") is not None and (publishes or not options.get("publish")):
        keep = options["versions_to_keep"] - (1 if publishes else 0)
        gone = superfluous(published, keep, referenced(described.get("aliases", ())))
        added.extend(Step(DELETE, {**name, "qualifier": version}, ("published_versions",)) for version in gone)
        if gone:
            shown["published_versions"] = (published, [version for version in published if version not in gone])
    return Addition(tuple(added), shown)
