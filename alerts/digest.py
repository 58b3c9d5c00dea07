"""The digest: one message with every stage that is owed, in short, and what was checked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from alerts.checked import Checked
from alerts.render import asked_for, rendered
from alerts.sender import Sender, digest_id_of, message_id_of
from alerts.story import safe_href
from alerts.subscriptions import Subscriber
from alerts.words import direction_words, one_line, shortened, spoken_date, stage_words
from warehouse.records import Alert

MOST_LINES: Final = 60
"""So many lines a digest tells; what is more stands at its end by its id."""

LINE_QUOTE_LIMIT: Final = 240
_MOST_IDS: Final = 200


@dataclass(frozen=True)
class Line:
    """One stage, or one correction, in a digest. `change` is None but for a correction."""

    place: str
    deed: str
    title: str
    when: str
    stage: str
    direction: str
    direction_words: str
    quote: str | None
    source: str
    href: str | None
    action_id: str
    change: str | None


def line_of(alert: Alert) -> Line:
    """Return the line of a digest that an alert makes."""
    told: Mapping[str, Any] = alert.told
    direction = told.get("direction") or "unclear"
    deed = one_line(told.get("deed")) or alert.subject
    title = one_line(told.get("title"))
    return Line(
        place=one_line(told.get("place")) or "Place not known",
        deed=deed,
        title="" if title == deed else title,
        when=spoken_date(told.get("date")) or "date not given",
        stage=stage_words(told.get("action_type")),
        direction=direction,
        direction_words=direction_words(direction),
        quote=shortened(one_line(told["quote"]), LINE_QUOTE_LIMIT) if told.get("quote") else None,
        source=one_line(told.get("source")),
        href=safe_href(told.get("url") or ""),
        action_id=alert.action_id or "",
        change=one_line(told.get("change")) or None,
    )


def _days(first: date, last: date) -> str:
    if first == last:
        return f"{last:%B} {last.day}, {last.year}"
    begins = f"{first:%B} {first.day}" + (f", {first.year}" if first.year != last.year else "")
    ends = f"{last.day}" if (first.year, first.month) == (last.year, last.month) else f"{last:%B} {last.day}"
    return f"{begins} to {ends}, {last.year}"


def _subject(subscriber: Subscriber, news: int, corrections: int, days: str) -> str:
    found = f"{news} new {'action' if news == 1 else 'actions'}" if news else "nothing new"
    if corrections:
        found += f", {corrections} {'correction' if corrections == 1 else 'corrections'}"
    if subscriber.frequency == "immediate":
        return f"And {news + corrections} more, {days}: {found}"
    return f"{'Week of' if subscriber.frequency == 'weekly' else 'Night of'} {days}: {found}"


def compose_digest(
    subscriber: Subscriber,
    owed: Sequence[Alert],
    *,
    due: date,
    period: tuple[date, date],
    checked: Checked,
    run_id: str,
    sender: Sender,
) -> Alert:
    """Return the message that carries `owed`, the waiting lines of one subscriber, for the day `due`.

    For a subscriber of immediate messages it is the one that holds what was beyond a night's most.
    """
    days = _days(*period)
    corrections = [each for each in owed if each.kind == "correction"]
    news = [each for each in owed if each.kind == "stage"]
    in_order = sorted(
        news, key=lambda each: (each.told.get("place") or "~", each.told.get("date") or "", each.alert_id)
    )
    lines = [line_of(each) for each in in_order]
    shown, rest = lines[:MOST_LINES], lines[MOST_LINES:]
    subject = shortened(_subject(subscriber, len(news), len(corrections), days), 150)
    item_ids = tuple(sorted(each.alert_id for each in owed))
    alert_id = digest_id_of(subscriber.id, due.isoformat(), item_ids)
    values = {
        "title": subject[:1].upper() + subject[1:],
        "subject": subject,
        "days": days,
        "is_weekly": subscriber.frequency == "weekly",
        "is_overflow": subscriber.frequency == "immediate",
        "lines": shown,
        "rest_count": len(rest),
        "rest_ids": sorted({each.action_id for each in rest})[:_MOST_IDS],
        "corrections": [line_of(each) for each in corrections],
        "checked": checked,
        "asked_for": asked_for(subscriber),
        "subscriber_id": subscriber.id,
        "mailbox": sender.mailbox,
        "unsubscribe": sender.unsubscribe_link(subscriber.id),
    }
    text, html = rendered("digest", values)
    return Alert(
        alert_id=alert_id,
        subscriber_id=subscriber.id,
        run_id=run_id,
        recipient=subscriber.recipient,
        message_id=message_id_of(alert_id, first_alert_id=alert_id, domain=sender.domain),
        subject=subject,
        body_text=text,
        body_html=html,
        kind="digest",
        channel=subscriber.channel,
        due_on=due.isoformat(),
        item_ids=item_ids,
    )
