"""Messages: whole and safe on the wire whatever a page, a feed or a clerk wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.message import build_message
from alerts.sender import Sender, sender_of
from alerts.story import safe_href
from alerts.words import one_line, shortened
from warehouse.errors import UserError

SENT_AT = datetime(2025, 4, 30, 7, 0, tzinfo=UTC)
HEADERS = {
    "from", "to", "subject", "date", "message-id", "reply-to", "list-id", "list-unsubscribe",
    "auto-submitted", "x-policywatch-action", "x-policywatch-run", "mime-version", "content-type",
}  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "p", "h1", "h2", "table", "tbody", "tr",
    "th", "td", "a", "br", "span", "ul", "li",
}  # fmt: skip

HOSTILE = st.text(st.characters(), max_size=300) | st.sampled_from(
    [
        "x\r\nBcc: everyone@example.org",
        "</p><script>alert(1)</script>",
        "{{ 7 * 7 }}{% for x in y %}",
        "\u202egnp.exe\u202c",
        "=?utf-8?q?=0D=0ABcc:_x?=",
        "\ud800 lone surrogate",
        "--=_boundary--",
        "\x00\x1b[31mred",
        "<!--", "]]>", "“quoted” & ‘more’",
    ]
)  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _parsed(alert, sender):
    return message_from_bytes(build_message(alert, sender=sender, sent_at=SENT_AT).as_bytes(), policy=default)


def test_message_has_both_bodies_and_ways_to_stop(case, sender):
    """A mail program reads text and HTML, a thread id, and how to unsubscribe."""
    (alert,) = case.alerts()
    message = _parsed(alert, sender)
    assert message["Message-ID"] == alert.message_id
    assert message["From"] == "policywatch <alerts@example.org>"
    assert message["To"] == "desk@newsroom.example"
    assert message["List-Unsubscribe"] == "<mailto:editor@example.org?subject=unsubscribe%20desk>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] is None
    assert message.get_content_type() == "multipart/alternative"
    assert message.get_body(("plain",)).get_content().splitlines() == alert.body_text.splitlines()
    assert "prefers-color-scheme: dark" in message.get_body(("html",)).get_content()


def test_later_mail_answers_the_first(case, sender):
    """In-Reply-To and References name the first mail's Message-ID."""
    (alert,) = case.alerts()
    later = alert.model_copy(update={"message_id": "<bbbb.aaaa@policywatch.example.org>"})
    message = _parsed(later, sender)
    assert message["In-Reply-To"] == message["References"] == "<aaaa@policywatch.example.org>"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=HOSTILE, quote=HOSTILE, place=HOSTILE, instrument=HOSTILE, url=HOSTILE, name=HOSTILE)
def test_hostile_words_stay_words(case, sender, title, quote, place, instrument, url, name):
    """No field of a page adds a header, a tag, a link or a template's sense to the mail."""
    evidence = case.candidates[0].evidence[0].model_copy(update={"quote": quote})
    (alert,) = (
        case.with_candidate(evidence=(evidence,))
        .with_document(title=title, url=url, source_name=name)
        .with_action(title=title, jurisdiction=place, instrument=instrument)
        .alerts()
    )
    message = _parsed(alert, sender)
    assert {key.lower() for key in message} <= HEADERS
    assert not message.defects
    assert len(list(message.iter_parts())) == 2
    assert message["Subject"] == one_line(alert.subject).replace("=?", "= ?")
    html = _Tags()
    html.feed(message.get_body(("html",)).get_content())
    assert set(html.tags) <= TAGS
    assert all(link.startswith(("http://", "https://", "mailto:editor@")) for link in html.links)
    if one_line(quote):
        assert shortened(one_line(quote), 300) in "".join(html.words)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://a.example/\r\nX: y",
        "https://a.example/\u202ex",
        'https://a.example/"onclick="x',
        "http://[::1",
        "//a.example/x",
        "",
    ],
)
def test_only_web_addresses_are_linked(url):
    """Anything but a clean http or https address is shown as words."""
    assert safe_href(url) is None


def test_recipient_with_a_header_in_it_is_refused(case, sender):
    """An outbox row from elsewhere cannot add a recipient."""
    (alert,) = case.alerts()
    hostile = alert.model_copy(update={"recipient": "a@b.example\r\nBcc: c@d.example"})
    with pytest.raises(ValueError, match="not a plain address"):
        build_message(hostile, sender=sender, sent_at=SENT_AT)


def test_lone_surrogate_in_an_outbox_row_is_sent(case, sender):
    """Bodies that no encoding can write are mended, not dropped."""
    (alert,) = case.alerts()
    broken = alert.model_copy(update={"body_text": "a \ud800 b", "subject": "s \udfff"})
    assert _parsed(broken, sender).get_body(("plain",)).get_content().strip() == "a ? b"


def test_sender_is_read_from_the_setting():
    """The setting may be an address or a name and an address; anything else is named with the remedy."""
    assert sender_of("alerts@example.org") == Sender("alerts@example.org")
    found = sender_of("The Watch <alerts@policywatch.example>", contact="https://example.org/about")
    assert (found.name, found.address, found.mailbox) == (
        "The Watch",
        "alerts@policywatch.example",
        "alerts@policywatch.example",
    )
    assert found.domain == "policywatch.example"
    for wrong in ("nobody", "a@b.example\nBcc: x@y.example", ""):
        with pytest.raises(UserError, match="POLICYWATCH_MAIL_FROM"):
            sender_of(wrong)


@given(st.text(max_size=200), st.integers(min_value=6, max_value=120))
def test_shortened_never_exceeds_its_limit(text, limit):
    """A cut keeps to the limit and says that it is one."""
    cut = shortened(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith(" […]")
