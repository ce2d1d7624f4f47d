"""What can go wrong at the Teams door: refusals by HTTP status, failed calls by meaning."""

from dataclasses import dataclass


class RequestError(Exception):
    """A request that changes nothing. `reason` is safe to show: it never quotes the request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class MalformedError(RequestError):
    """The body is not an activity (400)."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason)


class UnauthorizedError(RequestError):
    """The caller did not prove to be the Bot Framework (401)."""

    def __init__(self, reason: str) -> None:
        super().__init__(401, reason)


class KeysUnavailableError(RequestError):
    """We cannot tell yet whether the caller is genuine: the key host does not answer (503)."""

    def __init__(self) -> None:
        super().__init__(503, "The signing keys cannot be fetched right now.")


@dataclass(eq=False)
class SendError(Exception):
    """An outgoing call that failed. `code` is the platform's short code or ours, never a body."""

    code: str
    status: int = 0

    def __str__(self) -> str:
        return f"{self.code} ({self.status})" if self.status else self.code


@dataclass(eq=False)
class NotSentError(SendError):
    """Temporary and certainly not delivered: may be repeated. `retry_after` in seconds."""

    retry_after: float | None = None


class RateLimitedError(NotSentError):
    """The platform asks us to slow down (HTTP 429)."""


class MaybeSentError(SendError):
    """The request was written and no answer came: whether people see it is unknown."""


class RejectedError(SendError):
    """Refused for good: bot not installed, conversation gone, message too big."""
