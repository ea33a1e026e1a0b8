# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images as pictures for the page."""

from __future__ import annotations

from collections.abc import Sequence

SIDE = 8
BRIGHTEST = 16
PIXELS = 25  # each number's square on the page


def svg(image: Sequence[int]) -> str:
    """64 numbers from 0 (white) to 16 (black) as an SVG picture of 200 x 200 pixels."""
    side = SIDE * PIXELS
    squares = "".join(
        f'<rect x="{at % SIDE * PIXELS}" y="{at // SIDE * PIXELS}" width="{PIXELS}" height="{PIXELS}"'
        f' fill="rgb({grey},{grey},{grey})"/>'
        for at, grey in enumerate(255 - value * 255 // BRIGHTEST for value in image)
    )
    size = f'width="{side}" height="{side}" viewBox="0 0 {side} {side}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{squares}</svg>'
