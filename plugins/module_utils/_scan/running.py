# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules do: from options to the arguments of exit_json. Raises EngineError."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._engine.errors import EngineError
from .._engine.waits import Clock
from . import billing, expenses, logs, report
from .calling import Aws
from .deleting import Deleter, Outcome
from .kinds import BY_NAME, KINDS
from .leftovers import Subject, by_name, by_tag, destroyed_of, kept, leftovers, unknown_leftovers
from .planning import Kept, Plan, guest_of, plan
from .resource import WORKLOAD, Resource
from .scan import Scan, Scanner

CLOCK = Clock()


def status(aws: Aws, options: Mapping[str, Any]) -> dict[str, Any]:
    """Find every deployment by its tags; compare with those expected."""
    expected: Sequence[Mapping[str, Any]] | None = options["expected"]
    terms = expenses.terms_of(expected)
    wanted = options["regions"] or [aws.home, *(item["region"] for item in expected or ())]
    full = divided(aws, wanted)[0]
    probed = [] if options["regions"] else enabled_regions(aws)
    scanner = Scanner(aws)
    scan = scanner.scan(full, probed)
    managed = scanner.with_details([resource for resource in scan.resources if resource.deployment])
    found = report.deployments(managed, expected)
    absent = report.missing(found, expected)
    rows = report.rows(found, absent)
    costs, costs_text = expenses.of_deployments(billing.billed(aws, managed), expected, terms)
    text = "\n".join([report.table(rows), *report.not_checked_lines(scan.not_checked)])
    return {
        "changed": False,
        "deployments": found,
        "missing": absent,
        "orphans": report.orphans(found),
        "rows": rows,
        "table": text,
        "costs": costs,
        "costs_table": costs_text,
        "unknown": list(scan.unknown),
        **_coverage(scan),
    }


def enabled_regions(aws: Aws) -> list[str]:
    """Return the regions that the account has switched on."""
    try:
        return sorted(name for name, is_enabled in _regions(aws).items() if is_enabled)
    except EngineError as error:
        raise EngineError(
            f"{error.message}. Which regions there are is unknown; name them with the option `regions`",
            operation=error.operation,
            code=error.code,
            reason=error.reason,
        ) from error


def divided(aws: Aws, regions: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return which of the regions can be looked at, and which the account has not enabled: calls there are refused.

    The region of the session is in use. If the account does not say which are enabled, all are looked at.
    """
    wanted = list(dict.fromkeys(regions))
    try:
        enabled = _regions(aws) if set(wanted) - {aws.home} else {}
    except EngineError:
        enabled = {}
    off = [region for region in wanted if region != aws.home and not enabled.get(region, True)]
    return [region for region in wanted if region not in off], off


def _regions(aws: Aws) -> dict[str, bool]:
    """Return all regions, and whether the account has enabled them."""
    answer = aws.call("ec2", aws.home, "DescribeRegions", {"AllRegions": True})
    return {region["RegionName"]: region.get("OptInStatus") != "not-opted-in" for region in answer["Regions"]}


def destroy(aws: Aws, options: Mapping[str, Any], check_mode: bool, clock: Clock = CLOCK) -> dict[str, Any]:
    """Delete a deployment. In check mode, and in `diff`, say what would go and what would stay.

    What could not be deleted is in `failed`, with the reason; all that does not depend on it is deleted. Raises
    EngineError before anything is, if AWS would refuse to delete something, or if something is in a cluster of somebody
    else that is not among *emptied_clusters*.
    """
    terms = expenses.terms(options.get("prices"))
    scanner = Scanner(aws, tuple(kind for kind in KINDS if not kind.with_parent))
    scan = scanner.scan([aws.home])
    found = scan.of(options["name"], aws.home)
    planned = plan(found)
    refusals = [*planned.protected, *guest_of(found, scan.resources, options.get("emptied_clusters") or ())]
    if refusals:
        raise EngineError(f"nothing was deleted; {'; '.join(refusals)}")
    billed = billing.billed(aws, found)
    outcomes = [] if check_mode else Deleter(aws, clock, options.get("wait_timeout")).run(planned)
    deleted = [_deleted(outcome) for outcome in outcomes if outcome.is_deleted]
    failed = [{**_shown(o.resource), "why": o.reason} for o in outcomes if not o.is_deleted]
    if check_mode:
        deleted = [_shown(resource) for resource in planned.delete]
        failed = [{**_shown(resource), "why": "it cannot be deleted"} for resource in planned.impossible]
    stays = [_kept(item) for item in planned.kept]
    ended, goes_on = expenses.divided(billed, {item["arn"] for item in deleted}, terms)
    told = [
        report.destruction(options["name"], deleted, stays, failed, check_mode),
        expenses.sentence("would end" if check_mode else "ended", ended, terms),
        expenses.sentence("goes on", goes_on, terms),
    ]
    summary = "\n".join(filter(None, told))
    return {
        "changed": bool(deleted),
        "summary": summary if found else report.nothing(options["name"], aws.home, scan.resources, scan.not_checked),
        "deployment": options["name"],
        "workload": next((r.tags[WORKLOAD] for r in found if r.tags.get(WORKLOAD)), ""),
        "deleted": deleted,
        "failed": failed,
        "kept": stays,
        "costs_ended": expenses.as_result(ended),
        "costs_kept": expenses.as_result(goes_on),
        "not_checked": list(scan.not_checked),
        "diff": _diff(planned),
    }


def failure_of(result: Mapping[str, Any]) -> str:
    """Return the message for what could not be deleted, empty if all went well."""
    failed = result["failed"]
    if not failed:
        return ""
    named = "; ".join(f"{item['label']} {item['name']} in {item['region']}: {item['why']}" for item in failed)
    return f"{len(failed)} resources of deployment {result['deployment']} could not be deleted: {named}"


def prove(aws: Aws, options: Mapping[str, Any], clock: Clock = CLOCK) -> dict[str, Any]:
    """Look for what is left of a deployment, again for *wait* seconds while something is."""
    subject = Subject(
        deployment=options["deployment"],
        workload=options["workload"],
        region=aws.home,
        account=aws.place(aws.home).account,
        destroyed=destroyed_of(options["destroyed"]),
    )
    scanner = Scanner(aws, interest=lambda r: r.is_managed or bool(by_tag(r, subject) or by_name(r, subject)))
    given = options["regions"]
    regions, off = (enabled_regions(aws), []) if given is None else divided(aws, given)
    scan, left = Scan(), list[dict[str, Any]]()
    for _attempt in clock.attempts(options["wait"], 10.0, first=1.0):
        scan = scanner.scan([aws.home, *regions])
        left = [found.as_result() for found in leftovers(scan, subject)] + unknown_leftovers(scan, subject)
        if not left:
            break
    stays = [_kept(item) for item in kept(scan, subject)]
    # Whether its name is misspelt or it was destroyed before cannot be told: that leaves nothing behind.
    others = "" if subject.destroyed or left or stays else report.existing(scan.resources)
    return {
        "changed": False,
        "leftovers": left,
        "kept": stays,
        "summary": report.proof(left, stays, scan.checked, scan.not_checked, scan.calls, off, others),
        "switched_off": off,
        **_coverage(scan),
    }


def running_costs(aws: Aws, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the resources of a deployment cost without requests, and what that depends on."""
    for name in options["kinds"]:
        if name not in BY_NAME:
            raise EngineError(f"kinds has {name!r}; allowed: {', '.join(BY_NAME)}")
    terms = expenses.terms(options.get("prices"))
    wanted = options["kinds"] or BY_NAME
    scan = Scanner(aws, [kind for kind in billing.KINDS if kind.name in wanted]).scan([aws.home])
    billed = billing.billed(aws, scan.of(options["deployment"], aws.home), with_limits=True)
    total = expenses.total(billed, terms)
    text = expenses.sentence(f"deployment {options['deployment']} costs", total, terms)
    return {
        "changed": False,
        "resources": [{**facts, "region": resource.region, "arn": resource.arn} for resource, facts in billed],
        **expenses.as_result(total),
        "summary": text or report.nothing(options["deployment"], aws.home, (), scan.not_checked),
        **_coverage(scan),
    }


def recent_logs(aws: Aws, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the last events of the log groups that carry the tags of a deployment."""
    scan = Scanner(aws, (BY_NAME["log_group"],)).scan([aws.home])
    if scan.not_checked and not scan.checked:
        raise EngineError(scan.not_checked[0]["reason"])
    groups = scan.of(options["deployment"], aws.home)
    start = int((time.time() - options["minutes"] * 60) * 1000)
    found, more = logs.events(aws, groups, logs.Window(start, options["limit"], options["filter_pattern"]))
    return {
        "changed": False,
        "log_groups": sorted(group.id for group in groups),
        "events": found,
        "lines": logs.lines(found),
        "truncated": more,
    }


def _coverage(scan: Scan) -> dict[str, Any]:
    return {"checked": list(scan.checked), "not_checked": list(scan.not_checked), "calls": scan.calls}


def _shown(resource: Resource) -> dict[str, Any]:
    return {**resource.brief(), "label": resource.kind.label}


def _deleted(outcome: Outcome) -> dict[str, Any]:
    return {**_shown(outcome.resource), "time": outcome.time, "parts": outcome.parts, "remark": outcome.remark}


def _kept(item: Kept) -> dict[str, Any]:
    return {**_shown(item.resource), "why": item.reason}


def _diff(planned: Plan) -> dict[str, Any]:
    stays = [item.resource for item in planned.kept]
    return {
        "before": {"resources": sorted(r.arn for r in [*planned.delete, *planned.impossible, *stays])},
        "after": {"resources": sorted(r.arn for r in [*planned.impossible, *stays])},
    }
