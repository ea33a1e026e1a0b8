# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ecr_image, whole: against a stand-in for ECR's API and a registry in this process."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.ecr_image import main
from tests.tools.cloud import Modules
from tests.tools.registry import FakeRegistry, registry

__all__ = ["registry"]

SECRET = "a-secret-that-nobody-may-see"
TOKEN = base64.b64encode(f"AWS:{SECRET}".encode()).decode()
REPOSITORY = {"repositoryName": "team/digits"}
NO_IMAGE, NO_REPOSITORY = "ImageNotFoundException", "RepositoryNotFoundException"


class Run:
    """Runs the module on a small context, in a cache of its own."""

    def __init__(self, modules: Modules, folder: Path, registry: FakeRegistry) -> None:
        self.modules = modules
        self.folder = folder
        self.registry = registry
        registry.authorization = f"Basic {TOKEN}"
        self.uri = f"registry.localhost:{registry.port}/team/digits"
        self.write("Dockerfile", "FROM scratch\nARG LEVEL\nCOPY app /app\nENV LEVEL=$LEVEL\n")
        self.write("app/main.py", "print(1)\n")

    def write(self, name: str, text: str) -> None:
        path = self.folder / "context" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def __call__(self, check: bool = False, **options: Any) -> dict[str, Any]:
        given = {
            "repository": "team/digits",
            "repository_uri": self.uri,
            "context": str(self.folder / "context"),
            "builder": "daemonless",
            "cache_folder": str(self.folder / "cache"),
            **options,
        }
        return self.modules.run(main, check, **{name: value for name, value in given.items() if value is not None})

    def tag(self) -> str:
        """The tag of what is in the context now."""
        self.look("any", code=None, digest="sha256:" + "0" * 64)
        return str(self()["tag"])

    def look(self, tag: str, code: str | None = NO_IMAGE, digest: str = "") -> None:
        """Expect the module to look a tag up."""
        asked = {**REPOSITORY, "imageIds": [{"imageTag": ANY_TAG if tag == "any" else tag}]}
        if digest:
            answer = {"imageDetails": [{"imageDigest": digest, "imageTags": [tag]}]}
            self.modules.cloud.expect("ecr", "DescribeImages", asked, answer)
        else:
            self.modules.cloud.refuse("ecr", "DescribeImages", asked, code or NO_IMAGE)

    def give_login(self, url: str = "") -> None:
        given = {"authorizationToken": TOKEN, "proxyEndpoint": url or self.registry.url}
        self.modules.cloud.expect("ecr", "GetAuthorizationToken", {}, {"authorizationData": [given]})


class _AnyTag(str):
    """Equals every tag."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.startswith("digits-")

    __hash__ = str.__hash__


ANY_TAG = _AnyTag("digits-any")


@pytest.fixture
def run(modules: Modules, tmp_path: Path, registry: FakeRegistry) -> Run:
    return Run(modules, tmp_path, registry)


def test_builds_and_pushes(run: Run) -> None:
    run.look("any")
    run.give_login()
    result = run(build_args={"LEVEL": "info"})
    assert result["image_uri"] == f"{run.uri}@{result['digest']}"
    assert run.registry.tags == {result["tag"]: result["digest"]}
    assert result["tag"] == f"digits-{result['content_hash'][:12]}"
    assert (result["changed"], result["built"], result["builder"]) == (True, True, "daemonless")
    assert (result["uploaded_blobs"], result["present_blobs"]) == (2, 0)
    assert result["uploaded_bytes"] == sum(map(len, run.registry.blobs.values()))
    assert result["diff"] == {"before": {}, "after": {"tag": result["tag"], "digest": result["digest"]}}


def test_the_token_is_in_no_result_and_no_file(run: Run) -> None:
    run.look("any")
    run.give_login()
    result = run()
    files = [path.read_bytes() for path in run.folder.rglob("*") if path.is_file()]
    for secret in (SECRET, TOKEN):
        assert secret not in str(result)
        assert not any(secret.encode() in data for data in files)


def test_the_token_is_in_no_error(run: Run) -> None:
    run.registry.authorization = "Basic another"
    run.look("any")
    run.give_login()
    run.look("any")
    result = run()
    assert result["failed"] is True
    assert "HTTP 401" in result["msg"]
    assert TOKEN not in str(result)
    assert SECRET not in str(result)


def test_what_is_there_costs_one_call(run: Run) -> None:
    digest = "sha256:" + "1" * 64
    run.look("any", digest=digest)
    result = run()
    assert (result["changed"], result["built"], result["digest"]) == (False, False, digest)
    assert result["image_uri"] == f"{run.uri}@{digest}"
    assert run.registry.requests == []
    assert not (run.folder / "cache").exists()


def test_one_build_serves_another_region(run: Run) -> None:
    results = []
    for _region in range(2):
        run.registry.tags.clear()
        run.registry.blobs.clear()
        run.look("any")
        run.give_login()
        results.append(run())
    assert [result["built"] for result in results] == [True, False]
    assert [result["changed"] for result in results] == [True, True]
    assert results[0]["digest"] == results[1]["digest"]


def test_an_emulator_that_has_no_error_for_a_missing_tag(run: Run) -> None:
    run.modules.cloud.expect(
        "ecr", "DescribeImages", {**REPOSITORY, "imageIds": [{"imageTag": ANY_TAG}]}, {"imageDetails": []}
    )
    run.give_login()
    assert run()["changed"] is True


def test_check_mode_tells_and_does_nothing(run: Run) -> None:
    run.look("any")
    result = run(check=True)
    assert (result["changed"], result["built"], result["builder"]) == (True, True, "daemonless")
    assert result["digest"] == result["image_uri"] == "(known after apply)"
    assert run.registry.requests == []
    assert not (run.folder / "cache").exists()


def test_check_mode_knows_the_digest_of_what_was_built_before(run: Run) -> None:
    run.look("any")
    run.give_login()
    digest = run()["digest"]
    run.look("any")
    result = run(check=True)
    assert (result["changed"], result["built"], result["image_uri"]) == (True, False, f"{run.uri}@{digest}")


def test_check_mode_where_the_repository_is_not_there_yet(run: Run) -> None:
    run.look("any", NO_REPOSITORY)
    run.modules.cloud.refuse("ecr", "DescribeRepositories", {"repositoryNames": ["team/digits"]}, NO_REPOSITORY)
    result = run(check=True, repository_uri=None)
    assert (result["changed"], result["repository_uri"]) == (True, "(known after apply)")


def test_check_mode_fails_where_the_builder_would(run: Run) -> None:
    run.write("Dockerfile", "FROM scratch\nRUN x\n")
    run.look("any")
    result = run(check=True)
    assert "Dockerfile, line 2: RUN is beyond the daemonless builder" in result["msg"]


def test_without_a_repository_nothing_is_built(run: Run) -> None:
    run.look("any", NO_REPOSITORY)
    run.modules.cloud.refuse("ecr", "DescribeRepositories", {"repositoryNames": ["team/digits"]}, NO_REPOSITORY)
    assert "does not exist; create it first" in run(repository_uri=None)["msg"]
    assert not (run.folder / "cache").exists()


def test_another_run_that_was_faster_is_no_failure(run: Run) -> None:
    tag = run.tag()
    run.registry.tags[tag] = "sha256:" + "2" * 64
    run.look("any")
    run.give_login()
    run.look("any", digest="sha256:" + "2" * 64)
    result = run()
    assert (result["changed"], result["digest"]) == (False, "sha256:" + "2" * 64)


def test_a_local_stand_in_never_leads_to_aws(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.modules.cloud.client("ecr").meta, "_endpoint_url", "http://127.0.0.1:4566", raising=False)
    run.look("any")
    run.give_login("https://111111111111.dkr.ecr.eu-central-1.amazonaws.com")
    result = run()
    assert "nothing was pushed" in result["msg"]
    assert TOKEN not in str(result)


def test_an_argument_that_is_not_declared_is_told(run: Run) -> None:
    run.look("any", digest="sha256:" + "1" * 64)
    result = run(build_args={"LEVLE": "info"})
    assert "The Dockerfile declares no build argument LEVLE; its value has no effect" in str(result["warnings"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"context": "nowhere"}, "is not a folder"),
        ({"dockerfile": "Other"}, "Other is not a file"),
        ({"tag_prefix": "a b"}, "The image tag 'a b-"),
        ({"context": None}, "context"),
    ],
)
def test_what_cannot_be_built_is_told_before_any_call(run: Run, options: dict[str, Any], said: str) -> None:
    result = run(**options)
    assert result["failed"] is True
    assert said in result["msg"]


DIGEST = "sha256:" + "3" * 64


@pytest.mark.parametrize("by", [{"tag": "digits-1"}, {"digest": DIGEST}])
def test_deletes_an_image_with_all_its_tags(run: Run, by: dict[str, str]) -> None:
    asked = {"imageTag": "digits-1"} if "tag" in by else {"imageDigest": DIGEST}
    found = {"imageDetails": [{"imageDigest": DIGEST, "imageTags": ["digits-1", "other"]}]}
    run.modules.cloud.expect("ecr", "DescribeImages", {**REPOSITORY, "imageIds": [asked]}, found)
    run.modules.cloud.expect("ecr", "BatchDeleteImage", {**REPOSITORY, "imageIds": [{"imageDigest": DIGEST}]})
    result = run(state="absent", context=None, **by)
    assert result["changed"] is True
    assert result["diff"] == {"before": {"digest": DIGEST, "tags": ["digits-1", "other"]}, "after": {}}


def test_deletes_what_the_context_says(run: Run) -> None:
    run.look("any", digest=DIGEST)
    run.modules.cloud.expect("ecr", "BatchDeleteImage", {**REPOSITORY, "imageIds": [{"imageDigest": DIGEST}]})
    assert run(state="absent")["changed"] is True


def test_check_mode_deletes_nothing(run: Run) -> None:
    run.look("any", digest=DIGEST)
    assert run(check=True, state="absent")["changed"] is True


@pytest.mark.parametrize("code", [NO_IMAGE, NO_REPOSITORY])
def test_absent_twice(run: Run, code: str) -> None:
    run.look("digits-1", code)
    result = run(state="absent", tag="digits-1", context=None)
    assert (result["changed"], result["diff"]) == (False, {"before": {}, "after": {}})


def test_an_image_that_ecr_keeps_is_told(run: Run) -> None:
    run.look("digits-1", digest=DIGEST)
    failure = {"failureCode": "ImageReferencedByManifestList", "failureReason": "It is part of another."}
    asked = {**REPOSITORY, "imageIds": [{"imageDigest": DIGEST}]}
    run.modules.cloud.expect("ecr", "BatchDeleteImage", asked, {"failures": [failure]})
    result = run(state="absent", tag="digits-1", context=None)
    assert "was not deleted: ImageReferencedByManifestList: It is part of another." in result["msg"]
