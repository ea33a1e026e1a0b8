# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of Lambda."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._lambda.alias import ALIAS
from ansible_collections.inferops.aws.plugins.module_utils._lambda.concurrency import PROVISIONED, RESERVED
from ansible_collections.inferops.aws.plugins.module_utils._lambda.function import CONFIGURE, FUNCTION, UPLOAD
from ansible_collections.inferops.aws.plugins.modules import lambda_alias, lambda_concurrency, lambda_function
from tests.tools.tables import Described

REVISION = {"RevisionId": "a plan is applied at once; nobody holds a revision between two runs"}
PUBLISHING = dict.fromkeys(("Publish", "PublishTo"), "publishing is a step of its own, after all others")

TABLES = [
    Described(
        FUNCTION,
        lambda_function.ARGUMENT_SPEC,
        given={"role": "the-role", "package_type": "Zip", "zip_file": b"zip"},
        derived=("package_type",),
        causes=dict.fromkeys(
            ("zip_file", "s3_bucket", "s3_key", "s3_object_version", "image_uri"),
            "code_sha256",
        ),
        left_out={
            "CreateFunction": {
                **PUBLISHING,
                "CodeSigningConfigArn": "has operations and a life of its own (PutFunctionCodeSigningConfig)",
            },
            CONFIGURE: REVISION,
            UPLOAD: {
                **PUBLISHING,
                **REVISION,
                "DryRun": "check mode compares digests and calls nothing that writes",
            },
        },
    ),
    Described(
        ALIAS,
        lambda_alias.ARGUMENT_SPEC,
        given={"function_version": "7"},
        left_out={"UpdateAlias": REVISION},
    ),
    Described(RESERVED, lambda_concurrency.ARGUMENT_SPEC),
    Described(PROVISIONED, lambda_concurrency.ARGUMENT_SPEC),
]
