#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: price_catalogue
version_added: 0.1.0
short_description: Keep a file of prices from AWS's price list
description:
  - Asks AWS's price list for the prices that the cost model uses and keeps them in a file, which stands before the
    prices that come with the collection.
  - For each price exactly one must be found. Otherwise the task fails, names service, region, filters and what came
    back, and nothing is written.
  - Prices are dated as AWS published them, so a second run changes nothing until AWS publishes other ones.
notes:
  - No module of C(amazon.aws) or C(community.aws) reads the price list.
  - It takes the permission C(pricing:GetProducts) on every resource and costs nothing.
  - Spot prices are in no price list.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  path:
    description:
      - The file, in JSON. Its folder must exist.
      - What it holds of other regions and keys stays.
    type: path
    required: true
  state:
    description:
      - Whether the file shall exist. Without it the prices that come with the collection are used.
    type: str
    choices: [present, absent]
    default: present
  regions:
    description:
      - Regions to read the prices of. If left out, those that the collection comes with prices for.
    type: list
    elements: str
  keys:
    description:
      - Price keys, such as V(alb.hour) or V(ec2.m7i.large), or patterns of them, such as V(lambda.*) or V(*).
      - A pattern stands for the keys that the catalogue has in any region. A region may lack some of them, which is
        returned as RV(not_offered). A key that is given by its name must be there, and so must one that had a price in
        the region before.
    type: list
    elements: str
    default: ["*"]
  pricing_region:
    description:
      - The region whose endpoint is asked; few regions have one. It does not matter for the prices.
    type: str
    default: us-east-1
  allow_large_changes:
    description:
      - Whether a price may change by more than 50 per cent either way. That is likelier a mistake than a price.
    type: bool
    default: false
attributes:
  check_mode:
    description: Reads the prices and returns what would change, without writing.
    support: full
  diff_mode:
    description: Always returns the prices of the file before and after.
    support: full
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Read what Lambda and its HTTP API cost in Frankfurt
  inferops.aws.price_catalogue:
    path: "{{ inventory_dir }}/prices.json"
    regions: [eu-central-1]
    keys: ["lambda.*", http_api.requests]
  register: prices

- name: Show what changed
  ansible.builtin.debug:
    msg: "{{ prices.table }}"

- name: Go back to the prices that come with the collection
  inferops.aws.price_catalogue:
    path: "{{ inventory_dir }}/prices.json"
    state: absent
"""

RETURN = r"""
path:
  description: The file.
  returned: always
  type: str
  sample: /srv/inventory/prices.json
changes:
  description: The prices that differ from those used before, those of the file or else those of the collection.
  returned: when O(state=present)
  type: list
  elements: dict
  contains:
    key:
      description: The price key.
      type: str
      returned: always
    region:
      description: The region.
      type: str
      returned: always
    unit:
      description: What the price is for.
      type: str
      returned: always
    old:
      description: Dollars before, none if there was no price. Of a price in steps, the first that is not free.
      type: float
      returned: always
    new:
      description: Dollars now.
      type: float
      returned: always
    percent:
      description: By how much it changed; of a price in steps, the largest change. None for what was new or free.
      type: float
      returned: always
    old_grade:
      description: How well the old price was known, from A to C and K.
      type: str
      returned: always
    old_as_of:
      description: How old it was.
      type: str
      returned: always
    as_of:
      description: When AWS published the new one.
      type: str
      returned: always
  sample:
    - key: alb.hour
      region: eu-central-1
      unit: hour
      old: 0.027
      new: 0.028
      percent: 3.7
      old_grade: A
      old_as_of: "2026-09-03"
      as_of: "2026-11-19"
table:
  description: The changes as a text, and how many prices are as before.
  returned: when O(state=present)
  type: str
  sample: |-
    region        key       for one  old $  new $  change
    eu-central-1  alb.hour  hour     0.027  0.028  +3.7 %
    41 prices as before
content:
  description: What the file would hold, so that another task can write it without asking AWS once more.
  returned: in check mode when O(state=present)
  type: str
  sample: '{"as_of": "2026-11-19", "prices": []}'
not_offered:
  description: What a pattern asked for and AWS does not sell in the region.
  returned: when O(state=present)
  type: list
  elements: dict
  sample: [{key: ec2.m4.xlarge, region: eu-west-3}]
"""

import os
from collections.abc import Iterable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_refresh import (
    ask_all,
    changes,
    require_believable,
    shown,
    table,
    wanted,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices import catalogue
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices_file import PriceFile, read
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api, connect
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "path": {"type": "path", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "regions": {"type": "list", "elements": "str"},
    "keys": {"type": "list", "elements": "str", "default": ["*"], "no_log": False},
    "pricing_region": {"type": "str", "default": "us-east-1"},
    "allow_large_changes": {"type": "bool", "default": False},
}


class InPricingRegion:
    """The module, but its clients talk to the region that answers for prices."""

    def __init__(self, module: AnsibleAWSModule) -> None:
        self.params = module.params
        self.check_mode = module.check_mode
        self._make = module.client

    def client(self, service: str, **extra: Any) -> Any:
        """Return a boto3 client."""
        return self._make(service, region=self.params["pricing_region"], **extra)


def pages(api: Api, request: dict[str, Any]) -> Iterable[str]:
    """Return the answers of all pages."""
    answer = api.call("GetProducts", request)
    yield from answer.get("price_list", [])
    while answer.get("next_token"):
        answer = api.call("GetProducts", {**request, "next_token": answer["next_token"]})
        yield from answer.get("price_list", [])


def write(module: AnsibleAWSModule, path: str, text: str) -> None:
    """Put *text* in the place of what the file holds, at once and wholly."""
    whole = os.path.join(module.tmpdir, "prices.json")
    with open(whole, "w", encoding="utf-8") as stream:
        stream.write(text)
    module.atomic_move(whole, path)


def refresh(module: AnsibleAWSModule) -> dict[str, Any]:
    """Read the prices that are asked for, then write the file."""
    path = module.params["path"]
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path) or not os.path.isdir(folder):
        raise CostError(f"path is {path!r}; allowed: a file in a folder that exists")
    old = read(path) if os.path.exists(path) else PriceFile()
    before = old.over(catalogue())
    api = connect(InPricingRegion(module), "pricing")
    regions = module.params["regions"]
    prices = wanted(module.params["keys"], catalogue().regions if regions is None else regions, before)
    answers = ask_all(prices, lambda request: pages(api, request), before)
    found = changes(answers.listed, before)
    if not module.params["allow_large_changes"]:
        require_believable(found)
    new = old.with_listed(answers.listed)
    changed = new != old
    if changed and not module.check_mode:
        write(module, path, new.text())
    return {
        **({"content": new.text()} if module.check_mode else {}),
        "changed": changed,
        "changes": [each.as_dict() for each in found],
        "table": table(found, len(answers.listed) - len(found)),
        "not_offered": [{"key": each.key, "region": each.region} for each in answers.not_offered],
        "diff": {"before": shown(old), "after": shown(new)},
    }


def forget(module: AnsibleAWSModule) -> dict[str, Any]:
    """Delete the file, if there is one."""
    path = module.params["path"]
    there = os.path.isfile(path)
    if there and not module.check_mode:
        os.remove(path)
    return {"changed": there, "diff": {"before": {"path": path} if there else {}, "after": {}}}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    run = refresh if module.params["state"] == "present" else forget
    try:
        module.exit_json(path=module.params["path"], **run(module))
    except CostError as error:
        module.fail_json(msg=str(error))
    except EngineError as error:
        module.fail_json(**error.as_result())
    except OSError as error:
        module.fail_json(msg=f"The price file {module.params['path']} cannot be changed: {error.strerror or error}")


if __name__ == "__main__":
    main()
