# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup eks_token, as a play meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
NOBODY = {
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def say(expression: str) -> str:
    """Return what Ansible prints of a template, for someone who has no credentials."""
    theirs = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ansible",
            "adhoc",
            "-c",
            "local",
            "localhost",
            "-m",
            "debug",
            "-a",
            json.dumps({"msg": expression}),
        ],
        cwd=ROOT,
        env={**theirs, **NOBODY},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def test_a_token_for_every_cluster() -> None:
    tokens = (
        "query('inferops.aws.eks_token', 'digits', 'letters', region='eu-central-1', access_key='a', secret_key='b')"
    )
    told = say(f"{{{{ {tokens} | select('match', '^k8s-aws-v1.[A-Za-z0-9_-]+$') | unique | length }}}} different")
    assert "2 different" in told


def test_without_credentials_it_says_so() -> None:
    told = say("{{ lookup('inferops.aws.eks_token', 'digits', region='eu-central-1') }}")
    assert "eks_token: Unable to locate credentials" in " ".join(told.split())
