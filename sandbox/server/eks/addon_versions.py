# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of add-ons there are, what can be configured in each, and whether what was asked for is among it."""

from __future__ import annotations

import json
from typing import Any

import yaml

from . import store, versions
from .addon_catalogue import CATALOGUE, Addon
from .protocol import Call, answer, invalid, not_found

_JSON_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def describe_versions(call: Call) -> Any:
    """DescribeAddonVersions."""
    kubernetes = call.get("kubernetesVersion")
    if kubernetes and versions.find(kubernetes) is None:
        raise invalid(f"Kubernetes version {kubernetes} is not supported")
    if call.get("addonName"):
        known(call["addonName"])
    filters = (("types", "kind"), ("publishers", "publisher"), ("owners", "owner"))
    chosen = [
        addon
        for addon in CATALOGUE.values()
        if call.get("addonName", addon.name) == addon.name
        and all(getattr(addon, mine) in call.get(given, [getattr(addon, mine)]) for given, mine in filters)
    ]
    return answer(store.page([_description(addon, kubernetes) for addon in chosen], call, "addons"))


def describe_configuration(call: Call) -> Any:
    """DescribeAddonConfiguration."""
    addon = known(call["addonName"])
    if call["addonVersion"] not in [release.version for release in addon.releases]:
        raise not_found(f"Addon version {call['addonVersion']} of {addon.name} is not known")
    properties = {name: {"type": kind} for name, kind in sorted(addon.settings.items())}
    schema = {
        "$schema": "http://json-schema.org/draft-06/schema#",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    identity = [{"serviceAccount": addon.service_account, "recommendedManagedPolicies": list(addon.policies)}]
    return answer(
        {
            "addonName": addon.name,
            "addonVersion": call["addonVersion"],
            "configurationSchema": json.dumps(schema),
            "podIdentityConfiguration": identity if addon.service_account else [],
        }
    )


def _description(addon: Addon, kubernetes: str | None) -> store.Record:
    minors = [kubernetes] if kubernetes else [version.name for version in versions.VERSIONS]
    listed = []
    for release in addon.releases:
        fitting = [name for name in minors if versions.minor_of(name) in release.minors]
        compatibilities = [
            {
                "clusterVersion": name,
                "platformVersions": ["*"],
                "defaultVersion": addon.for_version(name)[0] == release.version,
            }
            for name in fitting
        ]
        if compatibilities:
            listed.append(
                {
                    "addonVersion": release.version,
                    "architecture": list(addon.architectures),
                    "computeTypes": ["ec2", "auto", "hybrid"],
                    "compatibilities": compatibilities,
                    "requiresConfiguration": False,
                    "requiresIamPermissions": bool(addon.policies),
                }
            )
    return {
        "addonName": addon.name,
        "type": addon.kind,
        "addonVersions": listed,
        "publisher": addon.publisher,
        "owner": addon.owner,
        "defaultNamespace": addon.namespace,
    }


def known(name: str) -> Addon:
    if name not in CATALOGUE:
        raise invalid(f"Addon {name} specified is not supported")
    return CATALOGUE[name]


def check(addon: Addon, version: str, kubernetes: str, call: Call) -> None:
    if version not in addon.for_version(kubernetes):
        raise invalid(f"Addon version specified is not supported: {addon.name} {version} with Kubernetes {kubernetes}")
    role = call.get("serviceAccountRoleArn")
    if role and not role.startswith(f"arn:aws:iam::{store.account()}:role/"):
        raise invalid(f"Provided serviceAccountRoleArn {role} is not a role of this account")
    for name, value in settings(call.get("configurationValues", "")).items():
        kind = addon.settings.get(name)
        if kind is None or not isinstance(value, _JSON_TYPES[kind]):
            problem = "is not defined in the schema" if kind is None else f"must be of type {kind}"
            raise invalid(
                "ConfigurationValue provided in request is not supported: Json schema validation failed with error: "
                f"[$.{name}: {problem}]"
            )


def settings(text: str) -> dict[str, Any]:
    """Configuration values, which are JSON or YAML."""
    try:
        settings = yaml.safe_load(text) if text else {}
    except yaml.YAMLError as error:
        raise invalid(f"ConfigurationValue is not in valid JSON or YAML format: {error}") from error
    if not isinstance(settings or {}, dict):
        raise invalid("ConfigurationValue is not in valid JSON or YAML format: an object is needed")
    return settings or {}
