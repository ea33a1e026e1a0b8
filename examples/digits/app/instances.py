# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a request's body to instances the model can take."""

from __future__ import annotations

import json
from typing import NoReturn

from .problems import ClientError, TooLarge


def _no_constant(name: str) -> NoReturn:
    raise ClientError(f"The body has {name}, which JSON does not know")


def _content(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise ClientError("The body is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ClientError("The body is not valid JSON") from error


def _instance(value: object, place: int, inputs: int, highest: float) -> list[float]:
    if not isinstance(value, list) or len(value) != inputs:
        raise ClientError(f"instances[{place}] is not a list of {inputs} numbers")
    for position, number in enumerate(value):
        # bool is a kind of int in Python, but not a number in JSON; 1e999 is read as infinity, which is too high.
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 <= number <= highest:
            raise ClientError(f"instances[{place}][{position}] is not a number between 0 and {highest:g}")
    return value


def parse(body: bytes, inputs: int, highest: float, max_instances: int) -> list[list[float]]:
    """The instances of `{"instances": [[number, ...], ...]}`; raises ClientError that says what is wrong where."""
    content = _content(body)
    if not isinstance(content, dict) or not isinstance(content.get("instances"), list):
        raise ClientError('The body is not an object with a list "instances"')
    instances = content["instances"]
    if not instances:
        raise ClientError("instances is empty")
    if len(instances) > max_instances:
        raise TooLarge(f"There are more than {max_instances} instances")
    return [_instance(value, place, inputs, highest) for place, value in enumerate(instances)]
