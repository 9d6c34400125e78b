"""Ways in, and what a credential is for."""

from enum import StrEnum


class Way(StrEnum):
    """How a session began."""

    PASSWORD = "password"
    LINK = "link"
    PASSKEY = "passkey"


class Factor(StrEnum):
    """What assured a session beyond the way in."""

    CODE = "code"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


class TokenKind(StrEnum):
    """``read`` answers GET only; ``capture`` sends surveys to the routes that say so, and nothing else."""

    READ = "read"
    CAPTURE = "capture"


class CredentialKind(StrEnum):
    """What a request was made with."""

    NONE = "none"
    SESSION = "session"
    TOKEN = "token"
