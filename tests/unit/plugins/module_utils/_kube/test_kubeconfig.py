# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kubeconfigs that are written, and what is in their place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.inferops.aws.plugins.module_utils._kube.kubeconfig import file_fault, kubeconfig

CLUSTER = {
    "name": "digits",
    "arn": "arn:aws:eks:eu-central-1:123456789012:cluster/digits",
    "endpoint": "https://0123.eks.amazonaws.com",
    "certificate_authority_data": "LS0t",
}


def test_a_kubeconfig_for_eks_names_a_program_and_holds_no_secret() -> None:
    made = kubeconfig(CLUSTER, ["python", "bearer.py"], {"AWS_PROFILE": "digits", "AWS_SECRET_ACCESS_KEY": ""})
    user = made["users"][0]["user"]
    assert list(user) == ["exec"]
    assert [user["exec"]["command"], *user["exec"]["args"]] == ["python", "bearer.py", "--cluster", "digits"]
    assert user["exec"]["env"] == [{"name": "AWS_PROFILE", "value": "digits"}]
    assert made["clusters"][0]["cluster"]["server"] == CLUSTER["endpoint"]
    assert made["current-context"] == made["contexts"][0]["name"]


TOKEN_PROGRAM = ("/usr/bin/python3", "/collections/inferops/aws/plugins/module_utils/_eks/bearer.py", "--region", "eu")


def test_the_kubeconfig_of_the_same_cluster_is_written_again_and_to_where_nothing_is(tmp_path: Path) -> None:
    path = tmp_path / "config"
    assert file_fault(str(path), CLUSTER["arn"]) == ""
    path.write_text(yaml.safe_dump(kubeconfig({**CLUSTER, "endpoint": "https://moved"}, TOKEN_PROGRAM)))
    assert file_fault(str(path), CLUSTER["arn"]) == ""
    told = file_fault(str(path), "arn:other")
    assert told.startswith("a path where nothing is, or the kubeconfig that was written here for arn:other; ")
    assert told.endswith(f"this is that of the cluster {CLUSTER['arn']}")


@pytest.mark.parametrize("name", ["clusters", "users", "contexts"])
def test_a_kubeconfig_to_which_somebody_added_is_kept(name: str, tmp_path: Path) -> None:
    path, config = tmp_path / "config", kubeconfig(CLUSTER, TOKEN_PROGRAM)
    path.write_text(yaml.safe_dump({**config, name: [*config[name], {"name": "mine"}]}))
    assert "not written here, or was changed since" in file_fault(str(path), CLUSTER["arn"])


@pytest.mark.parametrize("held", ["", "a: [", "clusters: []\n", "\x00", "users: [{name: u, user: {token: t}}]\n"])
def test_what_is_no_kubeconfig_of_ours_is_kept(held: str, tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(held)
    assert "a path where nothing is, or " in file_fault(str(path), CLUSTER["arn"])


def test_the_kubeconfig_of_the_aws_cli_and_a_folder_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(yaml.safe_dump(kubeconfig(CLUSTER, ["aws", "eks", "get-token"])))
    for each in (path, tmp_path):
        assert "not written here, or was changed since" in file_fault(str(each), CLUSTER["arn"])


def test_a_kubeconfig_needs_a_folder(tmp_path: Path) -> None:
    told = file_fault(str(tmp_path / "no" / "config"), CLUSTER["arn"])
    assert told == f"a path in a folder that exists; {tmp_path}/no is none"
