"""Who asked for which news: one YAML file of subscribers, validated with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from alerts.places import checked_place, is_covered
from alerts.words import one_line
from warehouse.declarations import read_declaration
from warehouse.records import Action, ActionType, Direction, Stage, Topic

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
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


Place = Annotated[str, AfterValidator(checked_place)]
Word = Annotated[str, AfterValidator(_checked_word)]


class Subscriber(BaseModel):
    """One who gets mails, and what about. Grain: id. An empty list means everything.

    `words`: at least one of them must stand in the action's title or quotes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, AfterValidator(_checked_id)]
    email: Annotated[str, AfterValidator(checked_address)]
    name: str | None = Field(default=None, max_length=200)
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    directions: tuple[Direction, ...] = ()
    action_types: tuple[ActionType, ...] = ()
    min_confidence: float = Field(default=0.5, ge=0, le=1)
    words: tuple[Word, ...] = ()


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
