"""Who asked for which news: one YAML file of subscribers, validated with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from alerts.channels import Frequency, Slack, Webhook, Weekday
from alerts.places import checked_place, is_covered
from alerts.words import one_line
from warehouse.declarations import read_declaration
from warehouse.records import Action, ActionType, AlertChannel, Direction, Stage, Topic

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_CLOCK: Final = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


def checked_address(value: str) -> str:
    """Return a plain mailbox address. Raises ValueError where it is none, or could carry a header."""
    text = value.strip(" ")
    if len(text) > 254 or not _ADDRESS.fullmatch(text) or len(text.partition("@")[0]) > 64:
        raise ValueError(f"{value[:80]!r} is not a plain address; write it as name@example.org, in ASCII")
    return text


def _checked_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError(f"{value[:80]!r} is not an id; use lower-case letters, digits, dots, _ and -")
    return value


def _checked_word(value: str) -> str:
    word = one_line(value)
    if not 2 <= len(word) <= 100:
        raise ValueError(f"{value[:40]!r} is not a word to look for; give 2 to 100 characters")
    return word


def _checked_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value[:60]!r} is not a time zone; write one such as America/Chicago") from error
    return value


def _checked_clock(value: Any) -> Any:
    # YAML 1.1 reads 10:30 without quotes as a number of base sixty.
    text = f"{value // 60:02d}:{value % 60:02d}" if type(value) is int and 0 <= value < 1440 else value
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise ValueError(f'{str(value)[:20]!r} is not a time of day; write "07:30"')
    return text.zfill(5)


def _checked_quiet(value: str) -> str:
    begins, dash, ends = value.replace(" ", "").replace("–", "-").partition("-")
    if not dash or not _CLOCK.fullmatch(begins) or not _CLOCK.fullmatch(ends):
        raise ValueError(f'{value[:30]!r} are no quiet hours; write "22:00-07:00"')
    if begins.zfill(5) == ends.zfill(5):
        raise ValueError(f"{value[:30]!r} begin when they end; leave quiet out for none")
    return f"{begins.zfill(5)}-{ends.zfill(5)}"


Zone = Annotated[str, AfterValidator(_checked_zone)]
Clock = Annotated[str, BeforeValidator(_checked_clock)]
Quiet = Annotated[str, AfterValidator(_checked_quiet)]
Place = Annotated[str, AfterValidator(checked_place)]
Word = Annotated[str, AfterValidator(_checked_word)]


class Subscriber(BaseModel):
    """One who is told, how, how often and what about. Grain: id. An empty list means everything.

    `words`: at least one of them must stand in the action's title or quotes. Exactly one of `email`,
    `webhook`, `slack` and `feed` is given. `timezone` is the installation's where it is None. `quiet`: no
    immediate message in these hours. `at`: no digest before this time of day; None: when the night is done.
    `max_per_night`: so many immediate messages at most, what is more comes together in one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, AfterValidator(_checked_id)]
    email: Annotated[str, AfterValidator(checked_address)] | None = None
    webhook: Webhook | None = None
    slack: Slack | None = None
    feed: bool = False
    name: str | None = Field(default=None, max_length=200)
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    directions: tuple[Direction, ...] = ()
    action_types: tuple[ActionType, ...] = ()
    min_confidence: float = Field(default=0.5, ge=0, le=1)
    words: tuple[Word, ...] = ()
    frequency: Frequency = "immediate"
    weekday: Weekday = "monday"
    at: Clock | None = None
    quiet: Quiet | None = None
    timezone: Zone | None = None
    also_when_empty: bool | None = None
    max_per_night: int = Field(default=20, ge=1, le=100)

    @model_validator(mode="after")
    def _fields_agree(self) -> Subscriber:
        ways = [self.email is not None, self.webhook is not None, self.slack is not None, self.feed]
        if not any(ways):
            raise ValueError("email is missing; add it, or one of webhook, slack and feed")
        if sum(ways) != 1:
            raise ValueError("give one of email, webhook, slack and feed; two ways are two subscribers")
        given = self.model_fields_set
        if "weekday" in given and self.frequency != "weekly":
            raise ValueError("weekday is of a weekly digest; add frequency: weekly, or leave it out")
        for name in ("at", "also_when_empty"):
            if name in given and self.frequency == "immediate":
                raise ValueError(f"{name} is of a digest; add frequency: nightly or weekly, or leave it out")
        if self.quiet is not None and self.frequency != "immediate":
            raise ValueError("quiet is of immediate messages; for a digest say at: and a time of day")
        return self

    @property
    def channel(self) -> AlertChannel:
        """The way that messages go."""
        if self.email is not None:
            return "mail"
        return "webhook" if self.webhook is not None else "slack" if self.slack is not None else "feed"

    @property
    def recipient(self) -> str:
        """Whom a message goes to, as the outbox keeps it: no address of a webhook, which may be a secret."""
        if self.email is not None:
            return self.email
        posted = self.webhook or self.slack
        return f"{self.channel}:{posted.shown if posted else self.id}"

    @property
    def wants_empty(self) -> bool:
        """Whether a digest comes also when there is nothing new: unless told otherwise, a weekly one."""
        return self.frequency == "weekly" if self.also_when_empty is None else self.also_when_empty


class Subscriptions(BaseModel):
    """All subscribers. Ids are unique, since the outbox remembers by them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subscribers: tuple[Subscriber, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Subscriptions:
        seen: set[str] = set()
        for subscriber in self.subscribers:
            if subscriber.id in seen:
                raise ValueError(f"the id {subscriber.id!r} stands twice; give each subscriber its own")
            seen.add(subscriber.id)
        return self


def load_subscriptions(path: Path) -> Subscriptions:
    """Return the subscribers of a YAML file. Raises UserError, one line a fault, with file and line."""
    return read_declaration(path, Subscriptions)


def _has_word(words: Collection[str], texts: Iterable[str]) -> bool:
    joined = "\n".join(one_line(text) for text in texts)
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", joined, re.IGNORECASE) for word in words)


def is_wanted(
    subscriber: Subscriber,
    action: Action,
    stage: Stage,
    *,
    quotes: Iterable[str],
    containers: Mapping[str, Iterable[str]],
) -> bool:
    """Return whether the subscriber asked for this stage of this action; `containers` as in `is_covered`."""
    if stage.confidence < subscriber.min_confidence:
        return False
    if subscriber.directions and action.direction not in subscriber.directions:
        return False
    if subscriber.action_types and stage.action_type not in subscriber.action_types:
        return False
    if subscriber.topics and not set(subscriber.topics) & set(action.topics):
        return False
    if subscriber.words and not _has_word(subscriber.words, (action.title, *quotes)):
        return False
    if not subscriber.places:
        return True
    jurisdictions = {name for name in (action.jurisdiction, *action.places) if name}
    named = {name for name in jurisdictions if not name.startswith("ocd-")}
    ids = {name for name in jurisdictions if name.startswith("ocd-")} | (
        {action.ocd_id} if action.ocd_id else set()
    )
    return any(
        is_covered(place, jurisdictions=named, ocd_ids=ids, containers=containers)
        for place in subscriber.places
    )
