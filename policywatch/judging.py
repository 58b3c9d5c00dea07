"""An analyst's verdict: recorded in the lake, and at once in actions, owed mails and the published file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from policywatch.owing import (
    Ground,
    checked,
    compose_mails,
    merge_composed,
    read_ground,
    resolve_ground,
)
from policywatch.places import lake_of
from policywatch.settings import Settings
from policywatch.settling import settle_messages
from warehouse.errors import UserError
from warehouse.lake import Lake, Transaction
from warehouse.records import (
    Action,
    ActionType,
    Actor,
    Alert,
    Candidate,
    Direction,
    Review,
    ReviewScope,
    ReviewVerdict,
    Topic,
    make_id,
)

MOST_CHARS = 500
LEAST_ID_CHARS = 4
VOCABULARIES: dict[str, tuple[str, ...]] = {
    "action_type": get_args(ActionType),
    "direction": get_args(Direction),
    "actor": get_args(Actor),
}
CORRECTABLE = (*VOCABULARIES, "topics", "jurisdiction", "action_date")
NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """What an analyst says. `corrections` by field, each a word of its vocabulary or None."""

    verdict: ReviewVerdict
    scope: ReviewScope = "candidate"
    corrections: Mapping[str, Any] | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a verdict came to, in counts; `quieted` are other candidates of a dismissed wording."""

    reviewed: int
    actions_changed: int
    actions_gone: int
    mails_withdrawn: int
    mails_owed: int
    quieted: int


def read_corrections(pairs: Sequence[str]) -> dict[str, Any]:
    """Return `field=value` words as values. Raises UserError for an unknown field or word."""
    from transforms.candidates.gazetteer.divisions import division_of_label

    found: dict[str, Any] = {}
    for pair in pairs:
        name, given, value = pair.partition("=")
        name, value = name.strip(), " ".join(value.split())
        if not given or name not in CORRECTABLE:
            raise UserError(
                f"{_shown(pair)} corrects nothing; write field=value with one of {', '.join(CORRECTABLE)}"
            )
        if name in found:
            raise UserError(f"{name} is given twice; say once what it is")
        if name in VOCABULARIES:
            _require_word(name, value, VOCABULARIES[name])
            found[name] = value
        elif name == "topics":
            words = tuple(dict.fromkeys(each.strip() for each in value.split(",") if each.strip()))
            for word in words or ("",):
                _require_word("topics", word, get_args(Topic))
            found[name] = words
        elif value.lower() == NONE:
            found[name] = None
        elif name == "action_date":
            found[name] = _checked_day(value)
        else:
            division = division_of_label(value)
            if division is None and not _is_placed(value):
                raise UserError(
                    f'{_shown(value)} is no place; write "City, ST", "Some County, ST", a state, or none'
                )
            found[name] = division.label if division else value
    if not found:
        raise UserError(f"nothing is corrected; write field=value with one of {', '.join(CORRECTABLE)}")
    return found


def _is_placed(value: str) -> bool:
    """Return whether a name that no gazetteer has, of a school district say, ends in a known state."""
    from transforms.candidates.gazetteer.divisions import load_gazetteer

    name, _, state = value.rpartition(", ")
    return bool(name) and len(value) <= 120 and value.isprintable() and state in load_gazetteer().states


def _require_word(name: str, value: str, words: Sequence[str]) -> None:
    if value not in words:
        raise UserError(f"{_shown(value)} is no {name}; use one of {', '.join(words)}")


def _checked_day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise UserError(f"{_shown(value)} is no date; write YYYY-MM-DD, or none") from error


def _shown(value: str) -> str:
    return repr(value[:60])


def one_line(value: str | None, name: str) -> str | None:
    """Return a person's words as one printable line. Raises UserError where they are too long."""
    if value is None:
        return None
    text = " ".join("".join(each if each.isprintable() else " " for each in value).split())
    if len(text) > MOST_CHARS:
        raise UserError(f"{name} has {len(text)} characters; {MOST_CHARS} are the most")
    return text or None


def open_known_lake(settings: Settings) -> Lake:
    """Return the lake, brought to this version's tables. Raises UserError where there is none yet."""
    lake_of(settings, read_only=True).close()
    return lake_of(settings)


def find_named(lake: Lake, name: str) -> list[dict[str, Any]]:
    """Return the candidates of an id: a candidate's or an action's, or the beginning of one.

    Raises:
        UserError: nothing has it, or several do.
    """
    name = name.strip()
    if len(name) < LEAST_ID_CHARS or not name.isascii() or not name.isprintable():
        raise UserError(f"{_shown(name)} is no id; `policywatch review` lists those that wait")
    rows = lake.query("candidates_named", {"name": name})
    if not rows:
        raise UserError(f"{_shown(name)} is no candidate or action; `policywatch review` lists ids")
    itself = [row for row in rows if row["is_named_itself"]]
    chosen = itself or rows
    ids = {row["candidate_id"] for row in itself} or {row["action_id"] for row in rows}
    if len(ids) > 1:
        raise UserError(f"{_shown(name)} begins several ids ({', '.join(sorted(ids)[:4])}); write more of it")
    return chosen


def judge(settings: Settings, names: Sequence[str], verdict: Verdict, *, reviewer: str) -> Outcome:
    """Record a verdict on candidates, or on all of an action's, and let it count everywhere at once.

    The published file is built anew, unless none was published yet.
    """
    from expectations import audit
    from warehouse.publish import publish

    with open_known_lake(settings) as lake:
        nights = lake.query("nights")
        if not nights:
            raise UserError(f"{settings.home}: holds no night yet; run: policywatch nightly")
        run_id = str(nights[-1]["run_id"])
        rows = {row["candidate_id"]: row for name in names for row in find_named(lake, name)}
        reviews = _reviews_of(lake, list(rows.values()), verdict, reviewer)
        _record(lake, reviews, run_id)
        outcome = _settle(settings, lake, reviews, run_id)
        settle_messages(settings, lake, run_id, is_night=False)
        if settings.published.is_file():
            publish(lake, settings.published, run_id=run_id, audit=audit, may_shrink=True)
    return outcome


def _reviews_of(
    lake: Lake, rows: Sequence[Mapping[str, Any]], verdict: Verdict, reviewer: str
) -> list[Review]:
    from transforms.actions.verdicts import is_telling, wording_of
    from warehouse.reads import document_facts
    from warehouse.rows import record_of

    documents = sorted({row["document_id"] for row in rows})
    facts = document_facts(lake, documents)
    siblings: dict[str, list[str]] = {}
    for each in lake.query("candidates_of_documents", {"document_ids": documents}):
        siblings.setdefault(each["document_id"], []).append(each["candidate_id"])
    now = datetime.now(UTC).isoformat()
    found = []
    for row in rows:
        wording = wording_of(record_of(Candidate, row))
        if verdict.scope == "wording" and not is_telling(wording):
            raise UserError(
                f"{row['candidate_id']}: its words ({wording!r}) are too few to stand for a kind of "
                "sentence; dismiss it alone with --scope candidate"
            )
        corrections = dict(verdict.corrections or {})
        found.append(
            Review(
                review_id=make_id("review", row["candidate_id"], now, reviewer, verdict.verdict),
                candidate_id=row["candidate_id"],
                document_id=row["document_id"],
                source_id=str(facts.get(row["document_id"], {}).get("source_id") or "unknown"),
                text_sha256=row["text_sha256"],
                verdict=verdict.verdict,
                scope=verdict.scope,
                fields=tuple(corrections),
                reason=verdict.reason,
                reviewer=reviewer,
                reviewed_at_utc=now,
                detected_type=row["action_type"],
                wording=wording,
                sibling_ids=tuple(sorted(set(siblings.get(row["document_id"], [])))),
                **corrections,
            )
        )
    return found


def _record(lake: Lake, reviews: Sequence[Review], run_id: str) -> None:
    from expectations import audit
    from warehouse.load import sift

    sifted = sift("reviews", reviews, run_id=run_id, subject="reviews", audit=audit, facts={})
    if sifted.set_aside:
        raise UserError(f"the verdict was not recorded: {sifted.set_aside[0].reason}")
    lake.merge("reviews", sifted.good, run_id=run_id)


def _settle(settings: Settings, lake: Lake, reviews: Sequence[Review], run_id: str) -> Outcome:
    """Let verdicts count in actions and owed mails. What the night has yet to resolve is left to it."""
    ground = read_ground(lake)
    judged = {each.candidate_id for each in (*reviews, *ground.derived)}
    concerned = {ground.home[key] for key in judged if key in ground.home}
    members = [
        each
        for each in ground.candidates
        if each.candidate_id in judged or ground.home.get(each.candidate_id) in concerned
    ]
    ground.gone_ids &= concerned
    ground.stripped_ids &= concerned
    actions = resolve_ground(ground, members, night=run_id)
    concerned |= {each.action_id for each in actions}
    pending = lake.query("pending_alerts_of", {"action_ids": sorted(concerned)})
    withdrawn = [str(each["alert_id"]) for each in pending]
    vouched = {each.candidate_id for each in reviews if each.verdict != "dismiss"}

    def compose(kept: list[Action]) -> list[Alert]:
        told = {each.action_id: each for each in ground.known} | {each.action_id: each for each in kept}
        whole = [told[key] for key in sorted(concerned) if key in told and key not in ground.gone_ids]
        owed = _owed_again(settings, lake, whole, ground, run_id, withdrawn)
        was_owed = {(each["subscriber_id"], each["action_id"]) for each in pending}
        return [
            each
            for each in owed
            if (each.subscriber_id, each.action_id) in was_owed
            or _rests_on(told[each.action_id or ""], vouched)
        ]

    composed = checked(ground, actions, compose, run_id=run_id)

    def merge(tx: Transaction) -> None:
        tx.execute("withdraw_alerts", {"alert_ids": withdrawn})
        merge_composed(tx, composed, ground, run_id=run_id)

    lake.transaction(merge)
    again = {each.alert_id for each in composed.alerts.good}
    return Outcome(
        reviewed=len(reviews),
        actions_changed=len(composed.actions.good),
        actions_gone=len(ground.gone_ids),
        mails_withdrawn=len(set(withdrawn) - again),
        mails_owed=len(again),
        quieted=len(ground.derived),
    )


def _rests_on(action: Action, candidate_ids: Iterable[str]) -> bool:
    wanted = set(candidate_ids)
    return any(not wanted.isdisjoint(stage.candidate_ids) for stage in action.stages)


def _owed_again(
    settings: Settings,
    lake: Lake,
    actions: list[Action],
    ground: Ground,
    run_id: str,
    withdrawn: Sequence[str],
) -> list[Alert]:
    """Return what actions owe as news of the nights that first saw their stages, as far as news reaches."""
    from alerts.gates import NEWS_DAYS

    oldest = date.fromisoformat(run_id) - timedelta(days=NEWS_DAYS)
    nights = {stage.first_seen_on for action in actions for stage in action.stages}
    owed: dict[str, Alert] = {}
    for night in sorted(nights):
        if oldest <= date.fromisoformat(night) <= date.fromisoformat(run_id):
            for each in compose_mails(
                settings, lake, actions, ground, run_id, night=night, as_if_unsent=withdrawn
            ):
                owed.setdefault(each.alert_id, each)
    return list(owed.values())
