# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong with images, worded for the operator."""

from __future__ import annotations


class ImageError(Exception):
    """Something the operator can act on; its text is the whole message."""


class RegistryError(ImageError):
    """A registry refused a request. `status` is the HTTP status, `code` the registry's error code, if any."""

    def __init__(self, message: str, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
