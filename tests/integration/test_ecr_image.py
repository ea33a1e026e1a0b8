# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ecr_image in two regions, in the order of these tests: made, left alone, changed, destroyed twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import RegistryError
from ansible_collections.inferops.aws.plugins.module_utils._oci.layout import Layout
from ansible_collections.inferops.aws.plugins.module_utils._oci.registry import Repository
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import CONFIG
from tests.integration.playbooks import CANARY, CANARY_REGION, SECOND, SECOND_REGION, Playbooks, Run
from tests.sandbox.deployment import Account

PLAYBOOK = """---
- name: Keep an image
  hosts: all
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  roles:
    - inferops.aws.ecr_image
"""
REGIONS = (CANARY_REGION, SECOND_REGION)
PUSH = "Present | Build the image and push it, if there is none of this content"


@dataclass
class Workload:
    """An image of two files, and the playbook that keeps it."""

    playbooks: Playbooks
    folder: Path
    name: str

    def run(self, *arguments: str, **variables: Any) -> Run:
        given = {
            "inferops_name": self.name,
            "ecr_image_context": str(self.folder / "context"),
            "ecr_image_builder": "daemonless",
            "ecr_image_build_args": {"LEVEL": "debug"},
            **variables,
        }
        environment = {"XDG_CACHE_HOME": str(self.folder / "cache")}
        playbook = self.folder / "playbook.yml"
        return self.playbooks.run(playbook, *arguments, variables=given, environment=environment)


def images(account: Account, region: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.client("ecr", region).describe_images(repositoryName=name)["imageDetails"]
    return found


def outcomes(run: Run, task: str) -> list[str]:
    return [outcome for _host, name, outcome in run.results if name == task]


@pytest.fixture(scope="module")
def workload(playbooks: Playbooks, tmp_path_factory: pytest.TempPathFactory) -> Workload:
    folder = tmp_path_factory.mktemp("image")
    context = folder / "context"
    context.mkdir()
    (context / "Dockerfile").write_text(
        'FROM scratch\nARG LEVEL\nWORKDIR /app\nCOPY app.py .\nENV LEVEL=${LEVEL}\nENTRYPOINT ["python3", "app.py"]\n'
    )
    (context / "app.py").write_text("print('hello')\n")
    (context / "notes.txt").write_text("not for the image\n")
    (context / ".dockerignore").write_text("notes.txt\n")
    (folder / "playbook.yml").write_text(PLAYBOOK)
    return Workload(playbooks, folder, "imaged")


@pytest.fixture(scope="module")
def first(workload: Workload) -> Run:
    return workload.run().succeeded()


def test_check_mode_tells_and_writes_nothing(workload: Workload) -> None:
    run = workload.run("--check", "--diff").succeeded()
    assert run.writes() == []
    assert outcomes(run, PUSH) == ["changed", "changed"]
    assert not (workload.folder / "cache/inferops-aws/images").exists()


def test_one_build_is_in_every_region_with_the_same_digest(first: Run, workload: Workload, dev: Account) -> None:
    assert first.status == 0
    found = [images(dev, region, workload.name) for region in REGIONS]
    assert [len(listed) for listed in found] == [1, 1]
    assert found[0][0]["imageDigest"] == found[1][0]["imageDigest"]
    assert found[0][0]["imageTags"] == found[1][0]["imageTags"]
    assert found[0][0]["imageTags"][0].startswith("imaged-")
    assert len([entry for entry in (workload.folder / "cache/inferops-aws/images").iterdir() if entry.is_dir()]) == 1


def test_the_repository_is_as_the_role_says(first: Run, workload: Workload, dev: Account) -> None:
    assert first.status == 0
    ecr = dev.client("ecr")
    repository = ecr.describe_repositories(repositoryNames=[workload.name])["repositories"][0]
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    tags = {
        tag["Key"]: tag["Value"] for tag in ecr.list_tags_for_resource(resourceArn=repository["repositoryArn"])["tags"]
    }
    assert tags["inferops:component"] == "ecr_image"
    assert tags["inferops:deployment"] == "digits-eu"
    assert '"countNumber": 30' in ecr.get_lifecycle_policy(repositoryName=workload.name)["lifecyclePolicyText"]


def test_the_token_is_nowhere_to_be_seen(first: Run, workload: Workload) -> None:
    token = "QVdTO"  # base64 of "AWS:" begins so
    assert any(request["operation"] == "GetAuthorizationToken" for request in first.requests)
    assert token not in first.output
    assert token not in str(first.events)
    written = [path for path in workload.folder.rglob("*") if path.is_file()]
    assert [path for path in written if token.encode() in path.read_bytes()] == []


def test_a_second_run_builds_and_pushes_nothing(first: Run, workload: Workload) -> None:
    assert first.status == 0
    run = workload.run().succeeded()
    assert run.changed == []
    assert run.writes() == []
    asked = [request["operation"] for request in run.requests if request["service"] in ("ecr", "ecr-registry")]
    one_region = ["DescribeRepositories", "ListTagsForResource", "GetLifecyclePolicy", "DescribeImages"]
    assert sorted(asked) == sorted(one_region * 2)


def test_what_is_left_out_of_the_context_changes_nothing(first: Run, workload: Workload) -> None:
    assert first.status == 0
    (workload.folder / "context" / "notes.txt").write_text("other notes\n")
    assert workload.run("--limit", "canary").succeeded().changed == []


def test_other_content_is_another_image_of_which_only_the_news_are_sent(
    first: Run, workload: Workload, dev: Account
) -> None:
    assert first.status == 0
    run = workload.run("--limit", "canary", ecr_image_build_args={"LEVEL": "info"}).succeeded()
    assert outcomes(run, PUSH) == ["changed"]
    assert len(images(dev, CANARY_REGION, workload.name)) == 2
    uploads = [request for request in run.requests if request["operation"] == "PatchUpload"]
    assert len(uploads) == 1, "only the configuration is new; both layers are there"


def test_a_tag_never_moves_to_other_content(first: Run, workload: Workload, dev: Account, tmp_path: Path) -> None:
    assert first.status == 0
    ecr = dev.client("ecr")
    (kept,) = (image for image in images(dev, SECOND_REGION, workload.name))
    login = ecr.get_authorization_token()["authorizationData"][0]
    layout = Layout.create(tmp_path / "other")
    manifest = layout.finish(layout.put_json(CONFIG, {"os": "linux", "architecture": "amd64"}), [])
    target = Repository(login["proxyEndpoint"], workload.name, f"Basic {login['authorizationToken']}")

    with pytest.raises(RegistryError, match="immutable"):
        target.push(layout, manifest, kept["imageTags"][0])


def test_an_image_deleted_by_hand_comes_back_from_the_cache(first: Run, workload: Workload, dev: Account) -> None:
    assert first.status == 0
    (kept,) = images(dev, SECOND_REGION, workload.name)
    image = {"imageDigest": kept["imageDigest"]}
    dev.client("ecr", SECOND_REGION).batch_delete_image(repositoryName=workload.name, imageIds=[image])
    run = workload.run("--limit", "wave_2").succeeded()
    assert outcomes(run, PUSH) == ["changed"]
    assert images(dev, SECOND_REGION, workload.name)[0]["imageDigest"] == kept["imageDigest"]


MISTAKES: dict[str, Any] = {
    "ecr_image_context": "nowhere",
    "ecr_image_dockerfile": "Other",
    "ecr_image_repository": "Digits",
    "ecr_image_builder": "kaniko",
    "ecr_image_images_to_keep": -1,
}


@pytest.fixture(scope="module")
def mistaken(workload: Workload) -> Run:
    """One run for all mistakes, each made by a host of its own, called after the variable."""
    context = str(workload.folder / "context")
    hosts = {name: {"ecr_image_context": context, name: value} for name, value in MISTAKES.items()}
    inventory = workload.folder / "mistaken.json"
    inventory.write_text(
        json.dumps({"mistaken": {"vars": {"inferops_region": CANARY_REGION}, "hosts": hosts}}), encoding="utf-8"
    )
    playbook = workload.folder / "playbook.yml"
    return workload.playbooks.run(
        playbook, "-i", str(inventory), "--limit", "mistaken", variables={"inferops_name": workload.name}
    )


@pytest.mark.parametrize("variable", MISTAKES)
def test_bad_input_is_told_before_anything_is_written(mistaken: Run, variable: str) -> None:
    assert mistaken.status != 0
    assert mistaken.writes() == []
    message = mistaken.failures[variable]
    assert variable in message
    assert str(MISTAKES[variable]) in message


def test_absent_twice_and_what_is_not_ours_stays(first: Run, workload: Workload, dev: Account) -> None:
    assert first.status == 0
    kept = workload.run(ecr_image_state="absent", ecr_image_retain=True).succeeded()
    assert kept.changed == []
    ecr = dev.client("ecr", SECOND_REGION)
    (repository,) = ecr.describe_repositories(repositoryNames=[workload.name])["repositories"]
    of_ours = [
        tag
        for tag in ecr.list_tags_for_resource(resourceArn=repository["repositoryArn"])["tags"]
        if tag["Key"].startswith("inferops:")
    ]
    ecr.untag_resource(resourceArn=repository["repositoryArn"], tagKeys=[tag["Key"] for tag in of_ours])
    assert [host for host, _task in workload.run(ecr_image_state="absent").succeeded().changed] == [CANARY]
    assert images(dev, SECOND_REGION, workload.name)
    ecr.tag_resource(resourceArn=repository["repositoryArn"], tags=of_ours)
    assert [host for host, _task in workload.run(ecr_image_state="absent").succeeded().changed] == [SECOND]
    for region in REGIONS:
        there = dev.client("ecr", region).describe_repositories()["repositories"]
        assert workload.name not in [each["repositoryName"] for each in there]
