# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came back from the model, and the prediction in it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from .problems import Problem

SHOWN = 200
NOT_A_PREDICTION = "The model's answer is not a prediction; the log of this page has it."


@dataclass(frozen=True)
class Reply:
    """Status and body of an HTTP answer."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Prediction:
    """The most probable digit and its probability, between 0 and 1."""

    label: int
    probability: float


def _said(body: bytes) -> str:
    """The message of the contract's error, `{"error": {"message": ...}}`, or nothing."""
    try:
        message = json.loads(body)["error"]["message"]
    except (ValueError, LookupError, TypeError):
        return ""
    return " ".join(message.split())[:SHOWN] if isinstance(message, str) else ""


def _refusal(reply: Reply) -> str:
    """One sentence for a status that is not 200."""
    status = reply.status
    if status in (401, 403):
        return f"This page may not call the model (status {status})."
    if status in (429, 503):
        return f"The model is busy (status {status}); ask again in a moment."
    if status == 504:
        return "The model took longer than the endpoint before it waits (status 504)."
    if status >= 500:
        return f"The model failed (status {status}); its log says why."
    if status in (400, 411, 413, 415) and (said := _said(reply.body)):
        return f"The model refused the image (status {status}): {said}"
    return f"There is no model that answers at this address (status {status})."


def prediction(reply: Reply) -> Prediction:
    """The one prediction in an answer to one instance; raises Problem."""
    if reply.status != 200:
        raise Problem(_refusal(reply), reply.body[:500])
    try:
        (found,) = json.loads(reply.body)["predictions"]
        label, probability = int(found["label"]), float(found["probability"])
    except (ValueError, LookupError, TypeError) as error:
        raise Problem(NOT_A_PREDICTION, reply.body[:500]) from error
    if not (math.isfinite(probability) and 0 <= probability <= 1 and 0 <= label <= 9):
        raise Problem(NOT_A_PREDICTION, reply.body[:500])
    return Prediction(label, probability)
