# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates of roles are compiled once for all tests, by what does so in a run; nothing is kept beyond them."""

from __future__ import annotations

import types
from collections.abc import Iterator

import pytest
from ansible._internal._templating._jinja_bits import AnsibleEnvironment

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import hooks, templates

_KNOWN: dict[templates._Key, types.CodeType] = {}


@pytest.fixture(scope="module", autouse=True)
def _compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "files", lambda: None)
        patch.setattr(templates, "_known", _KNOWN)
        patch.setattr(AnsibleEnvironment, "compile", hooks._around_compile(AnsibleEnvironment.compile))
        yield
