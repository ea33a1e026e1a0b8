# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The date that stands over figures is that of the prices that they are made of."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import words
from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import leads
from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Catalogue
from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Comparison, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.dates import dated, oldest_of
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.training import Job, compare_training
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import EVERYTHING, price_list

REGION = "us-west-2"
NEW, OLD = "2026-11-01", "2023-12"
TRAINING = {"ec2.g4dn.xlarge": 0.526, "sagemaker.notebook.ml.g4dn.xlarge": 0.736}


def catalogue(old: str) -> Catalogue:
    """Prices of one day but for one, which is old."""
    known = price_list(REGION, {**EVERYTHING, **TRAINING})
    prices = [known.price(REGION, key)._replace(as_of=OLD if key == old else NEW) for key in known.keys(REGION, "")]
    return known.with_prices(prices, NEW)


def compared(old: str) -> Comparison:
    workload = Workload(requests=(2000.0,), seconds_per_request=0.5)
    return compare(workload, REGION, Settings(), catalogue(old), ["ec2", "lambda_api"])


def said(comparison: Comparison) -> str:
    return words.report(comparison, [], leads(comparison))


@pytest.mark.parametrize(
    ("old", "found"),
    [
        pytest.param("ec2.m7i.large", OLD, id="of which a bill is made"),
        pytest.param("s3.storage", NEW, id="of next to nothing"),
        pytest.param("fargate.vcpu", NEW, id="of another option"),
        pytest.param("ec2.g4dn.xlarge", NEW, id="of training that nobody asked for"),
    ],
)
def test_the_oldest_price_is_told_if_it_matters(old: str, found: str) -> None:
    assert oldest_of(compared(old), None) == found


def test_what_training_costs_counts_where_it_was_asked_for() -> None:
    comparison = compared("ec2.g4dn.xlarge")

    assert oldest_of(comparison, compare_training(Job(hours=5), REGION, comparison.catalogue)) == OLD


def test_a_report_names_both_dates() -> None:
    assert "List prices of 2026-11-01, the oldest that matters of 2023-12." in said(compared("ec2.m7i.large"))
    assert "List prices of 2026-11-01." in said(compared("s3.storage"))


def test_without_a_bill_there_is_only_the_date_of_the_catalogue() -> None:
    impossible = Workload(requests=(1.0,), seconds_per_request=5000)
    comparison = compare(impossible, REGION, Settings(), catalogue("ec2.m7i.large"), ["lambda_api"])

    assert oldest_of(comparison, None) == ""
    assert dated(NEW, "") == NEW
