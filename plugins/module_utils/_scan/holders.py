# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which other deployments of a workload there are in a region: one call where there are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from .._engine.tags import read_tags
from .calling import Aws
from .resource import DEPLOYMENT, MANAGED_BY, OURS, REGION, WORKLOAD

TAGGING = "resourcegroupstaggingapi"
PAGE = 100

Tagged = Mapping[str, Mapping[str, str]]
"""Tags by what carries them: by ARN, or by what people call it."""


def others(aws: Aws, workload: str, region: str, deployment: str) -> dict[str, list[str]]:
    """Return by deployment what those other than *deployment* have of *workload* in *region*, in words.

    The tagging API goes on naming what was deleted a while ago; so what it names of others is asked of its own
    service before it counts. Raises EngineError.
    """
    suspected = _of_others(_reported(aws, workload, region), region, deployment)
    if not suspected:
        return {}
    found = _of_others(_seen(aws, workload, region, suspected), region, deployment)
    held = defaultdict[str, list[str]](list)
    for name, tags in sorted(found.items()):
        held[tags[DEPLOYMENT]].append(name)
    return dict(held)


def _reported(aws: Aws, workload: str, region: str) -> Tagged:
    """Return what the tagging API knows of the workload, by ARN."""
    wanted = [{"Key": MANAGED_BY, "Values": [OURS]}, {"Key": WORKLOAD, "Values": [workload]}]
    request = {"TagFilters": wanted, "ResourcesPerPage": PAGE}
    return {
        item["ResourceARN"]: read_tags(item["Tags"])
        for page in aws.pages(TAGGING, region, "GetResources", request)
        for item in page["ResourceTagMappingList"]
    }


def _of_others(tagged: Tagged, region: str, deployment: str) -> Tagged:
    """Return those of other deployments. Of what has no region, the tag says which region it was made for."""
    return {
        name: tags
        for name, tags in tagged.items()
        if tags.get(DEPLOYMENT, deployment) != deployment and tags.get(REGION, region) == region
    }


def _seen(aws: Aws, workload: str, region: str, suspected: Tagged) -> Tagged:
    """Return what the services themselves list of the workload, and those suspected that nobody could look at."""
    from .kinds import KINDS  # what an ordinary run never comes to shall not cost it time
    from .scan import Scanner, type_of

    types = {type_of(arn) for arn in suspected}
    kinds = [kind for kind in KINDS if kind.type in types and not kind.parent]
    scan = Scanner(aws, kinds).scan([region])
    unread = {entry["kind"] for entry in scan.not_checked}
    read = {kind.type for kind in kinds if kind.name not in unread}
    found: dict[str, Mapping[str, str]] = {
        f"{resource.kind.label} {resource.name}": resource.tags
        for resource in scan.resources
        if resource.is_managed and resource.tags.get(WORKLOAD) == workload
    }
    return found | {arn: tags for arn, tags in suspected.items() if type_of(arn) not in read}
