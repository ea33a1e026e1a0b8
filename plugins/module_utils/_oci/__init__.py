# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Container images as files and over HTTP: content hash, builders, OCI image layout, registry client.

Nothing in here knows AWS or Ansible. Errors are `ImageError`, worded for the operator.
"""

from __future__ import annotations
