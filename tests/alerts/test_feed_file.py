"""A subscriber's Atom file: each message once, whatever it holds."""

from __future__ import annotations

from xml.etree import ElementTree

from alerts.delivery import deliver
from alerts.feed_file import MAX_ENTRIES, FeedTransport, feed_xml

ATOM = "{http://www.w3.org/2005/Atom}"


def test_each_message_stands_in_the_feed_once(case, sender, tmp_path, valid_atom):
    """Sent again after a kill, the file is the same; what was sent on earlier nights stays."""
    (alert,) = case.with_(subscribers=({"id": "desk", "feed": True},)).alerts()
    assert (alert.channel, alert.recipient) == ("feed", "feed:desk")
    earlier = alert.model_copy(update={"alert_id": "old", "run_id": "2025-04-01"})
    for _ in range(2):
        transport = FeedTransport(tmp_path / "feeds", earlier=lambda name: [earlier])
        report = deliver([alert], transport={"feed": transport}, sender=sender, mark=lambda each: None)
        assert report.sent_count == 1
    assert [path.name for path in (tmp_path / "feeds").iterdir()] == ["desk.xml"]
    valid_atom((tmp_path / "feeds" / "desk.xml").read_bytes())
    feed = ElementTree.fromstring((tmp_path / "feeds" / "desk.xml").read_bytes())
    ids = [each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")]
    assert [each.rpartition("/")[2] for each in ids] == [alert.alert_id, "old"]
    assert feed.findtext(f"{ATOM}updated") == "2025-04-30T00:00:00Z"


def test_hostile_words_make_a_feed_that_can_be_read(case, valid_atom):
    """Control characters, markup and surrogates; and only so many entries."""
    (alert,) = case.alerts()
    hostile = alert.model_copy(
        update={"subject": "<b>]]>&\x08\ud800", "body_text": "\x00\x1f\ufffe </content><x/>"}
    )
    many = [hostile.model_copy(update={"alert_id": f"a{at:04d}"}) for at in range(MAX_ENTRIES + 5)]
    valid_atom(feed_xml("desk", many))
    valid_atom(feed_xml("desk", []))
    feed = ElementTree.fromstring(feed_xml("desk", many))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == MAX_ENTRIES
    assert "</content><x/>" in (entries[0].findtext(f"{ATOM}content") or "")


def test_a_folder_in_the_way_costs_one_attempt(case, sender, tmp_path):
    """The message stays owed."""
    (tmp_path / "feeds").write_text("in the way")
    (alert,) = case.with_(subscribers=({"id": "desk", "feed": True},)).alerts()
    after = []
    transport = {"feed": FeedTransport(tmp_path / "feeds", earlier=lambda name: [])}
    deliver([alert], transport=transport, sender=sender, mark=after.append)
    assert after[0].state == "pending" and "cannot be written" in after[0].last_error
