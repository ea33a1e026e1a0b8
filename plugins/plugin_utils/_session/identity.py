# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose credentials are in use, and in which region: checked before anything else."""

from __future__ import annotations

import difflib
import re

try:
    import boto3
    import botocore.session
    from botocore import exceptions as failures

    HAS_BOTO3 = True
except ImportError:
    HAS_BOTO3 = False

EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
REFUSED = ("InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException", "AuthFailure")


class SessionError(Exception):
    """Why no session can be had, worded for the operator."""


def identify(region: str, profile: str | None, expected_account_id: str | None) -> dict[str, str]:
    """Return account_id, arn, partition, dns_suffix and region of the caller.

    Raises SessionError for an unknown region, a malformed or different account, and for missing, expired or
    refused credentials; the sentence names the variable at fault.
    """
    if expected_account_id and not re.fullmatch(r"\d{12}", expected_account_id):
        raise SessionError(f"inferops_expected_account_id is {expected_account_id!r}; allowed: 12 digits, in quotes")
    session = session_of(region, profile)
    partition = _partition(session, region)
    caller = _caller(session, profile)
    if expected_account_id and caller["Account"] != expected_account_id:
        raise SessionError(
            f"inferops_expected_account_id is {expected_account_id!r}, but the credentials"
            f"{_of(profile)} belong to account {caller['Account']} ({caller['Arn']})"
        )
    return {
        "account_id": caller["Account"],
        "arn": caller["Arn"],
        "partition": partition["partition"],
        "dns_suffix": partition["dnsSuffix"],
        "region": region,
    }


def session_of(region: str, profile: str | None) -> boto3.session.Session:
    """Return boto3's session for the region and the profile; raises SessionError without boto3 or such a profile."""
    if not HAS_BOTO3:
        raise SessionError("boto3 is not installed where Ansible runs; inferops.aws needs it there")
    try:
        return boto3.session.Session(profile_name=profile or None, region_name=region)
    except failures.ProfileNotFound as error:
        raise SessionError(f"inferops_profile is {profile!r}; allowed: {_profiles()}") from error


def _partition(session: boto3.session.Session, region: str) -> dict[str, str]:
    """Return the partition that has the region, by botocore's list of partitions and their regions."""
    partitions = session._loader.load_data("partitions")["partitions"]
    for partition in partitions:
        if region in partition["regions"]:
            return {"partition": partition["id"], "dnsSuffix": partition["outputs"]["dnsSuffix"]}
    known = [name for partition in partitions for name in partition["regions"] if not name.endswith("-global")]
    nearest = difflib.get_close_matches(region, known, n=3)
    meant = f"such as {', '.join(nearest)}" if nearest else f"such as {', '.join(known[:3])}"
    raise SessionError(f"inferops_region is {region!r}; allowed: a region of AWS, {meant}")


def _caller(session: boto3.session.Session, profile: str | None) -> dict[str, str]:
    """Ask STS; turn what can go wrong with credentials into a sentence."""
    whose = f"The AWS credentials{_of(profile)}"
    try:
        identity = session.client("sts").get_caller_identity()
    except (failures.NoCredentialsError, failures.PartialCredentialsError) as error:
        raise SessionError(
            f"No AWS credentials were found{_of(profile)}; allowed: a profile (inferops_profile),"
            f" or credentials where AWS's own tools look for them ({error})"
        ) from error
    except failures.ClientError as error:
        code, text = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if code in EXPIRED:
            raise SessionError(f"{whose} have expired ({code}); sign in again") from error
        if code in REFUSED:
            raise SessionError(f"{whose} were refused by AWS ({code}: {text})") from error
        raise SessionError(f"{whose} cannot be used: {error}") from error
    except failures.BotoCoreError as error:
        raise SessionError(f"{whose} cannot be used: {error}") from error
    return {"Account": identity["Account"], "Arn": identity["Arn"]}


def _profiles() -> str:
    names = botocore.session.Session().full_config["profiles"]
    return f"a profile of the AWS configuration ({', '.join(names) or 'it has none'})"


def _of(profile: str | None) -> str:
    return f" of profile {profile!r} (inferops_profile)" if profile else ""
