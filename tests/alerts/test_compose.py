"""Composing: who is owed which mail, with which ids, subject, quotes and thread."""

from __future__ import annotations

import re

from alerts.sender import alert_id_of, first_message_id


def test_mail_tells_what_where_when_and_how_it_is_known(case):
    """Everything that a reporter needs to check stands in both bodies."""
    (alert,) = case.alerts()
    assert alert.subject == (
        "Rochester, NY: police department took disciplinary action "
        "(discipline and oversight; limits cooperation)"
    )
    for words in (
        "Rochester, NY",
        "April 28, 2025",
        "written reprimands",
        "Ten officers reprimanded over van stop",
        "Genesee Valley Sample Courier",
        "https://courier.example/2025/04/29/officers-reprimanded/",
        "2025-04-30/shard-1/captures.warc.gz",
        "48213",
        "9f2b" * 16,
        "news reports",
        "you asked for",
        "takes no side",
        "editor@example.org",
        "unsubscribe desk",
    ):
        assert words in alert.body_text.replace("\n  > ", " ").replace("\n  ", " ").replace("\n", " ")
        assert words in alert.body_html
    assert (alert.state, alert.attempts, alert.recipient) == ("pending", 0, "desk@newsroom.example")


def test_title_of_the_action_is_told_without_its_place(case):
    """The place stands above; the title does not say it again."""
    (alert,) = case.with_action(title="Rochester, NY: police discipline over a stop").alerts()
    assert "\nPolice discipline over a stop\n" in alert.body_text


def test_undated_stage_says_so(case):
    """A missing date is told, never filled in."""
    (alert,) = case.with_stage(date=None).alerts()
    assert "When:       date not given" in alert.body_text


def test_same_night_twice_owes_the_same_mails(case):
    """Composing depends on nothing but its arguments."""
    assert case.alerts() == case.alerts()


def test_at_most_one_mail_a_subscriber_action_and_stage(case):
    """What the outbox holds, in whatever state, is not owed again; two hearings of one night are one mail."""
    (alert,) = case.alerts()
    assert not case.with_(already=frozenset({("desk", "a-reprimands", "discipline")})).alerts()
    stage = case.action.stages[0]
    both = (stage, stage.model_copy(update={"date": "2025-04-29"}))
    (later,) = case.with_action(stages=both).alerts()
    assert later.alert_id == alert.alert_id
    assert "When:       April 29, 2025" in later.body_text


def test_later_stage_is_threaded_under_the_first_mail(case):
    """The Message-ID of a later mail names the first one, which the In-Reply-To header is made from."""
    (first,) = case.alerts()
    assert first_message_id(first.message_id) is None
    assert first.message_id == f"<{first.alert_id}@policywatch.example.org>"
    ruling = case.action.stages[0].model_copy(update={"action_type": "ruling", "date": "2025-04-30"})
    earlier = case.action.stages[0].model_copy(update={"first_seen_on": "2025-04-25"})
    (later,) = (
        case.with_(already=frozenset({("desk", "a-reprimands", "discipline")}))
        .with_action(stages=(earlier, ruling))
        .alerts()
    )
    assert first_message_id(later.message_id) == first.message_id
    assert later.alert_id == alert_id_of("desk", "a-reprimands", "ruling")
    assert "So far:" in later.body_text


def test_two_stages_of_one_night_share_a_thread(case):
    """The earlier stage's mail begins the thread of the later one."""
    ruling = case.action.stages[0].model_copy(update={"action_type": "ruling", "date": "2025-04-30"})
    first, second = case.with_action(stages=(case.action.stages[0], ruling)).alerts()
    assert first_message_id(second.message_id) == first.message_id


def test_news_is_quoted_within_300_characters(case):
    """All quotes of one news document together keep to the limit, and the cut is marked between words."""
    quote = "The council voted on the measure after a long night of speeches. " * 20
    evidence = case.candidates[0].evidence[0]
    many = tuple(evidence.model_copy(update={"quote": f"{at} {quote}"}) for at in range(3))
    (alert,) = case.with_candidate(evidence=many).alerts()
    shown = re.findall(r'<p class="quote"[^>]*>“(.*?)”</p>', alert.body_html)
    assert shown
    assert sum(len(each) for each in shown) <= 300
    assert shown[-1].endswith(" […]")


def test_a_record_is_quoted_before_news_and_wire_copy_once(case):
    """The body's own words come first; the same sentence in two papers stands in the mail once."""
    from dataclasses import replace

    record = replace(
        case.documents[0],
        document_id="d-minutes",
        source_kind="council",
        title="Minutes",
        url="https://c.example/m",
    )
    wire = replace(case.documents[0], document_id="d-wire", source_name="Other Paper")
    rows = tuple(
        case.candidates[0].model_copy(update={"candidate_id": name, "document_id": document})
        for name, document in (("c-wire", "d-wire"), ("c-news", "d-news"))
    )
    minutes = rows[0].model_copy(
        update={
            "candidate_id": "c-minutes",
            "document_id": "d-minutes",
            "evidence": (rows[0].evidence[0].model_copy(update={"quote": "Ten reprimands were reported."}),),
        }
    )
    (alert,) = (
        case.with_(documents=(*case.documents, record, wire), candidates=(*rows, minutes))
        .with_stage(
            document_ids=("d-news", "d-wire", "d-minutes"), candidate_ids=("c-news", "c-wire", "c-minutes")
        )
        .alerts()
    )
    text = alert.body_text
    assert text.index("Ten reprimands were reported") < text.index("written reprimands to ten")
    assert text.count("written reprimands to ten") == 1
    assert "Also in:" in text


def test_missing_documents_and_candidates_leave_a_mail_that_still_stands(case):
    """The lake may have lost a row; the act is told all the same."""
    (alert,) = case.with_(documents=(), candidates=()).alerts()
    assert "Police department took disciplinary action" in alert.body_text
