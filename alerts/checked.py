"""What was checked, in words: by it "nothing new" is a statement that one can trust. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from alerts.places import is_covered
from alerts.story import safe_href
from alerts.words import one_line, shortened, spoken_date

NAMED_SOURCES: Final = 10
"""So many sources of one kind are named in a digest; of the rest the number is told."""

NAMED_DOCUMENTS: Final = 10

_ADDRESS_BEFORE: Final = re.compile(r"^https?://\S+: ")

_READ: Final = "sources read"
_BLOCKED: Final = "blocked: the site refused us"
_BROKEN: Final = "broken: the page was not as it should be"
_UNREACHABLE: Final = "unreachable: no answer"
_SILENT: Final = "silent for longer than is usual"
_UNREADABLE: Final = "documents that could not be read"
# That there was none is as much worth telling.
_ALWAYS_TOLD: Final = (_READ, _BLOCKED, _BROKEN, _UNREACHABLE, _SILENT, _UNREADABLE)


@dataclass(frozen=True)
class SourceCheck:
    """What became of one watched source in a period. `read_count` of `nights_count` nights read it.

    `verdict` and `reason` are those of its last night in the period; None where no night tried it.
    `silent_days` is how long it has told nothing new; `rhythm_days` what is usual, None where not known.
    """

    source_id: str
    name: str
    jurisdiction: str
    ocd_id: str | None
    url: str
    nights_count: int
    read_count: int
    verdict: str | None
    reason: str
    held_back: str
    last_read_on: str | None
    rhythm_days: int | None
    silent_days: int

    @property
    def is_silent(self) -> bool:
        """Whether it has been silent for longer than is usual."""
        return self.rhythm_days is not None and self.silent_days > self.rhythm_days


@dataclass(frozen=True)
class Unread:
    """One document whose words could not be read."""

    source_id: str
    title: str
    href: str | None
    reason: str


@dataclass(frozen=True)
class Named:
    """One thing that a group names: its name, where it is, what is said of it."""

    name: str
    href: str | None
    words: str


@dataclass(frozen=True)
class Group:
    """One line of what was checked: how many, what they are, and some of them by name."""

    label: str
    count: int
    named: tuple[Named, ...] = ()
    unnamed_count: int = 0


@dataclass(frozen=True)
class Checked:
    """What a digest ends with. `overall` is of all sources where `groups` are of some."""

    verdict_line: str
    nights_line: str
    groups: tuple[Group, ...]
    overall: str | None


def source_check(row: Mapping[str, Any]) -> SourceCheck:
    """Return one row of the query `sources_checked` as a record, its words cleaned."""
    return SourceCheck(
        source_id=row["source_id"],
        name=shortened(one_line(row["title"]), 100) or row["source_id"],
        jurisdiction=row["jurisdiction"] or "",
        ocd_id=row["ocd_id"],
        url=row["url"] or "",
        nights_count=row["nights_count"],
        read_count=row["read_count"],
        verdict=row["verdict"],
        reason=shortened(one_line(row["reason"]), 160),
        held_back=shortened(one_line(row["held_back_reason"]), 160),
        last_read_on=row["last_read_on"],
        rhythm_days=row["rhythm_days"],
        silent_days=row["silent_days"],
    )


def unread_document(row: Mapping[str, Any]) -> Unread:
    """Return one row of the query `documents_unread` as a record, its words cleaned."""
    return Unread(
        source_id=row["source_id"],
        title=shortened(one_line(row["title"]) or one_line(row["url"]), 120),
        href=safe_href(row["url"] or ""),
        reason=shortened(one_line(row["unreadable"]), 160),
    )


def what_was_checked(
    sources: Sequence[SourceCheck],
    unread: Sequence[Unread],
    *,
    days_count: int,
    nights_count: int,
    places: Collection[str],
    containers: Mapping[str, Iterable[str]],
) -> Checked:
    """Return what was checked for a subscriber of these places; none given: for everyone.

    Of the period's `days_count` days policywatch ran on `nights_count`.
    """
    nights = _nights_line(days_count, nights_count)
    chosen = [each for each in sources if _concerns(each, places, containers)] if places else list(sources)
    ids = {each.source_id for each in chosen}
    documents = [each for each in unread if each.source_id in ids]
    if not places:
        return Checked(_verdict_line(chosen, documents, ""), nights, _groups(chosen, documents), None)
    where = "; ".join(places)
    failed = sum(not _is_read(each) for each in sources)
    overall = (
        f"Everywhere, {_counted(len(sources), 'source')} {_are(len(sources))} watched; "
        f"{len(sources) - failed:,} read, {failed:,} not read."
    )
    return Checked(_verdict_line(chosen, documents, where), nights, _groups(chosen, documents), overall)


def _concerns(source: SourceCheck, places: Collection[str], containers: Mapping[str, Iterable[str]]) -> bool:
    return any(
        is_covered(
            place,
            jurisdictions={source.jurisdiction} - {""},
            ocd_ids={source.ocd_id} if source.ocd_id else set(),
            containers=containers,
        )
        for place in places
    )


def _nights_line(days_count: int, nights_count: int) -> str:
    if nights_count >= days_count:
        return (
            "policywatch ran that night."
            if days_count == 1
            else f"policywatch ran on all {days_count} nights."
        )
    missed = days_count - nights_count
    other = "other" if missed == 1 else f"other {missed}"
    return (
        f"policywatch ran on {nights_count} of {_counted(days_count, 'night')}; what stood on a page only in "
        f"the {other} was not seen."
    )


def _is_read(source: SourceCheck) -> bool:
    return source.verdict in ("ok", "unchanged", "empty") and not source.held_back


def _verdict_line(sources: Sequence[SourceCheck], documents: Sequence[Unread], where: str) -> str:
    of_place = f" of {where}" if where else ""
    if not sources:
        return (
            f"No source{of_place} is watched by itself, so silence proves nothing: only what others tell of "
            "it is found."
        )
    missed = [each for each in sources if not _is_read(each) or each.read_count < each.nights_count]
    if not missed and not documents:
        every = "The one source" if len(sources) == 1 else f"All {len(sources)} sources"
        were = "was" if len(sources) == 1 else "were"
        return (
            f"{every}{of_place} {were} read each time, and every document too. What is "
            "not told above was not published there, or was not recognized."
        )
    gaps = []
    if missed:
        gaps.append(f"{len(missed)} of {_counted(len(sources), 'source')}{of_place} had gaps")
    if documents:
        gaps.append(f"{_counted(len(documents), 'document')} could not be read")
    return f"{' and '.join(gaps)}: what stood there may be missing above."


def _groups(sources: Sequence[SourceCheck], documents: Sequence[Unread]) -> tuple[Group, ...]:
    def of(verdict: str) -> list[SourceCheck]:
        return [each for each in sources if each.verdict == verdict]

    read = [each for each in sources if _is_read(each)]
    groups = [
        Group(_READ, len(read)),
        Group("of these, unchanged since they were last read", len(of("unchanged"))),
        Group("of these, saying themselves that there is nothing", len(of("empty"))),
        _named(
            "read on some nights only",
            [each for each in read if each.read_count < each.nights_count],
            lambda each: f"read on {each.read_count} of {each.nights_count} nights",
        ),
        _named(_BLOCKED, of("blocked"), _why),
        _named(_BROKEN, of("broken"), _why),
        _named(_UNREACHABLE, of("unreachable"), _why),
        _named("read, but held back by a check", [each for each in sources if each.held_back], _why),
        _named("not tried", [each for each in sources if each.verdict is None], _why),
        _named(
            _SILENT,
            [each for each in sources if each.is_silent],
            lambda each: f"nothing new for {each.silent_days} days, usual are up to {each.rhythm_days}",
        ),
        Group(
            _UNREADABLE,
            len(documents),
            tuple(Named(each.title, each.href, each.reason) for each in documents[:NAMED_DOCUMENTS]),
            max(0, len(documents) - NAMED_DOCUMENTS),
        ),
    ]
    return tuple(each for each in groups if each.count or each.label in _ALWAYS_TOLD)


def _why(source: SourceCheck) -> str:
    last = spoken_date(source.last_read_on)
    since = f"last read {last}" if last else "never read yet"
    return "; ".join(each for each in (source.held_back or _plainly(source.reason), since) if each)


def _plainly(reason: str) -> str:
    """Return a verdict's reason without the address, which is linked, and what an operator is told to do."""
    said = reason.partition("; ")[0]
    return _ADDRESS_BEFORE.sub("", said)


def _named(label: str, sources: Sequence[SourceCheck], say: Callable[[SourceCheck], str]) -> Group:
    named = tuple(
        Named(
            f"{each.name} ({each.jurisdiction})" if each.jurisdiction else each.name,
            safe_href(each.url),
            say(each),
        )
        for each in sources[:NAMED_SOURCES]
    )
    return Group(label, len(sources), named, max(0, len(sources) - NAMED_SOURCES))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
