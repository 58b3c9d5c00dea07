"""Digests and corrections: what follows, for each subscriber, from what was told and what is known now.

Both are composed from the lake as it stands, after the transaction that found the news, so composing again
changes nothing: a night that was killed between the two is made whole by the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policywatch.settings import Settings
from warehouse.errors import UserError
from warehouse.lake import Lake, Transaction
from warehouse.records import Action, Alert

if TYPE_CHECKING:
    from alerts.checked import Checked
    from alerts.sender import Sender
    from alerts.subscriptions import Subscriber

OUTBOX_SECONDS = 600

CORRECTED_DAYS = 60
"""What was told longer ago is history to its readers, and is not corrected by mail."""


@contextmanager
def outbox_lock(settings: Settings) -> Iterator[None]:
    """Hold the outbox: two senders at once would send twice, and what is being sent is not written anew.

    Raises:
        UserError: another process held it for ten minutes.
    """
    from policywatch.places import outbox_lock_of

    with ExitStack() as held:
        try:
            held.enter_context(outbox_lock_of(settings).hold(seconds=OUTBOX_SECONDS))
        except TimeoutError as error:
            raise UserError(
                "another policywatch has been sending for ten minutes; wait for it, or end it, and run again"
            ) from error
        yield


def settle_messages(settings: Settings, lake: Lake, run_id: str, *, is_night: bool) -> int:
    """Owe the corrections and, where it is a night, the digests; return how many messages are newly owed.

    Outside of a night only digests that are owed already are written anew, so that a verdict or a rebuild
    that takes an action away takes it out of them too.
    """
    from alerts.sender import sender_of
    from policywatch.posting import subscribers_by_id

    subscribers = subscribers_by_id(settings)
    if not subscribers:
        return 0
    sender = sender_of(settings.mail_from, contact=settings.contact)
    with outbox_lock(settings):
        known = _Known(lake)
        _refresh_lines(lake, known, run_id)
        owed = _keep(lake, "correction", _corrections(lake, known, subscribers, run_id, sender), run_id)
        plan = _Plan(lake, subscribers, run_id, sender, is_night=is_night)
        return owed + _keep(lake, "digest", plan.digests(), run_id, leaving=plan.left_alone)


def _records(rows: Iterable[Mapping[str, Any]]) -> list[Alert]:
    from warehouse.rows import record_of

    return [record_of(Alert, row) for row in rows]


def _keep(
    lake: Lake, kind: str, composed: Sequence[Alert], run_id: str, *, leaving: Iterable[str] = ()
) -> int:
    """Let the pending messages of a kind that were never tried be those composed; return how many are new."""
    from expectations import audit
    from warehouse.load import sift

    pending = {row["alert_id"] for row in lake.query("pending_of_kind", {"kind": kind})}
    wanted = {each.alert_id for each in composed}
    new = [each for each in composed if each.alert_id not in pending]
    stale = sorted(pending - wanted - set(leaving))
    if not new and not stale:
        return 0
    sifted = sift("alerts", new, run_id=run_id, subject=f"{kind} messages", audit=audit, facts={})

    def merge(tx: Transaction) -> int:
        tx.execute("drop_pending", {"alert_ids": stale})
        return sifted.merge(tx, "alerts", run_id=run_id).inserted

    return lake.transaction(merge)


class _Known:
    """The actions that are known now, by id, and by candidate_id which one it is in; read when asked for."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    @cached_property
    def actions(self) -> dict[str, Action]:
        from warehouse.reads import known_actions

        return {each.action_id: each for each in known_actions(self._lake)}

    @cached_property
    def home(self) -> dict[str, str]:
        return {
            key: action.action_id
            for action in self.actions.values()
            for stage in action.stages
            for key in stage.candidate_ids
        }


def _refresh_lines(lake: Lake, known: _Known, run_id: str) -> None:
    """Let what waits for a digest say what holds now."""
    from alerts.correct import present_line

    waiting = _records(lake.query("pending_lines", {"run_id": run_id}))
    changed = [
        now for each in waiting if (now := present_line(each, known.actions, known.home)).told != each.told
    ]
    if not changed:
        return

    def merge(tx: Transaction) -> None:
        tx.execute("drop_pending", {"alert_ids": [each.alert_id for each in changed]})
        tx.merge("alerts", changed, run_id=run_id)

    lake.transaction(merge)


def _corrections(
    lake: Lake, known: _Known, subscribers: Mapping[str, Subscriber], run_id: str, sender: Sender
) -> list[Alert]:
    from alerts.correct import compose_corrections

    since = (date.fromisoformat(run_id) - timedelta(days=CORRECTED_DAYS)).isoformat()
    told = _records(lake.query("alerts_told", {"since": since}))
    if not told:
        return []
    return compose_corrections(
        told, actions=known.actions, home=known.home, subscribers=subscribers, run_id=run_id, sender=sender
    )


@dataclass
class _Plan:
    """The digests that are to be pending now. `left_alone` are pending ones that stay as they are."""

    lake: Lake
    subscribers: Mapping[str, Subscriber]
    run_id: str
    sender: Sender
    is_night: bool
    left_alone: set[str] = field(default_factory=set)

    def digests(self) -> list[Alert]:
        """Return them, those that stand in the outbox already among them."""
        known: dict[str, list[dict[str, Any]]] = {}
        for row in self.lake.query("digests_known"):
            known.setdefault(row["subscriber_id"], []).append(row)
        waiting: dict[str, list[Alert]] = {}
        for each in _records(self.lake.query("pending_lines", {"run_id": self.run_id})):
            waiting.setdefault(each.subscriber_id, []).append(each)
        checks = checks_of(self.lake)
        found = []
        for subscriber in self.subscribers.values():
            mine = known.get(subscriber.id, [])
            digest = self._digest(subscriber, mine, waiting.get(subscriber.id, []), checks)
            if digest is not None:
                found.append(digest)
        return found

    def _digest(
        self,
        subscriber: Subscriber,
        known: Sequence[Mapping[str, Any]],
        waiting: Sequence[Alert],
        checks: Callable[[tuple[date, date], Subscriber], Checked],
    ) -> Alert | None:
        from alerts.digest import compose_digest
        from alerts.schedule import latest_due, period_of

        night = date.fromisoformat(self.run_id)
        is_single = subscriber.frequency == "immediate"
        due = night if is_single else latest_due(subscriber, night) or night
        of_due = [row for row in known if row["due_on"] == due.isoformat()]
        fresh = [row for row in of_due if row["state"] == "pending" and not row["attempts"]]
        # What was tried may have arrived, and what is of another day is whole: both keep their lines.
        kept = [row for row in known if row["state"] == "pending" and row not in fresh]
        self.left_alone |= {row["alert_id"] for row in kept}
        taken = {each for row in kept for each in row["item_ids"]}
        lines = [each for each in waiting if each.alert_id not in taken]
        if not self.is_night and not fresh:
            return None
        if not is_single and not self._is_time(subscriber, known, of_due, fresh, lines, due):
            return None
        if not lines and (is_single or not subscriber.wants_empty):
            return None
        period = period_of(subscriber, due)
        return compose_digest(
            subscriber,
            lines,
            due=due,
            period=period,
            checked=checks(period, subscriber),
            run_id=self.run_id,
            sender=self.sender,
        )

    def _is_time(
        self,
        subscriber: Subscriber,
        known: Sequence[Mapping[str, Any]],
        of_due: Sequence[Mapping[str, Any]],
        fresh: Sequence[Mapping[str, Any]],
        lines: Sequence[Alert],
        due: date,
    ) -> bool:
        """Return whether the digest for `due` is owed: not told yet, nor overtaken by a later one.

        One whose night was missed is owed by the next night, but not to somebody who came only after it.
        """
        if len(of_due) > len(fresh) or any(row["due_on"] > due.isoformat() for row in known):
            return False
        if due.isoformat() == self.run_id or fresh:
            return True
        return bool(known) or any(each.run_id <= due.isoformat() for each in lines)


def checks_of(lake: Lake) -> Callable[[tuple[date, date], Subscriber], Checked]:
    """Return a function that tells what was checked in a period for a subscriber; a period is read once."""
    from functools import cache

    from alerts.checked import source_check, unread_document, what_was_checked
    from policywatch.owing import containers_of_places

    @cache
    def rows(first: str, last: str) -> tuple[Any, Any, Any, int]:
        period = {"first": first, "last": last}
        sources = [source_check(row) for row in lake.query("sources_checked", period)]
        unread = [unread_document(row) for row in lake.query("documents_unread", period)]
        names = {each.jurisdiction for each in sources} | {each.ocd_id for each in sources if each.ocd_id}
        return sources, unread, containers_of_places(names), len(lake.query("nights_between", period))

    def checked(period: tuple[date, date], subscriber: Subscriber) -> Checked:
        sources, unread, containers, nights = rows(period[0].isoformat(), period[1].isoformat())
        return what_was_checked(
            sources,
            unread,
            days_count=(period[1] - period[0]).days + 1,
            nights_count=nights,
            places=subscriber.places,
            containers=containers,
        )

    return checked
