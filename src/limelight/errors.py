"""Base classes of errors, which fix the HTTP status. Concrete errors are defined where they are raised.

The error code on the wire is the class's name: ``FilterNotSupported`` → ``filter_not_supported``.
"""

import re
from typing import Any, ClassVar


class LimelightError(Exception):
    """An error that the caller can understand and correct. Any other exception is a bug."""

    status: ClassVar[int] = 400
    type: ClassVar[str] = "INVALID_REQUEST"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles subclasses whose constructor takes more than a message."""
        return _restore_error, (type(self), self.args, self.__dict__)

    @property
    def code(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.__class__.__name__).lower()


class InvalidRequest(LimelightError):
    """The request is invalid. The message names the field, the value and the allowed values."""

    status = 400
    type = "INVALID_REQUEST_PARAMETERS"


class Unauthorized(LimelightError):
    status = 401
    type = "UNAUTHORIZED"


class Forbidden(LimelightError):
    status = 403
    type = "FORBIDDEN"


class NotFound(LimelightError):
    status = 404
    type = "RESOURCE_NOT_FOUND"


class TooManyRequests(LimelightError):
    """``retry_after`` is in seconds."""

    status = 429
    type = "TOO_MANY_REQUESTS"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotSupported(LimelightError):
    """The platform has no official API for this."""

    status = 400
    type = "NOT_SUPPORTED"


def _restore_error(
    kind: type[LimelightError], arguments: tuple[Any, ...], state: dict[str, Any]
) -> LimelightError:
    refusal = kind.__new__(kind, *arguments)
    refusal.__dict__.update(state)
    return refusal
