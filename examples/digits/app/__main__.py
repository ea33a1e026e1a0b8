# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The image's entry: Lambda's runtime loop where Lambda runs it, an HTTP server everywhere else."""

from __future__ import annotations

import os

from . import runtime, server

if __name__ == "__main__":
    if "AWS_LAMBDA_RUNTIME_API" in os.environ:
        runtime.run(os.environ["AWS_LAMBDA_RUNTIME_API"])
    else:
        server.main()
