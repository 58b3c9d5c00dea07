"""How a subscriber is reached: a mail address, a signed webhook, a Slack-style webhook, or a feed file."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{2,63}")


def checked_variable(value: str) -> str:
    """Return the name of an environment variable. Raises ValueError where it is none, so maybe a secret."""
    if not _VARIABLE.fullmatch(value):
        # What stands here may be the secret itself, so it is not repeated.
        raise ValueError(
            "this is not the name of an environment variable; keep the secret out of this file, "
            "and write a name such as DESK_WEBHOOK_SECRET"
        )
    return value


def checked_url(value: str) -> str:
    """Return a web address to post to. Raises ValueError where it is none, or names a user."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ValueError("this is not a web address; write https://host/path") from error
    is_clean = value.isascii() and value.isprintable() and not any(each in value for each in " <>\"'`\\")
    if not is_clean or parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise ValueError("this is not a web address; write https://host/path")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("the address holds a user, a password or a fragment; name a secret by secret_env")
    return value


Variable = Annotated[str, AfterValidator(checked_variable)]
Url = Annotated[str, AfterValidator(checked_url)]


class _Posted(BaseModel):
    """Where to post to: an address, or the variable that holds it where the address is itself a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Url | None = None
    url_env: Variable | None = None

    @model_validator(mode="after")
    def _one_address(self) -> _Posted:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url, or url_env: the environment variable that holds the address")
        return self

    @property
    def shown(self) -> str:
        """The host, or the variable's name: what may be shown and kept."""
        if self.url is not None:
            return urlsplit(self.url).netloc.lower()
        return f"${self.url_env}"


class Webhook(_Posted):
    """A JSON message is posted here, signed with the secret that the variable `secret_env` holds."""

    secret_env: Variable


class Slack(_Posted):
    """A message of Slack's form is posted here: `text` and `blocks`."""


Frequency = Literal["immediate", "nightly", "weekly"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: Final[tuple[Weekday, ...]] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
