"""Everything that can go wrong, as one tree.

FollowthroughError
├─ Refused            the sender's fault; never retried
│  ├─ BadSignature    401, one text for every cause
│  ├─ UnknownSource   404
│  ├─ TooLarge        413
│  └─ Malformed       verified, but not something we can read: parked with its reason
├─ RuleBroken         our own rules say no; told to the person, not retried
│  ├─ AlreadyAnswered the first answer stands
│  ├─ ChoiceNeeded    a form without a choice
│  └─ UndoClosed      the ten minutes are over
├─ InvalidBusiness    the owner's files do not make sense
├─ Missing            no such thing
├─ Conflict           someone else wrote first: read again
└─ Unreachable        AWS or the mail service did not answer
   ├─ NotSent         surely nothing went out: try again later
   └─ FateUnknown    the answer was lost: it may or may not have gone out
"""

from __future__ import annotations


class FollowthroughError(Exception):
    """Followthrough could not do this."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class Refused(FollowthroughError):
    """The delivery was refused."""


class BadSignature(Refused):
    """The signature could not be verified."""

    def __init__(self, reason: str = "mismatch") -> None:
        super().__init__()
        self.reason = reason


class UnknownSource(Refused):
    """There is no such source."""


class TooLarge(Refused):
    """The body is larger than one mebibyte."""


class Malformed(Refused):
    """The message could not be read."""


class RuleBroken(FollowthroughError):
    """Our rules say no."""


class AlreadyAnswered(RuleBroken):
    """This has been answered already; the first answer stands."""


class ChoiceNeeded(RuleBroken):
    """Please choose one of these."""


class UndoClosed(RuleBroken):
    """The ten minutes in which an answer can be taken back are over."""


class InvalidBusiness(FollowthroughError):
    """The business folder does not make sense."""


class Missing(FollowthroughError):
    """There is no such thing in the ledger."""


class Conflict(FollowthroughError):
    """Someone else wrote first; read again."""


class Unreachable(FollowthroughError):
    """A service we depend on did not answer."""


class NotSent(Unreachable):
    """The mail surely did not go out."""


class FateUnknown(Unreachable):
    """The mail may or may not have gone out."""
