# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lookups have in common that say of each of their terms what would be allowed instead."""

from __future__ import annotations

import abc
import collections.abc as c
import typing as t

from . import calls
from .environment import Pairs, acting_as, pairs


class FaultLookup(abc.ABC):
    """Makes a LookupBase return a sentence for each term, which is empty if nothing is wrong."""

    ansible_name: str
    get_option: t.Any
    set_options: t.Any

    def run(
        self, terms: c.Sequence[t.Any], variables: c.Mapping[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[str]:
        """Return the sentences.

        Raises AnsibleLookupError where AWS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        environment = pairs(self.get_option("environment"))
        with calls.asking(self.ansible_name.rpartition(".")[2]), acting_as(dict(environment)):
            return [self.fault(term, environment) for term in terms]

    @abc.abstractmethod
    def fault(self, term: t.Any, environment: Pairs) -> str:
        """Return the sentence of one term; called with the environment in place."""
