# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prices read anew by a playbook, from recorded answers of AWS's price list behind an address of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sandbox.settings import CHECKOUT
from tests.tools.serving import serving

RECORDED = CHECKOUT / "tests/unit/plugins/module_utils/_costs/data/price_list.jsonl"
REGION = "eu-central-1"
KEY = "alb.hour"
OLD, NEW = 0.027, 0.03
"""What the collection comes with, which is what was recorded, and what it has become since."""


BALANCER: Mapping[str, Any] = {
    "ServiceCode": "AWSELB",
    "Filters": [
        {"Field": "productFamily", "Value": "Load Balancer-Application"},
        {"Field": "regionCode", "Value": REGION},
        {"Field": "usagetype", "Value": "EUC1-LoadBalancerUsage"},
    ],
}


class PriceList(ThreadingHTTPServer):
    """Answers GetProducts with what was recorded and matches all filters."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        recorded = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
        (self.balancer,) = (item for item in recorded if matches(item, BALANCER))
        self.items = [item for item in recorded if item is not self.balancer] + [self.at(NEW)]
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def at(self, usd: float, sku: str = "SKU") -> dict[str, Any]:
        """The hour of a load balancer at another price."""
        text = json.dumps(self.balancer).replace(self.balancer["product"]["sku"], sku)
        item: dict[str, Any] = json.loads(text.replace(f'"{OLD:.10f}"', f'"{usd:.10f}"'))
        return item

    def found(self, request: dict[str, Any]) -> list[str]:
        """The products that a request is about, as AWS sends them."""
        return [json.dumps(item) for item in self.items if matches(item, request)]


class Answer(BaseHTTPRequestHandler):
    """One request to the price list."""

    server: PriceList

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(length))
        self.server.asked.append(self.headers["X-Amz-Target"])
        body = json.dumps({"FormatVersion": "aws_v1", "PriceList": self.server.found(request)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def matches(item: dict[str, Any], request: Mapping[str, Any]) -> bool:
    attributes = {**item["product"]["attributes"], "productFamily": item["product"]["productFamily"]}
    same = all(attributes.get(each["Field"]) == each["Value"] for each in request["Filters"])
    return same and item["serviceCode"] == request["ServiceCode"]


@pytest.fixture
def price_list() -> Iterator[PriceList]:
    with serving(PriceList()) as server:
        yield server


def refresh(server: PriceList, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the playbook in a folder; returns its status and what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_"))}
    chosen = ("-e", f"refresh_prices_regions={REGION}", "-e", f"refresh_prices_keys={KEY}")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("ansible-playbook")), "inferops.aws.refresh_prices", *chosen, *arguments],
        cwd=folder,
        env={
            **kept,
            "ANSIBLE_CONFIG": str(CHECKOUT / "ansible.cfg"),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": server.address,
            "HOME": str(folder),
            "PWD": str(folder),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def test_old_new_and_per_cent_are_shown_before_the_file_is_replaced(price_list: PriceList, tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    row = [REGION, KEY, "hour", str(OLD), str(NEW), "+11.1", "%"]

    status, checked = refresh(price_list, tmp_path, "--check")
    assert status == 0, checked
    assert row in [line.split() for line in checked.splitlines()]
    assert not file.exists()

    status, output = refresh(price_list, tmp_path)
    assert status == 0, output
    before, _task, after = output.partition("TASK [Replace the file]")
    assert row in [line.split() for line in before.splitlines()]
    assert "changed: [localhost]" in after
    assert [each["tiers"] for each in prices_of(file)] == [[{"up_to": None, "usd": NEW}]]
    assert set(price_list.asked) == {"AWSPriceListService.GetProducts"}

    written = file.read_bytes()
    status, output = refresh(price_list, tmp_path)
    assert status == 0, output
    assert "1 price as before" in output
    assert "changed=0" in output
    assert file.read_bytes() == written


@pytest.mark.parametrize(("usd", "says"), [(0.2, "OTHER"), (9.0, "allow_large_changes")])
def test_what_cannot_be_right_leaves_the_file_alone(
    usd: float, says: str, price_list: PriceList, tmp_path: Path
) -> None:
    file = tmp_path / "prices.json"
    file.write_text('{"as_of": "2026-11-01", "prices": []}\n', encoding="utf-8")
    if says == "OTHER":
        price_list.items.append(price_list.at(usd, sku="OTHER"))
    else:
        price_list.items[-1] = price_list.at(usd)

    status, output = refresh(price_list, tmp_path)

    assert status != 0
    assert says in output
    assert KEY in output
    assert "Traceback" not in output
    assert json.loads(file.read_text(encoding="utf-8"))["prices"] == []


def prices_of(file: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["prices"]
    return listed
