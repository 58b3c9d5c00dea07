"""Digests: every line that is owed, and what was checked, so that "nothing new" can be trusted."""

from __future__ import annotations

from datetime import date

from alerts.checked import source_check, unread_document, what_was_checked
from alerts.digest import MOST_LINES, compose_digest
from alerts.subscriptions import Subscriber

DUE = date(2025, 4, 30)
PERIOD = (date(2025, 4, 24), DUE)


def _row(source_id: str, verdict: str | None = "ok", **more):
    return {
        "source_id": source_id, "title": f"{source_id} page", "jurisdiction": "Rochester, NY", "ocd_id": None,
        "url": f"https://{source_id}.example/", "nights_count": 7, "read_count": 7, "verdict": verdict,
        "reason": "", "held_back_reason": None, "last_read_on": "2025-04-30", "rhythm_days": 30,
        "silent_days": 2,
    } | more  # fmt: skip


def _checked(*rows, unread=(), places=(), nights=7, containers=None):
    return what_was_checked(
        [source_check(row) for row in rows],
        [unread_document(row) for row in unread],
        days_count=7,
        nights_count=nights,
        places=places,
        containers=containers or {},
    )


def _weekly(**fields) -> Subscriber:
    return Subscriber.model_validate(
        {"id": "desk", "email": "desk@newsroom.example", "frequency": "weekly", **fields}
    )


def _digest(lines, checked, sender, **fields):
    return compose_digest(
        _weekly(**fields), lines, due=DUE, period=PERIOD, checked=checked, run_id="2025-04-30", sender=sender
    )


def test_it_tells_each_line_with_quote_and_link_and_ends_with_what_was_checked(case, sender):
    """One line, its quote, its link, then the sources; text and HTML alike."""
    lines = case.for_subscriber(frequency="weekly").alerts()
    assert lines[0].is_bundled
    digest = _digest(lines, _checked(_row("council")), sender)
    assert digest.subject == "Week of April 24 to 30, 2025: 1 new action"
    assert digest.item_ids == (lines[0].alert_id,)
    for body in (" ".join(digest.body_text.split()), digest.body_html):
        assert "Rochester, NY" in body and "limits cooperation" in body
        assert "has issued written reprimands" in body
        assert "https://courier.example/2025/04/29/officers-reprimanded/" in body
        assert body.index("has issued written") < body.lower().index("what was checked")


def test_nothing_new_is_said_with_what_it_rests_on(sender):
    """All read: it says so. A gap: it says which, why, and since when."""
    good = _digest([], _checked(_row("council"), _row("police", "unchanged")), sender)
    assert good.subject.endswith("nothing new")
    assert "All 2 sources were read each time" in good.body_text
    rows = [
        _row(
            "council",
            "blocked",
            reason="https://council.example/a: 403; ask the owner",
            last_read_on="2025-04-20",
            read_count=0,
        ),
        _row("news", "unreachable", reason="no answer", read_count=3, last_read_on=None),
        _row("police", silent_days=90),
        _row("sheriff", read_count=5),
        _row("county", None, read_count=0),
    ]
    unread = {
        "source_id": "police", "title": "Scan of a scan", "url": "https://police.example/s.pdf",
        "unreadable": "encrypted",
    }  # fmt: skip
    bad = _digest([], _checked(*rows, unread=[unread]), sender)
    text = " ".join(bad.body_text.split())
    assert "4 of 5 sources had gaps and 1 document could not be read" in text
    for words in (
        "1 blocked: the site refused us - council page (Rochester, NY): 403; last read April 20, 2025",
        "1 unreachable: no answer - news page (Rochester, NY): no answer; never read yet",
        "nothing new for 90 days, usual are up to 30",
        "read on 5 of 7 nights",
        "1 not tried",
        "Scan of a scan: encrypted",
        "0 broken",
    ):
        assert words in text, words


def test_nights_that_did_not_run_are_told(sender):
    """Who reads "nothing new" knows on how many nights anyone looked."""
    text = " ".join(_digest([], _checked(_row("council"), nights=2), sender).body_text.split())
    assert "policywatch ran on 2 of 7 nights" in text and "the other 5 was not seen" in text


def test_a_place_nobody_watches_is_told():
    """Silence there proves nothing, and the mail says so; a county has the sources of its towns."""
    row = _row("council")
    nowhere = _checked(row, places=("Polk County, FL",))
    assert "No source of Polk County, FL is watched by itself" in nowhere.verdict_line
    assert nowhere.overall == "Everywhere, 1 source is watched; 1 read, 0 not read."
    county = _checked(row, places=("Monroe County, NY",), containers={"Rochester, NY": ["Monroe County, NY"]})
    assert county.verdict_line.startswith("The one source of Monroe County, NY was read each time")


def test_what_is_beyond_the_most_lines_is_told_by_id(case, sender):
    """Nothing is dropped silently."""
    (line,) = case.for_subscriber(frequency="weekly").alerts()
    lines = [
        line.model_copy(update={"alert_id": f"l{at}", "action_id": f"a-{at:03d}"})
        for at in range(MOST_LINES + 14)
    ]
    digest = _digest(lines, _checked(_row("council")), sender)
    assert "And 14 more" in digest.body_text and len(digest.item_ids) == MOST_LINES + 14
    assert sum(f"a-{at:03d}" in digest.body_text for at in range(MOST_LINES + 14)) == 14


def test_its_id_is_made_of_day_and_lines(case, sender):
    """The same lines make the same message; one more makes another."""
    lines = case.for_subscriber(frequency="weekly").alerts()
    checked = _checked(_row("council"))
    first, again = (_digest(lines, checked, sender) for _ in range(2))
    assert first == again
    assert _digest([], checked, sender).alert_id != first.alert_id


def test_hostile_names_are_escaped(sender):
    """A source's title and a document's may hold anything."""
    rows = [
        _row("council", "broken", title="<script>alert(1)</script>\r\nBcc: x@y", url="javascript:alert(1)")
    ]
    unread = {
        "source_id": "council", "title": "<img src=x>", "url": "https://c.example/\"><b>", "unreadable": "x"
    }  # fmt: skip
    html = _digest([], _checked(*rows, unread=[unread]), sender).body_html
    assert "<script>" not in html and "<img" not in html and "javascript:" not in html and '"><b>' not in html


def test_beyond_a_nights_most_come_lines(case, sender):
    """Two are owed, one may come as a message: the other is a line, whatever is composed again."""
    ruling = case.action.stages[0].model_copy(update={"action_type": "ruling", "date": "2025-04-30"})
    both = case.with_action(stages=(case.action.stages[0], ruling)).for_subscriber(max_per_night=1)
    assert [each.is_bundled for each in both.alerts()] == [False, True]
    digest = compose_digest(
        Subscriber(id="desk", email="desk@newsroom.example"), both.alerts()[1:], due=DUE, period=(DUE, DUE),
        checked=_checked(_row("council")), run_id="2025-04-30", sender=sender,
    )  # fmt: skip
    assert digest.subject == "And 1 more, April 30, 2025: 1 new action"
