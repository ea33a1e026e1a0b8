# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pad on which a digit is drawn, as a part of a Streamlit page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from .drawing import Stroke, strokes

FOLDER = Path(__file__).resolve().parent


def pad(key: str) -> list[Stroke]:
    """Show the pad; returns what is drawn on it by now, nothing at first."""
    html, css, js = ((FOLDER / f"pad.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    show = st.components.v2.component("pad", html=html, css=css, js=js)
    drawn = show(key=key, on_strokes_change=lambda: None)
    return strokes(drawn.get("strokes")) or []
