# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: signatures, policies, accounts, regions."""

from __future__ import annotations

import hashlib
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.sandbox.deployment import LAMBDA_TRUST, code, make_role


def _refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])


def _with_keys(sandbox: Any, key: str, secret: str) -> Any:
    make: Any = boto3.client
    return make(
        "iam",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        region_name="eu-central-1",
        endpoint_url=sandbox.endpoint,
    )


def test_the_deployer_is_a_role_of_the_right_account(profile: Any) -> None:
    for name, account in (("sandbox-dev", "111111111111"), ("sandbox-prod", "222222222222")):
        identity = profile(name).client("sts").get_caller_identity()
        assert identity["Account"] == account
        assert identity["Arn"].startswith(f"arn:aws:sts::{account}:assumed-role/inferops-deployer/")


def test_the_deployers_policies_are_none_too_large_for_aws(profile: Any) -> None:
    """A managed policy holds 6,144 characters without white space; a role has ten of them unless AWS allows more."""
    iam = profile("sandbox-dev-admin").client("iam")
    attached = iam.list_attached_role_policies(RoleName="inferops-deployer")["AttachedPolicies"]
    assert 1 <= len(attached) <= 10
    for policy in attached:
        version = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId="v1")["PolicyVersion"]
        assert len(json.dumps(version["Document"], separators=(",", ":"))) <= 6144, policy["PolicyName"]


def test_a_wrong_secret_is_refused(sandbox: Any, profile: Any) -> None:
    real = profile("sandbox-dev-user").session.get_credentials()
    assert _refusal(_with_keys(sandbox, real.access_key, "wrong").list_roles) == "SignatureDoesNotMatch"


@pytest.mark.parametrize("key", ["test", "111111111111", "AKIAIOSFODNN7EXAMPLE"])
def test_nobody_is_root(sandbox: Any, key: str) -> None:
    assert _refusal(_with_keys(sandbox, key, "test").list_roles) in ("InvalidClientTokenId", "SignatureDoesNotMatch")


def test_the_user_may_only_take_its_roles(profile: Any) -> None:
    assert _refusal(profile("sandbox-dev-user").client("lambda").list_functions) == "AccessDeniedException"


def test_a_role_of_the_other_account_cannot_be_taken(profile: Any) -> None:
    take = profile("sandbox-dev-user").client("sts").assume_role
    arn = "arn:aws:iam::222222222222:role/inferops-deployer"
    assert _refusal(take, RoleArn=arn, RoleSessionName="session") == "AccessDenied"


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}),
        ("iam", "create_user", {"UserName": "someone"}),
        ("iam", "create_role", {"RoleName": "outside-our-path", "AssumeRolePolicyDocument": LAMBDA_TRUST}),
        ("iam", "delete_role_policy", {"RoleName": "inferops-deployer", "PolicyName": "permissions"}),
        ("s3", "create_bucket", {"Bucket": "not-a-model-store"}),
        ("logs", "create_log_group", {"logGroupName": "/not/ours"}),
        ("sagemaker", "create_model", {"ModelName": "not-yet"}),
    ],
)
def test_the_deployer_may_not(dev: Any, service: str, operation: str, arguments: dict[str, Any]) -> None:
    refused = _refusal(getattr(dev.client(service), operation), **arguments)
    assert refused in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")


def test_the_administrator_may(profile: Any) -> None:
    compute = profile("sandbox-dev-admin").client("ec2")
    vpc = compute.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    compute.delete_vpc(VpcId=vpc)


def test_only_roles_under_our_path_can_be_passed(dev: Any, profile: Any, unique: str) -> None:
    profile("sandbox-dev-admin").client("iam").create_role(RoleName=unique, AssumeRolePolicyDocument=LAMBDA_TRUST)
    with pytest.raises(ClientError, match="iam:PassRole"):
        dev.client("lambda").create_function(
            FunctionName=unique,
            Runtime="python3.11",
            Role=f"arn:aws:iam::111111111111:role/{unique}",
            Handler="app.handler",
            Code={"ZipFile": code()},
        )


OUR_TAG = {"inferops:managed-by": "inferops.aws"}


def _listed(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    return [{key: name, value: text} for name, text in tags.items()]


def test_a_key_of_ours_is_made_with_its_tags_and_no_other(dev: Any) -> None:
    keys = dev.client("kms")
    made = keys.create_key(Tags=_listed(OUR_TAG, "TagKey", "TagValue"))["KeyMetadata"]["KeyId"]
    keys.schedule_key_deletion(KeyId=made, PendingWindowInDays=7)
    assert _refusal(keys.create_key, Tags=_listed({"of": "somebody"}, "TagKey", "TagValue")) == "AccessDeniedException"


def _role_with(profile: Any, name: str, policy: list[dict[str, Any]]) -> Any:
    """A role with a policy of its own, taken by the administrator."""
    home = profile("sandbox-dev-admin")
    who = home.client("sts").get_caller_identity()["Account"]
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{who}:root"}, "Action": "sts:AssumeRole"}
    iam = home.client("iam")
    role = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    document = json.dumps({"Version": "2012-10-17", "Statement": policy})
    iam.put_role_policy(RoleName=name, PolicyName="permissions", PolicyDocument=document)
    return role


def test_tagging_a_new_key_is_a_permission_of_its_own_and_on_no_key(sandbox: Any, profile: Any, unique: str) -> None:
    """As AWS has it, a statement on keys does not do, since there is no key yet."""
    statements = [
        {"Effect": "Allow", "Action": "kms:CreateKey", "Resource": "*"},
        {"Effect": "Allow", "Action": "kms:TagResource", "Resource": "arn:aws:kms:*:111111111111:key/*"},
    ]
    keys = _as_role(sandbox, profile, _role_with(profile, unique, statements), "kms")
    made = keys.create_key()["KeyMetadata"]["KeyId"]
    assert _refusal(keys.create_key, Tags=_listed(OUR_TAG, "TagKey", "TagValue")) == "AccessDeniedException"
    profile("sandbox-dev-admin").client("kms").schedule_key_deletion(KeyId=made, PendingWindowInDays=7)


def _as_role(sandbox: Any, profile: Any, role: str, service: str) -> Any:
    taken = profile("sandbox-dev-admin").client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    make: Any = boto3.client
    return make(
        service,
        aws_access_key_id=taken["AccessKeyId"],
        aws_secret_access_key=taken["SecretAccessKey"],
        aws_session_token=taken["SessionToken"],
        region_name="eu-central-1",
        endpoint_url=sandbox.endpoint,
    )


def test_a_role_gets_what_eks_needs_and_no_other_managed_policy(dev: Any, unique: str) -> None:
    make_role(dev, unique)
    attach, managed = dev.client("iam").attach_role_policy, "arn:aws:iam::aws:policy/"
    attach(RoleName=unique, PolicyArn=f"{managed}AmazonEKSClusterPolicy")
    assert _refusal(attach, RoleName=unique, PolicyArn=f"{managed}AdministratorAccess") == "AccessDenied"
    dev.client("iam").detach_role_policy(RoleName=unique, PolicyArn=f"{managed}AmazonEKSClusterPolicy")


def test_a_boundary_that_is_asked_for_holds_what_a_role_can_be_given(sandbox: Any, profile: Any, unique: str) -> None:
    boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    asked = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    actions = ["iam:CreateRole", "iam:PutRolePolicy"]
    statements = [{"Effect": "Allow", "Action": actions, "Resource": "*", "Condition": asked}]
    iam = _as_role(sandbox, profile, _role_with(profile, unique, statements), "iam")
    policy = {"PolicyName": "own", "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": statements})}
    made = {"RoleName": f"{unique}-made", "AssumeRolePolicyDocument": LAMBDA_TRUST}
    assert _refusal(iam.create_role, **made) == "AccessDenied"
    iam.create_role(**made, PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName=f"{unique}-made", **policy)
    assert _refusal(iam.put_role_policy, RoleName=unique, **policy) == "AccessDenied"


def test_nodes_are_launched_from_a_template_whatever_it_leaves_out(dev: Any, unique: str) -> None:
    """EKS tries the launch as its caller: subnet and machine image are not the template's own."""
    compute = dev.client("ec2")
    template = compute.create_launch_template(
        LaunchTemplateName=unique,
        LaunchTemplateData={"InstanceType": "t3.small"},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": _listed(OUR_TAG)}],
    )["LaunchTemplate"]["LaunchTemplateId"]
    launch = {"ImageId": "ami-0123456789abcdef0", "MinCount": 1, "MaxCount": 1}
    assert _refusal(compute.run_instances, **launch, InstanceType="t3.small") == "UnauthorizedOperation"
    tags = [{"ResourceType": "instance", "Tags": _listed(OUR_TAG)}]
    answer = compute.run_instances(**launch, LaunchTemplate={"LaunchTemplateId": template}, TagSpecifications=tags)
    compute.terminate_instances(InstanceIds=[answer["Instances"][0]["InstanceId"]])
    compute.delete_launch_template(LaunchTemplateId=template)


def test_regions_and_accounts_are_separate(dev: Any, profile: Any, unique: str) -> None:
    group = f"/aws/lambda/{unique}"
    dev.client("logs").create_log_group(logGroupName=group)
    make_role(dev, unique)

    def groups(account: Any, region: str) -> list[str]:
        found = account.client("logs", region).describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        return [one["logGroupName"] for one in found]

    assert groups(dev, "eu-central-1") == [group]
    assert groups(dev, "us-west-2") == []
    assert groups(profile("sandbox-prod"), "eu-central-1") == []
    assert _refusal(profile("sandbox-prod").client("iam").get_role, RoleName=unique) == "NoSuchEntity"


def test_a_policy_that_asks_for_tls_lets_the_front_through(dev: Any, unique: str) -> None:
    store, bucket = dev.client("s3"), f"{unique}-models-111111111111-eu-central-1"
    store.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    store.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    store.put_object(Bucket=bucket, Key="model", Body=b"weights")
    assert store.get_object(Bucket=bucket, Key="model")["Body"].read() == b"weights"


class _Registry:
    """A repository's registry, spoken to as a container tool does."""

    def __init__(self, uri: str, token: str | None) -> None:
        self.host, _slash, self.name = uri.partition("/")
        self.headers = {"Host": self.host} | ({"Authorization": f"Basic {token}"} if token else {})

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", int(self.host.rpartition(":")[2]), timeout=30)
        connection.request(method, path, body, {**self.headers, **headers}, encode_chunked=not isinstance(body, bytes))
        answer = connection.getresponse()
        told = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return told


def _token(dev: Any, region: str) -> str:
    given = dev.client("ecr", region).get_authorization_token()["authorizationData"][0]
    return str(given["authorizationToken"])


def test_the_registry_asks_for_the_token_of_its_own_region(dev: Any, unique: str) -> None:
    uri = dev.client("ecr").create_repository(repositoryName=unique)["repository"]["repositoryUri"]
    statuses = [
        _Registry(uri, token).ask("GET", f"/v2/{unique}/tags/list")[0]
        for token in (None, "QVdTOnRva2Vu", _token(dev, "us-west-2"), _token(dev, "eu-central-1"))
    ]
    assert statuses == [401, 401, 401, 200]


def test_an_image_is_pushed_and_found_by_its_digest(sandbox: Any, dev: Any, unique: str) -> None:
    uri = dev.client("ecr").create_repository(repositoryName=unique)["repository"]["repositoryUri"]
    registry, mark = _Registry(uri, _token(dev, "eu-central-1")), sandbox.mark()
    layer = bytes(range(256)) * 4096 * 4
    digest = f"sha256:{hashlib.sha256(layer).hexdigest()}"
    status, headers, _body = registry.ask("POST", f"/v2/{unique}/blobs/uploads/")
    assert status == 202
    location = urlsplit(headers["Location"]).path
    pieces = (layer[start : start + 65536] for start in range(0, len(layer), 65536))
    assert registry.ask("PATCH", location, pieces, **{"Transfer-Encoding": "chunked"})[0] == 202
    assert registry.ask("PUT", f"{location}?digest={digest}", b"")[0] == 201
    assert registry.ask("GET", f"/v2/{unique}/blobs/{digest}")[2] == layer
    media = "application/vnd.oci.image.manifest.v1+json"
    part = {"mediaType": "application/octet-stream", "digest": digest, "size": len(layer)}
    manifest = json.dumps({"schemaVersion": 2, "mediaType": media, "config": part, "layers": [part]}).encode()
    assert registry.ask("PUT", f"/v2/{unique}/manifests/v1", manifest, **{"Content-Type": media})[0] == 201
    (image,) = dev.client("ecr").describe_images(repositoryName=unique)["imageDetails"]
    assert image["imageDigest"] == f"sha256:{hashlib.sha256(manifest).hexdigest()}"
    assert {record["account"] for record in sandbox.writes(mark, service="ecr-registry")} == {"111111111111"}
