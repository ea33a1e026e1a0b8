#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cost_report
version_added: 0.1.0
short_description: Write a report of what each way of running a model would cost
description:
  - Writes one HTML page with everything in it, charts included, that needs no script and nothing from elsewhere.
  - On demand also writes a PNG picture with the same charts.
  - For each host it has the sentence that M(inferops.aws.cost_comparison_info) returns, the table of all options with
    the reason where one cannot be used, the monthly cost over load, what each bill consists of line by line, the
    break-even over pods, rules of thumb, where a training job would run, and the prices with their grades and sources.
  - The same input gives the same bytes. The dates in it are those of the prices and O(hosts[].settings) C(as_of).
author:
  - Contributors to the inferops.aws project (@inferops)
extends_documentation_fragment:
  - ansible.builtin.files
options:
  path:
    description: The page. Its directory must be there.
    type: path
    required: true
  png:
    description:
      - The picture, with the charts one below the other. None if left out.
      - It can have 8 hosts at most, since many programs do not open what is higher than 32767 pixels.
    type: path
  hosts:
    description:
      - The deployments to report on, in this order.
      - RV(inferops.aws.cost_comparison_info#module:inputs) is such a host if it was given a name.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: What the host is called in the report. Each has a name of its own.
        type: str
        required: true
      region:
        description: As O(inferops.aws.cost_comparison_info#module:region).
        type: str
        required: true
      workload:
        description: As O(inferops.aws.cost_comparison_info#module:workload), ranges among it.
        type: dict
        required: true
      settings:
        description: As O(inferops.aws.cost_comparison_info#module:settings). Without C(as_of) it is today.
        type: dict
        default: {}
      training:
        description: As O(inferops.aws.cost_comparison_info#module:training). No training job if empty.
        type: dict
        default: {}
      options:
        description: As O(inferops.aws.cost_comparison_info#module:options). All options if empty.
        type: list
        elements: str
        default: []
      traffic_file:
        description: As O(inferops.aws.cost_comparison_info#module:traffic_file).
        type: path
      catalogue_file:
        description: As O(inferops.aws.cost_comparison_info#module:catalogue_file).
        type: path
  template:
    description:
      - The text of a Jinja2 template for the page, to start from C(templates/reports/costs.html.j2) of the collection.
      - That one is used if left out.
    type: str
requirements:
  - matplotlib
  - jinja2
attributes:
  check_mode:
    description: Works everything out and writes nothing.
    support: full
  diff_mode:
    description: Shows the text of the page without its charts, and size and hash of the picture.
    support: full
notes:
  - It runs where Ansible runs, so use it with C(delegate_to=localhost) or a local connection.
  - It needs no credentials, no network and no AWS account, and is in no action group.
seealso:
  - module: inferops.aws.cost_comparison_info
"""

EXAMPLES = r"""
- name: Compare the options
  inferops.aws.cost_comparison_info:
    name: translation
    region: eu-central-1
    workload: {requests_per_hour: 2000, seconds_per_request: 1.5, memory_mib: 2048}
  register: costs

- name: Write the report
  inferops.aws.cost_report:
    path: "{{ playbook_dir }}/costs.html"
    png: "{{ playbook_dir }}/costs.png"
    hosts: ["{{ costs.inputs }}"]

- name: Write a report of two regions
  inferops.aws.cost_report:
    path: /tmp/costs.html
    hosts:
      - name: translation-eu
        region: eu-central-1
        workload: {requests_per_hour: 2000, seconds_per_request: 1.5}
      - name: translation-us
        region: us-west-2
        workload: {requests_per_hour: 9000, seconds_per_request: {min: 1, max: 2}}
        training: {hours: 5, instance_type: g4dn.xlarge}
"""

RETURN = r"""
path:
  description: The page.
  returned: success
  type: str
  sample: /srv/reports/costs.html
png:
  description: The picture; none if it was not asked for.
  returned: success
  type: str
  sample: /srv/reports/costs.png
hosts:
  description: The hosts of the report.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
      sample: translation
    region:
      description: The region.
      type: str
      sample: eu-central-1
    cheapest:
      description: The cheapest option; none if none can be used.
      type: str
      sample: lambda_api
    per_month:
      description: What it costs a month in US dollars.
      type: float
      sample: 155.92
"""

import datetime
import pathlib
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.inferops.aws.plugins.module_utils._cost_report import canvas, page
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.charts import picture
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import Section
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.files import (
    Written,
    check_writable,
    read_before,
)
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.hosts import read_sections
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError, message, refuse

# A host takes less than 4000 pixels of the 32767 that many programs open at most.
MOST_HOSTS_OF_A_PICTURE = 8

HOST: dict[str, t.Any] = {
    "name": {"type": "str", "required": True},
    "region": {"type": "str", "required": True},
    "workload": {"type": "dict", "required": True},
    "settings": {"type": "dict", "default": {}},
    "training": {"type": "dict", "default": {}},
    "options": {"type": "list", "elements": "str", "default": []},
    "traffic_file": {"type": "path"},
    "catalogue_file": {"type": "path"},
}

ARGUMENT_SPEC: dict[str, t.Any] = {
    "path": {"type": "path", "required": True},
    "png": {"type": "path"},
    "hosts": {"type": "list", "elements": "dict", "required": True, "options": HOST},
    "template": {"type": "str"},
}


def check(params: dict[str, t.Any]) -> None:
    """Refuse what can be refused before anything is worked out.

    :raises CostError: A package is missing, a path cannot be written, or the picture would have too many hosts.
    """
    for needed, missing in ((canvas.HAS_MATPLOTLIB, canvas.MISSING), (page.HAS_JINJA2, page.MISSING)):
        if not needed:
            raise CostError(missing)
    if not params["template"]:
        raise refuse("template", None, "the text of a Jinja2 template; the action plugin gives that of the collection")
    check_writable("path", params["path"])
    if params["png"]:
        check_writable("png", params["png"])
        if pathlib.Path(params["png"]).resolve() == pathlib.Path(params["path"]).resolve():
            raise refuse("png", params["png"], "another file than path")
        if len(params["hosts"]) > MOST_HOSTS_OF_A_PICTURE:
            raise refuse(
                "png", params["png"], f"at most {MOST_HOSTS_OF_A_PICTURE} hosts, there are {len(params['hosts'])}"
            )


def report(params: dict[str, t.Any], sections: list[Section]) -> list[Written]:
    """Return the files of the report and what is in them.

    :raises CostError: The template cannot be used, or a file of before cannot be read.
    """
    contents = {params["path"]: page.page(params["template"], sections).encode()}
    if params["png"]:
        contents[params["png"]] = picture(sections)
    return [Written(path, content, read_before(path)) for path, content in contents.items()]


def write(module: AnsibleModule, files: list[Written]) -> bool:
    """Write what differs, unless in check mode; return whether anything did."""
    changed = False
    for file in files:
        if file.changed and not module.check_mode:
            draft = pathlib.Path(module.tmpdir) / pathlib.Path(file.path).name
            draft.write_bytes(file.content)
            module.atomic_move(str(draft), file.path)
        attributes = module.load_file_common_arguments(module.params, path=file.path)
        changed = module.set_fs_attributes_if_different(attributes, file.changed or changed)
    return changed


def in_short(section: Section) -> dict[str, t.Any]:
    """Return which option is the cheapest for a host."""
    best = next(iter(section.comparison.feasible), None)
    return {
        "name": section.name,
        "region": section.comparison.region,
        "cheapest": best.name if best else None,
        "per_month": best.per_month.usd if best else None,
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True, add_file_common_args=True)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        check(module.params)
        sections = read_sections(module.params["hosts"], today)
        files = report(module.params, sections)
        changed = write(module, files)
    except CostError as error:
        module.fail_json(msg=message(error))
    except OSError as error:
        module.fail_json(msg=f"the report cannot be written: {error}")
    result: dict[str, t.Any] = {"path": module.params["path"], "png": module.params["png"]}
    if module._diff:
        result["diff"] = [file.diff for file in files if file.changed]
    module.exit_json(changed=changed, hosts=[in_short(each) for each in sections], **result)


if __name__ == "__main__":
    main()
