# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""By which prices costs are told: the packaged ones or a file's, the free tier, Savings Plans, and for which day."""

from __future__ import annotations

import collections.abc as c
import os
import typing as t

from . import prices
from .catalogue import Catalogue
from .errors import CostError, refuse
from .reading import SETTINGS, read_settings
from .settings import Settings

NAMES = ("catalogue_file", "free_tier", "savings_plan_percent", "as_of")
"""What of a comparison's variables counts for the costs of what exists already."""

PATH = "the path of a file that a refresh of prices wrote"


class Terms(t.NamedTuple):
    """Prices, and the settings that count for them."""

    catalogue: Catalogue
    settings: Settings


def read_terms(values: c.Mapping[str, t.Any], today: str, prefix: str = "") -> Terms:
    """Return the terms that `values` name; `today` is the day unless they name another.

    :raises CostError: Something in them cannot be used; the message has a line for each.
    """
    some = {name: values.get(name) for name in NAMES if name in SETTINGS}
    settings = read_settings({**some, "as_of": some["as_of"] or today}, prefix)
    return Terms(read_catalogue(values.get("catalogue_file"), f"{prefix}catalogue_file"), settings)


def read_catalogue(path: t.Any, name: str) -> Catalogue:
    """Return the packaged prices, behind those of a file if there is a path to one.

    :raises CostError: The file cannot be used; the message begins with `name`.
    """
    if path is None or path == "":
        return prices.catalogue()
    if not isinstance(path, (str, os.PathLike)):
        raise refuse(name, path, PATH)
    try:
        return prices.read_catalogue_file(os.fspath(path))
    except CostError as error:
        raise CostError(f"{name}: {error}") from error
