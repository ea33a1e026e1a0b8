# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Lambda function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.errors import EngineError
from .._engine.table import Call, Field, Find, Look, Ref, Table, Tags, Wait
from .._engine.values import HIDDEN, covers, dig, unordered_flags
from .common import HINTS, MISSING, RETRIES
from .versions import LATEST, newest, numbers, release, wants_versions

CONFIGURE = "UpdateFunctionConfiguration"
UPLOAD = "UpdateFunctionCode"
_NAME = {"function_name": Ref("function_name")}

_READABLE = (
    ("environment", "environment", "environment.error"),
    ("tags", "tags", "tags_error"),
    ("expect_tags", "tags", "tags_error"),
)
"""An option, what has to be readable for it, and where AWS says why it is not."""

ACTIVE = Wait(
    goal="active",
    operation="GetFunctionConfiguration",
    params=_NAME,
    path="state",
    done=("Active", "Inactive", "ActiveNonInvocable"),
    failed=("Failed",),
    reason="state_reason",
    absent=MISSING,
)
UPDATED = Wait(
    goal="up to date",
    operation="GetFunctionConfiguration",
    params=_NAME,
    path="last_update_status",
    done=("Successful",),
    failed=("Failed",),
    reason="last_update_status_reason",
)


def _view(answer: dict[str, Any]) -> dict[str, Any]:
    """Return GetFunction's answer as one description.

    After a failed creation or update the code counts as unknown: the next run sends it again.
    """
    code = answer.get("code", {})
    described = {
        **answer["configuration"],
        "code": code,
        "tags": answer.get("tags"),
        "tags_error": answer.get("tags_error"),
    }
    resolved = code.get("resolved_image_uri") or ""
    described["resolved_image_uri"] = resolved or None
    described["image_digest"] = resolved.partition("@")[2] or None
    if "Failed" in (described.get("state"), described.get("last_update_status")):
        described.update(code_sha256=None, image_digest=None)
    return described


def _derive(described: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Add the published versions, the newest of which is the version; refuse what could not be read."""
    for option, name, place in _READABLE:
        unreadable = dig(described, place)
        if unreadable and options.get(option) is not None:
            raise EngineError(f"{name} of the function could not be read: {unreadable}")
    if "versions" not in described:
        return {}
    published = numbers(described["versions"])
    latest = newest(described["versions"])
    arn = latest.get("function_arn") if latest else None
    return {"published_versions": published, "version": published[-1] if latest else LATEST, "version_arn": arn}


def _conceal(options: Mapping[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Show the value of a variable only if the task itself gives it under O(environment)."""
    shown = options.get("shown_environment", ())
    old, new = before.get("environment") or {}, after.get("environment") or {}
    for name in sorted({*old, *new} - set(shown)):
        differs = name in old and name in new and old[name] != new[name]
        for side, text in ((old, HIDDEN), (new, "(hidden, changed)" if differs else HIDDEN)):
            if name in side:
                side[name] = text


def _layers(described: Mapping[str, Any]) -> list[str]:
    return [layer["arn"] for layer in described.get("layers") or []]


def _storage_mode(described: Mapping[str, Any]) -> str | None:
    return "REFERENCE" if dig(described, "code.resolved_s3_object") else None


def _same_mode(wanted: Any, current: Any) -> bool:
    return (wanted or "COPY") == (current or "COPY")


def _trim_logging(value: Any) -> Any:
    """Drop the log levels with plain text: AWS takes them with JSON only."""
    levels = ("application_log_level", "system_log_level")
    plain = value.get("log_format") == "Text"
    return {name: item for name, item in value.items() if not (plain and name in levels)}


FUNCTION = Table(
    label="Lambda function",
    service="lambda",
    find=Find("GetFunction", {"function_name": "function_name"}, absent=MISSING, view=_view),
    identity={"function_name": "function_name"},
    create=Call("CreateFunction", wait=ACTIVE),
    updates=(
        Call(CONFIGURE, wait=UPDATED),
        Call(UPLOAD, wait=UPDATED, carry=("architectures", "source_kms_key_arn", "s3_object_storage_mode")),
    ),
    delete=Call("DeleteFunction"),
    required=("role", "package_type"),
    settled=(ACTIVE, UPDATED),
    retries=RETRIES,
    hints=HINTS,
    tags=Tags(target="resource", arn="function_arn"),
    fields=(
        Field("role", CONFIGURE),
        Field("handler", CONFIGURE),
        Field("description", CONFIGURE),
        Field("timeout", CONFIGURE),
        Field("memory_size", CONFIGURE),
        Field("runtime", CONFIGURE),
        Field("environment", CONFIGURE, param="environment.variables", verbatim=True),
        Field("kms_key_arn", CONFIGURE),
        Field("layers", CONFIGURE, read=_layers),
        Field("file_system_configs", CONFIGURE, same=covers),
        Field("image_config", CONFIGURE, read="image_config_response.image_config"),
        Field(
            "vpc_config",
            CONFIGURE,
            same=unordered_flags,
            merge=True,
            reset={"subnet_ids": [], "security_group_ids": []},
        ),
        Field("dead_letter_config", CONFIGURE, reset={"target_arn": ""}),
        Field("tracing_config", CONFIGURE, reset={"mode": "PassThrough"}, default={"mode": "PassThrough"}),
        Field("ephemeral_storage", CONFIGURE, default={"size": 512}),
        Field("snap_start", CONFIGURE, reset={"apply_on": "None"}, default={"apply_on": "None"}),
        Field("logging_config", CONFIGURE, merge=True, trim=_trim_logging),
        Field("capacity_provider_config", CONFIGURE, same=covers),
        Field("durable_config", CONFIGURE, merge=True),
        Field("runtime_config", CONFIGURE),
        Field("accelerator_config", CONFIGURE),
        Field("architectures", UPLOAD, default=["x86_64"]),
        Field("source_kms_key_arn", UPLOAD, create="code.source_kms_key_arn", read="code.source_kms_key_arn"),
        Field(
            "s3_object_storage_mode",
            UPLOAD,
            create="code.s3_object_storage_mode",
            read=_storage_mode,
            same=_same_mode,
        ),
        Field("code_sha256", UPLOAD, sent=False),
        Field("image_digest", UPLOAD, sent=False),
        Field("zip_file", UPLOAD, create="code.zip_file", compared=False),
        Field("s3_bucket", UPLOAD, create="code.s3_bucket", compared=False),
        Field("s3_key", UPLOAD, create="code.s3_key", compared=False),
        Field("s3_object_version", UPLOAD, create="code.s3_object_version", compared=False),
        Field("image_uri", UPLOAD, create="code.image_uri", compared=False),
        Field("package_type", default="Zip"),
        Field("tenancy_config"),
    ),
    looks=(
        Look(
            "versions",
            Find("ListVersionsByFunction", {"function_name": "function_name"}, absent=MISSING, items="versions"),
            when=wants_versions,
        ),
        Look(
            "aliases",
            Find("ListAliases", {"function_name": "function_name"}, absent=MISSING, items="aliases"),
            when=lambda options: options.get("versions_to_keep") is not None,
        ),
    ),
    derive=_derive,
    extend=release,
    conceal=_conceal,
    returns=(
        "function_name",
        "function_arn",
        "version",
        "version_arn",
        "published_versions",
        "aliases",
        "resolved_image_uri",
        "code_size",
        "state",
        "last_update_status",
        "last_modified",
        "revision_id",
    ),
)
