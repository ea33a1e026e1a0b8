# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Out of which clusters that stay the playbook destroy has taken what is a deployment's, before it deletes the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

PLAYBOOK = Path(__file__).parents[3] / "playbooks" / "destroy.yml"


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ({}, [], []),
        ({"eks_cluster_existing_name": "", "eks_cluster_existing_kubeconfig": None}, [], []),
        # A wrong name takes nothing away: what is elsewhere is refused before anything is touched.
        ({"eks_cluster_existing_name": "platform"}, ["platform"], ["platform"]),
        ({"eks_cluster_existing_kubeconfig": "~/.kube/config"}, ["*"], ["*"]),
    ],
)
def test_only_what_is_in_the_named_cluster_counts_as_taken(given: dict[str, Any], first: Any, last: Any) -> None:
    loader = DataLoader()
    play = loader.load_from_file(str(PLAYBOOK), trusted_as_template=True)[-1]
    tasks = next(task["block"] for task in play["tasks"] if "block" in task)
    emptied = [
        task["inferops.aws.deployment"]["emptied_clusters"] for task in tasks if "inferops.aws.deployment" in task
    ]
    templar = Templar(loader, variables={**play["vars"], **given})
    assert [templar.template(each) for each in emptied] == [first, last]
