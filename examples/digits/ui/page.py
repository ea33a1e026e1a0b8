# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows: a digit that is picked or drawn, what the model says of it, and how long that took."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from . import drawing
from .inference import Outcome, classify
from .pad import pad
from .picture import svg
from .samples import samples
from .settings import Settings, SettingsError, from_environment

PICK, DRAW = "Pick one", "Draw one"


def _asked(settings: Settings, image: Sequence[int], again: bool) -> Outcome:
    """The outcome for an image; the model is asked when the image is another one, or when somebody wants that."""
    asked = tuple(image)
    state = st.session_state
    if again or state.get("asked") != asked:
        with st.spinner("Asking the model", show_time=True):
            state["asked"], state["outcome"] = asked, classify(settings, asked)
    outcome: Outcome = state["outcome"]
    return outcome


def _show(outcome: Outcome, truth: int | None) -> None:
    """Numbers, or the one sentence that says why there are none."""
    if outcome.found is None:
        st.error(outcome.problem)
        return
    with st.container(horizontal=True):
        st.metric("It is a", outcome.found.label, width="content")
        st.metric("Probability", f"{outcome.found.probability:.1%}", width="content")
        st.metric("Answered in", f"{outcome.milliseconds:.0f} ms", width="content")
    if truth is not None:
        right = outcome.found.label == truth
        st.caption(f"Whoever wrote it meant a {truth}: the model is {'right' if right else 'wrong'}.")


def _pick(settings: Settings) -> None:
    label = st.pills("Which digit?", range(10), default=0, required=True, key="digit")
    found = samples(0 if label is None else label)
    state = st.session_state
    turns: dict[int, int] = state.setdefault("turns", {})
    with st.container(horizontal=True):
        if st.button("Another one", key="another"):
            turns[found[0].label] = turns.get(found[0].label, 0) + 1
        again = st.button("Ask again", key="again")
    sample = found[turns.get(found[0].label, 0) % len(found)]
    st.image(svg(sample.image), width=200)
    _show(_asked(settings, sample.image, again), sample.label)


def _draw(settings: Settings) -> None:
    drawn = pad("pad")
    wanted = st.button("Ask the model", key="ask", type="primary", disabled=not drawn)
    if not drawn:
        st.caption("Draw a digit from 0 to 9 with the mouse, a pen or a finger.")
        return
    image = drawing.image(drawn)
    if wanted or st.session_state.get("asked") == tuple(image):
        _show(_asked(settings, image, wanted), None)
    st.image(svg(image), width=120, caption="What the model gets")


def page() -> None:
    """The whole page, once for every change that somebody makes on it."""
    st.set_page_config(page_title="Handwritten digits", layout="centered")
    st.header("Handwritten digits")
    st.markdown("Pick a digit or draw one, and see what the model makes of it.")
    try:
        settings = from_environment()
    except SettingsError as error:
        st.error(f"This page is not set up: {error}.")
        return
    way = st.segmented_control(
        "How?", [PICK, DRAW], default=PICK, required=True, key="way", label_visibility="collapsed"
    )
    if way == DRAW:
        _draw(settings)
    else:
        _pick(settings)
