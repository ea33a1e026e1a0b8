# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import check_words
import pytest


def findings(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> list[str]:
    monkeypatch.setattr(check_words, "ROOT", folder)
    (folder / "file").write_text(text, encoding="utf-8")
    return list(check_words.findings(Path("file")))


# In pieces, so that this file holds none of them.
@pytest.mark.parametrize(
    ("pieces", "meaning"),
    [
        (("/ho", "me/someone/project"), "a path of one machine"),
        (("see /ro", "ot/.aws/config"), "a path of one machine"),
        (("https://py", "pi.example.com/simple"), "the host of a package registry"),
        (("AKIA", "ABCDEFGHIJKLMNOP"), "an access key"),
        (("-----BEGIN RSA PRIV", "ATE KEY-----"), "a private key"),
        (("<<<<", "<<< ours"), "a mark of a merge"),
    ],
)
def test_what_does_not_belong_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pieces: tuple[str, str], meaning: str
) -> None:
    found = findings(monkeypatch, tmp_path, f"first line\n{''.join(pieces)}\n")
    assert len(found) == 1
    assert found[0].startswith(f"file:2: {meaning}")


@pytest.mark.parametrize(
    "text", ["AKIAIOSFODNN7EXAMPLE", "~/work/thing", "{{ role_path }}/root/file", "arn:aws:iam::111111111111:root"]
)
def test_what_may_stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    assert findings(monkeypatch, tmp_path, text) == []
