# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""mypy --strict over what other code calls.

Our plugins are looked up under the name they are imported by, through the link that .venv/collections holds; the link
leads back to the checkout, so packages are named and never searched for in folders.
"""

from __future__ import annotations

import subprocess
import sys

from project import COLLECTION, ROOT, cache_dir, environment, tool

PLUGINS = ".".join(COLLECTION.parts) + ".plugins"
LINK = f".venv/collections/{COLLECTION}/"
# Each row is one run: where imports are looked up beside the collection, and the packages to check.
RUNS = (
    (".", (f"{PLUGINS}.module_utils", f"{PLUGINS}.plugin_utils", "sandbox")),
    ("examples/digits", ("app", "ui")),
    ("scripts", tuple(sorted(path.stem for path in (ROOT / "scripts").glob("*.py")))),
)


def main() -> None:
    failed = False
    # mypy goes by what files hold: what it found out in one checkout serves the next.
    for number, (path, packages) in enumerate(RUNS):
        command = [tool("mypy"), "--strict", f"--cache-dir={cache_dir() / 'mypy' / str(number)}"]
        for package in packages:
            command += ["--package", package]
        env = environment(MYPYPATH=f"{ROOT / path}:{ROOT / '.venv/collections'}")
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        print(f"{', '.join(packages)}: {done.stdout.decode().replace(LINK, '').strip()}")
        failed = failed or done.returncode != 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
