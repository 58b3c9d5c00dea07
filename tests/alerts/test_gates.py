"""Gates: what is first seen tonight and happened lately is mailed, once; the rest is not."""

from __future__ import annotations

from datetime import date

import pytest

from alerts.gates import why_not_news


@pytest.mark.parametrize(
    ("day", "is_mailed"),
    [
        ("2025-04-30", True),
        ("2025-04-16", True),
        ("2025-04-15", False),
        ("2017-02-21", False),
        ("2025-05-20", True),
        ("2025-04-28T18:00:00-04:00", True),
        ("2045-04-28", False),
    ],
)
def test_action_date_gates(case, day, is_mailed):
    """Two weeks back is news, a day more is not; what is announced ahead is news too."""
    assert bool(case.with_stage(date=day).alerts()) is is_mailed


def test_background_is_not_mailed(case):
    """A stage that its documents tell as history is no news, whatever its date."""
    assert not case.with_stage(is_new=False).alerts()


def test_old_stage_in_a_changed_action_is_not_mailed(case):
    """An action comes again with an old stage beside the new one: only what is seen tonight counts."""
    seen_before = case.with_stage(first_seen_on="2025-04-25").with_document(first_seen_on="2025-04-25")
    assert not seen_before.alerts()


def test_stage_that_gains_a_document_tonight_is_mailed_to_who_had_no_mail(case):
    """A find that was too weak alone is news on the night that a second document lifts it."""
    lifted = case.with_stage(first_seen_on="2025-04-25")
    assert lifted.alerts()
    assert not lifted.with_(already=frozenset({("desk", "a-reprimands", "discipline")})).alerts()
    assert not case.with_stage(first_seen_on="2025-04-10").alerts()


@pytest.mark.parametrize(
    ("document", "is_mailed"),
    [
        ({"published_at": "2025-04-29T20:15:00-04:00"}, True),
        ({"published_at": "2025-04-16"}, True),
        ({"published_at": "2025-03-01"}, False),
        ({"published_at": "2025-03-01", "source_seen_before": False}, False),
        ({"published_at": None, "source_seen_before": True}, True),
        ({"published_at": None, "source_seen_before": False}, False),
        ({"published_at": None, "source_seen_before": True, "first_seen_on": "2025-02-01"}, False),
        ({"published_at": None, "starts_at": "2024-11-02T18:00:00-04:00"}, False),
        ({"published_at": None, "starts_at": "2025-05-06T18:00:00-04:00", "source_seen_before": False}, True),
    ],
)
def test_undated_stage_rests_on_its_documents(case, document, is_mailed):
    """Without an action date the page's own date decides, and without that whether the page is truly new."""
    assert bool(case.with_stage(date=None).with_document(**document).alerts()) is is_mailed


@pytest.mark.parametrize(
    ("version", "is_mailed"), [("2025-04-30", True), ("2025-04-25", False), (None, False)]
)
def test_undated_stage_on_a_known_page_is_news_where_the_page_changed_tonight(case, version, is_mailed):
    """An order rewritten at its old address is news; the old text read by a better detector is not."""
    known = case.with_stage(date=None).with_document(
        published_at=None,
        source_seen_before=False,
        first_seen_on="2025-04-23",
        version_first_seen_on=version,
    )
    assert bool(known.alerts()) is is_mailed


def test_undated_stage_without_its_documents_is_not_mailed(case):
    """What cannot be shown to be new is not sent."""
    assert not case.with_stage(date=None).with_(documents=()).alerts()


def test_reason_is_told_in_words(case):
    """The log can say why nobody was mailed."""
    stage = case.with_stage(date="2025-01-01").action.stages[0]
    documents = {each.document_id: each for each in case.documents}
    assert why_not_news(stage, documents=documents, night=date(2025, 4, 30)) == "it happened on 2025-01-01"
