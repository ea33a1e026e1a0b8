# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page tells people when there is no prediction."""

from __future__ import annotations


class Problem(Exception):
    """No prediction. The message is one sentence for the page; `detail` is for the log only.

    What AWS says of a refusal names accounts and roles, so it is not for everybody who can open the page.
    """

    def __init__(self, message: str, detail: object = "") -> None:
        super().__init__(message)
        self.detail = str(detail)


def unreachable(detail: object) -> Problem:
    """Nobody is there, or not for us."""
    return Problem("The model cannot be reached; the log of this page says why.", detail)


def too_late(seconds: int, detail: object) -> Problem:
    """The timeout was over."""
    return Problem(f"The model did not answer within {seconds} seconds.", detail)


def no_credentials(detail: object) -> Problem:
    """Nothing to sign the request with."""
    return Problem("This page has no AWS credentials to call the model with.", detail)
