# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of every kind is held against botocore's model of the service: what is misspelt cannot be called."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from ansible_collections.inferops.aws.plugins.module_utils._scan import kinds
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME, KINDS, SERVICES
from ansible_collections.inferops.aws.plugins.module_utils._scan.table import WORKLOAD, Call, Each, End, Kind

SESSION = botocore.session.get_session()
ALL = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def operation(kind: Kind, name: str) -> Any:
    return SESSION.get_service_model(kind.service).operation_model(name)


def shape_at(shape: Any, place: str) -> Any:
    """Return the shape at a place; KeyError where the model has none."""
    for step in filter(None, place.replace("[]", ".[]").split(".")):
        if step == "[]":
            assert shape.type_name == "list", place
            shape = shape.member
        elif step == "*":
            assert shape.type_name == "map", place
            shape = shape.value
        else:
            shape = shape.members[step]
    return shape


def value_of(shape: Any) -> Any:
    """Return a value that the model accepts."""
    if shape.type_name == "list":
        return [value_of(shape.member)]
    if shape.type_name == "structure":
        return {name: value_of(shape.members[name]) for name in shape.required_members}
    values = {"integer": 1, "long": 1, "boolean": True, "timestamp": 0}
    return shape.enum[0] if getattr(shape, "enum", None) else values.get(shape.type_name, "x" * 40)


def validate(kind: Kind, call: Call, further: tuple[str, ...] = (), left_out: tuple[str, ...] = ()) -> None:
    model = operation(kind, call.operation).input_shape
    names = [name for name in [*call.params, *further] if name.removesuffix("[]") not in left_out]
    for name in names:
        assert (model.members[name.removesuffix("[]")].type_name == "list") == name.endswith("[]"), name
    request = {name.removesuffix("[]"): value_of(model.members[name.removesuffix("[]")]) for name in names}
    report = ParamValidator().validate({**call.constants, **request}, model)
    assert not report.has_errors(), report.generate_report()


def items_of(kind: Kind, listing: Any) -> Any:
    return shape_at(operation(kind, listing.call.operation).output_shape, listing.items)


def described(kind: Kind, place: str) -> Iterator[Any]:
    """Yield the shapes that a place of the description has, one for each listing that fills it."""
    for read in [*kind.reads, *kind.details, *([kind.tags.read] if kind.tags.read else [])]:
        if place.split(".")[0].removesuffix("[]") == read.into:
            answer = operation(kind, read.call.operation).output_shape
            taken = shape_at(answer, read.take) if read.take else answer
            yield shape_at(taken, place[len(read.into) :].lstrip("."))
            return
    for listing in kind.listings:
        item = items_of(kind, listing)
        yield item if item.type_name == "string" else shape_at(item, place)


def sources(call: Call) -> Iterator[str]:
    yield from (place for place in call.params.values() if not place.startswith("@"))


@ALL
def test_lists_what_the_service_lists(kind: Kind) -> None:
    for listing in kind.listings:
        validate(kind, listing.call, listing.local)
        items_of(kind, listing)
        if listing.of:
            assert all(list(described(BY_NAME[listing.of], place)) for place in sources(listing.call))


@ALL
def test_reads_each_item_as_the_service_allows(kind: Kind) -> None:
    for read in [*kind.reads, *kind.details, *([kind.tags.read] if kind.tags.read else [])]:
        validate(kind, read.call)
        if read.take:
            shape_at(operation(kind, read.call.operation).output_shape, read.take)
        assert all(list(described(kind, place)) for place in sources(read.call))


@ALL
def test_places_exist_in_the_description(kind: Kind) -> None:
    places = [
        kind.id,
        kind.title,
        kind.tags.place,
        kind.endpoint,
        kind.serves,
        kind.since,
        *kind.state,
        *(r.place for r in kind.refs),
    ]
    places += [] if "{" in kind.arn else [kind.arn]
    for place in filter(None, places):
        if not place.startswith(("@", "tag:")) and not (kind.name == "cloudwatch_alarm" and "Dimensions" in place):
            assert list(described(kind, place)), place


@ALL
def test_deletes_as_the_service_allows(kind: Kind) -> None:
    for step in kind.deletion:
        if isinstance(step, Call):
            validate(kind, step)
            assert all(list(described(kind, place)) for place in sources(step))
        elif isinstance(step, End):
            check_end(kind, step)
        else:
            check_each(kind, step)
    if kind.gone:
        validate(kind, kind.gone.call)
        if kind.gone.path:
            shape_at(operation(kind, kind.gone.call.operation).output_shape, kind.gone.path)


def check_end(kind: Kind, step: End) -> None:
    validate(kind, step.call)
    validate(kind, step.done.call)
    answer = operation(kind, step.call.operation).output_shape
    for place in step.done.call.params.values():
        assert list(described(kind, place[1:])) if place.startswith("@") else shape_at(answer, place)
    state = shape_at(operation(kind, step.done.call.operation).output_shape, step.done.path)
    assert set(step.done.states) <= set(state.enum)


def check_each(kind: Kind, step: Each) -> None:
    validate(kind, step.listing.call)
    item = items_of(kind, step.listing)
    own = [place for place in step.call.params.values() if not place.startswith("@")]
    assert all(shape_at(item, place) for place in own)
    assert all(list(described(kind, p[1:])) for p in step.call.params.values() if p.startswith("@") and p != "@item")
    model = operation(kind, step.call.operation)
    if step.batch:
        entry = shape_at(model.input_shape, step.batch).member
        assert {name for name, place in step.call.params.items() if place in own} <= set(entry.members)
        shape_at(model.output_shape, step.errors)
    else:
        validate(kind, step.call)


@ALL
def test_patterns_of_names_are_complete(kind: Kind) -> None:
    names = dict.fromkeys(("workload", "deployment", "region", "account"), "x")
    for source, patterns in kind.named_after.items():
        assert source == WORKLOAD or source in BY_NAME
        for pattern in patterns:
            pattern.format(**(names if source == WORKLOAD else {"name": "x", "id": "x"}))
    for source, tags in kind.tagged_after.items():
        assert source in BY_NAME
        assert all("x" in "".join(tag).format(name="x", id="x") for tag in tags)


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(KINDS)


def test_every_file_of_kinds_is_used() -> None:
    files = {path.stem for path in pathlib.Path(kinds.__file__).parent.glob("*.py") if not path.stem.startswith("_")}
    assert files == {service.__name__.rpartition(".")[2] for service in SERVICES}


def test_who_uses_is_deleted_before_what_is_used() -> None:
    order = {kind.name: kind.order for kind in KINDS}
    sequence = ["cloudwatch_alarm", "http_api", "lambda_function", "network_interface", "security_group", "s3_bucket"]
    sequence += ["instance_profile", "iam_role", "iam_policy", "log_group"]
    assert [order[name] for name in sequence] == sorted(order[name] for name in sequence)


def test_a_network_goes_from_the_inside_out() -> None:
    order = {kind.name: kind.order for kind in KINDS}
    sequence = ["load_balancer", "nat_gateway", "network_interface", "elastic_ip", "security_group", "subnet"]
    sequence += ["route_table", "internet_gateway", "vpc"]
    assert [order[name] for name in sequence] == sorted({order[name] for name in sequence})
    assert order["vpc_endpoint"] < order["network_interface"]


def test_a_cluster_goes_between_what_its_nodes_left_and_what_that_holds() -> None:
    order = {kind.name: kind.order for kind in KINDS}
    sequence = ["eks_nodegroup", "ec2_instance", "network_interface", "eks_cluster", "security_group", "subnet"]
    assert [order[name] for name in sequence] == sorted({order[name] for name in sequence})


def test_what_aws_puts_into_every_network_is_not_ours() -> None:
    parts = {
        "vpc": {"IsDefault": True},
        "subnet": {"DefaultForAz": True},
        "route_table": {"Associations": [{"Main": True}]},
        "security_group": {"GroupName": "default"},
    }
    made = {
        "route_table": {"Associations": [{"Main": False, "SubnetId": "subnet-1"}]},
        "security_group": {"GroupName": "a"},
    }
    for name, item in parts.items():
        is_ours = BY_NAME[name].is_ours
        assert is_ours is not None
        assert not is_ours(item)
        assert is_ours(made.get(name, {}))
