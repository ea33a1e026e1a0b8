# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a client can do wrong, as exceptions that know their HTTP status."""

from __future__ import annotations


class ClientError(Exception):
    """The request cannot be answered, and it is the request's fault."""

    status = 400
    code = "invalid_request"


class TooLarge(ClientError):
    """More bytes or more instances than the limits allow."""

    status = 413
    code = "too_large"


class NotFound(ClientError):
    """No such path."""

    status = 404
    code = "not_found"


class UnknownMethod(ClientError):
    """No path knows this method."""

    status = 405
    code = "method_not_allowed"


class MethodNotAllowed(UnknownMethod):
    """The path exists, the method does not; `allowed` goes into the Allow header."""

    def __init__(self, message: str, allowed: str) -> None:
        super().__init__(message)
        self.allowed = allowed


class LengthRequired(ClientError):
    """A body whose length was not announced."""

    status = 411
    code = "length_required"


class UnsupportedEncoding(ClientError):
    """A Content-Encoding other than gzip."""

    status = 415
    code = "unsupported_encoding"
