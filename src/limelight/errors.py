"""The families of refusals. A refusal is a class beside what raises it; its family fixes the status.

The code on the wire is the class's name: ``FilterNotSupported`` → ``filter_not_supported``.
"""

import re
from typing import Any, ClassVar


class LimelightError(Exception):
    """A refusal: something the caller can read, understand and put right. Anything else is a bug."""

    status: ClassVar[int] = 400
    type: ClassVar[str] = "INVALID_REQUEST"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        """A refusal survives being written down, whatever its constructor takes."""
        return _restore_error, (type(self), self.args, self.__dict__)

    @property
    def code(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.__class__.__name__).lower()


class InvalidRequest(LimelightError):
    """The request itself is wrong: the message names the field, the value and what is allowed."""

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
    """The platform has no official way to answer this."""

    status = 400
    type = "NOT_SUPPORTED"


def _restore_error(
    kind: type[LimelightError], arguments: tuple[Any, ...], state: dict[str, Any]
) -> LimelightError:
    refusal = kind.__new__(kind, *arguments)
    refusal.__dict__.update(state)
    return refusal
