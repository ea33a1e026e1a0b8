# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of plugins and roles is complete, and every reference in it leads somewhere."""

from __future__ import annotations

from project import BUILD, environment, run, stage, tool


def main() -> None:
    # References may lead to the collections we depend on and nowhere else. Resolving them among all collections of the
    # bundle, which is the alternative, accepts more and takes minutes.
    references = ["--validate-collection-refs=dependent", "--disallow-unknown-collection-refs"]
    command = [tool("antsibull-docs"), "lint-collection-docs", "--plugin-docs", *references, "."]
    copy = stage("docs")
    # It writes a log into the home folder.
    run(command, cwd=copy, env=environment(HOME=BUILD / "docs"))


if __name__ == "__main__":
    main()
