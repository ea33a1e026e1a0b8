# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that knows matplotlib: figures to draw on, and what becomes of them.

No window, no pyplot, none of the user's settings: the same figure gives the same bytes.
"""

from __future__ import annotations

import collections.abc as c
import contextlib
import html
import io
import re
import sys
import typing as t

from .styles import SHAPE, Form

try:
    import matplotlib.style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from PIL import Image

    HAS_MATPLOTLIB = True
except ImportError:
    HAS_MATPLOTLIB = False

MISSING = (
    f"charts need matplotlib, which {sys.executable} does not have; run: {sys.executable} -m pip install matplotlib"
)

DOTS_PER_INCH = 144
"""Of the picture; twice as fine as a screen, so that it can be printed."""

COLOURS = 256
"""Of the picture: those of the charts, and the steps between them along edges."""

HEADING_INCHES = 0.6

LETTERS = "'DejaVu Sans', Verdana, 'Helvetica Neue', Arial, sans-serif"
"""The page has no letters of its own: those that are as wide as matplotlib's come first, the others are narrower."""

COORDINATES = re.compile(r'\b(?:d|x|y|transform)="[^"]*"')
DIGITS = re.compile(r"(\.\d\d)\d+")
"""A hundredth of a unit is less than anyone sees."""

SIZE_AND_BOX = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>')


@contextlib.contextmanager
def drawing(form: Form, salt: str) -> c.Iterator[None]:
    """Draw with our settings alone; `salt` makes the identifiers of an SVG the same in every run."""
    ours = {**SHAPE, "font.size": form.letters, "svg.hashsalt": salt}
    with matplotlib.style.context(["default", ours]):
        yield


def figure(form: Form, height: float) -> Figure:
    """Return an empty figure, `height` inches high."""
    return Figure(figsize=(form.width, height), layout="constrained")


def as_svg(drawn: Figure, name: str, title: str, description: str) -> str:
    """Return a figure as an SVG element for a page, whose identifiers begin with `name` so that none comes twice."""
    out = io.StringIO()
    canvas: t.Any = FigureCanvasSVG(drawn)
    canvas.print_svg(out, metadata={"Creator": None, "Date": None, "Format": None, "Type": None})
    text = out.getvalue()
    text = text[text.index("<svg ") :]
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(url\(|href=")#', rf"\1#{name}-", text)
    text = re.sub(r"'DejaVu Sans'", LETTERS, text)
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = COORDINATES.sub(lambda found: DIGITS.sub(r"\1", found.group()), text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return SIZE_AND_BOX.sub(lambda found: _head(found[1], name, title, description), text, count=1)


def _head(box: str, name: str, title: str, description: str) -> str:
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="{box}"'
        ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-desc">{html.escape(description)}</desc>'
    )


def as_pixels(drawn: Figure) -> Image.Image:
    """Return a figure as a picture."""
    drawn.set_dpi(DOTS_PER_INCH)
    canvas: t.Any = FigureCanvasAgg(drawn)
    canvas.draw()
    return Image.frombytes("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba())).convert("RGB")


def heading(text: str, form: Form) -> Figure:
    """Return a line of large letters, for above a chart."""
    line = Figure(figsize=(form.width, HEADING_INCHES))
    line.text(0.012, 0.4, text, size="x-large", weight="bold", va="center")
    return line


def one_below_the_other(pictures: c.Sequence[Image.Image]) -> bytes:
    """Return pictures as one PNG. A palette makes it a third as large; an octree keeps colours of small areas too."""
    sheet = Image.new("RGB", (max(each.width for each in pictures), sum(each.height for each in pictures)), "white")
    top = 0
    for each in pictures:
        sheet.paste(each, (0, top))
        top += each.height
    out = io.BytesIO()
    sheet.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=9)
    return out.getvalue()
