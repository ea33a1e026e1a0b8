# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is particular about a repository."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._ecr.repository import same_encryption

ARN = "arn:aws:kms:eu-central-1:111111111111:key/1234"


@pytest.mark.parametrize(
    ("wanted", "current", "same"),
    [
        ({"encryption_type": "AES256"}, {"encryption_type": "AES256"}, True),
        ({"encryption_type": "AES256"}, {}, True),
        ({"encryption_type": "KMS"}, {"encryption_type": "AES256"}, False),
        ({"encryption_type": "KMS"}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": ARN}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": "1234"}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": "alias/mine"}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": "5678"}, {"encryption_type": "KMS", "kms_key": ARN}, False),
    ],
)
def test_a_key_is_the_same_however_it_is_named(wanted: Any, current: Any, same: bool) -> None:
    assert same_encryption(wanted, current) is same
