# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of a document out of the collection's templates."""

from __future__ import annotations

DOCUMENTATION = r"""
name: document
version_added: 0.1.0
short_description: A policy, or objects of Kubernetes, out of this collection's templates
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Renders a file of the folder C(templates) of this collection with the variables at hand.
  - P(ansible.builtin.template#lookup) copies every variable there is for each document that it renders, which takes
    longer than all else that a task does; this does not.
options:
  _terms:
    description:
      - Paths below C(templates).
    type: list
    elements: str
    required: true
  template_vars:
    description:
      - Variables that the templates have besides.
    type: dict
    default: {}
notes:
  - What a template leaves undefined is an error, also before a C(default).
  - A template must not change what its variables hold.
seealso:
  - plugin: ansible.builtin.template
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Show the policy of a bucket
  ansible.builtin.debug:
    msg: "{{ lookup('inferops.aws.document', 's3/tls_only.json.j2', template_vars=place) }}"
  vars:
    place: {bucket: digits-models, partition: aws}
"""

RETURN = r"""
_raw:
  description: The documents.
  type: list
  elements: str
"""

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.template import trust_as_template

TEMPLATES = pathlib.Path(__file__).parents[2] / "templates"


class LookupModule(LookupBase):
    """Returns a text for each template."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the texts.

        Raises AnsibleError for a template that is not there or cannot be rendered, and for a path that leads elsewhere.
        """
        self.set_options(var_options=variables, direct=kwargs)
        known = {**(variables or {}), **self.get_option("template_vars")}
        templar = self._templar.copy_with_new_env(available_variables=known)
        texts = [self._loader.get_text_file_contents(str(_path(term))) for term in terms]
        return [templar.template(trust_as_template(text), escape_backslashes=False) for text in texts]


def _path(term: str) -> pathlib.Path:
    if pathlib.PurePath(term).is_absolute() or ".." in pathlib.PurePath(term).parts:
        raise AnsibleLookupError(f"document: {term!r} is no path below the collection's templates")
    return TEMPLATES / term
