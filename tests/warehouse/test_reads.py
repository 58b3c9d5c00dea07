"""What the stages of a night ask of the lake."""

from spiders.spec import request_key
from warehouse import reads
from warehouse.lake import Lake


def test_validators_are_of_the_newest_whole_body(lake: Lake, make) -> None:
    """A revisit renews the validators, not the body; its place in the archive is the body's."""
    first = make.capture(1, requested_url="https://news.test/feed", etag='"a"', last_modified="Mon")
    revisit = make.capture(
        2, requested_url="https://news.test/feed", run_id="2025-05-02", is_revisit=True, status=304,
        fetched_at_utc="2025-05-02T06:00:00+00:00", etag='"b"', size_bytes=0, warc_offset=2,
    )  # fmt: skip
    lake.merge("captures", [first, revisit], run_id=make.night)
    for run_id in ("2025-05-01", "2025-05-02"):
        lake.merge("source_nights", [make.source_night(run_id=run_id)], run_id=run_id)
    found = reads.validators(lake, ["rochester_news"])["rochester_news GET https://news.test/feed"]
    assert (found["etag"], found["last_modified"]) == ('"b"', "Mon")
    assert (found["capture_id"], found["warc_offset"]) == ("capture-1", 1)
    nights = [found[name] for name in ("first_on", "changed_on", "asked_on")]
    assert nights == ["2025-05-01", None, "2025-05-02"]
    before = reads.validators(lake, ["rochester_news"], before_run="2025-05-02")
    assert before["rochester_news GET https://news.test/feed"]["etag"] == '"a"'
    assert reads.validators(lake, ["rochester_news"], before_run="2025-05-01") == {}
    assert reads.validators(lake, ["another"]) == {}


def test_validators_are_of_one_source_and_one_request(lake: Lake, make) -> None:
    """Two sources that share an address, and two bodies posted to one, are told apart."""
    shared = {"requested_url": "https://api.test/meetings"}
    captures = [
        make.capture(1, **shared),
        make.capture(2, source_id="council", **shared),
        make.capture(3, method="POST", request_sha256="aa", **shared),
        make.capture(4, method="POST", request_sha256="bb", sha256="f" * 64, **shared),
        make.capture(5, run_id="2025-05-03", sha256="e" * 64, source_id="council", **shared),
    ]
    lake.merge("captures", captures, run_id=make.night)
    for source_id in ("rochester_news", "council"):
        for run_id in ("2025-05-01", "2025-05-03"):
            lake.merge("source_nights", [make.source_night(source_id, run_id=run_id)], run_id=run_id)
    found = reads.validators(lake, ["rochester_news", "council"])
    assert {key: row["capture_id"] for key, row in found.items()} == {
        request_key("rochester_news", "GET", "https://api.test/meetings"): "capture-1",
        request_key("council", "GET", "https://api.test/meetings"): "capture-5",
        request_key("rochester_news", "POST", "https://api.test/meetings", "aa"): "capture-3",
        request_key("rochester_news", "POST", "https://api.test/meetings", "bb"): "capture-4",
    }
    changed = found[request_key("council", "GET", "https://api.test/meetings")]
    assert (changed["first_on"], changed["changed_on"]) == ("2025-05-01", "2025-05-03")


def test_a_bad_night_gives_no_validators(lake: Lake, make) -> None:
    """What was read badly, or held back, is asked for whole again."""
    lake.merge("captures", [make.capture(1), make.capture(2, source_id="held")], run_id=make.night)
    lake.merge("source_nights", [make.source_night(verdict="broken")], run_id=make.night)
    lake.merge("source_nights", [make.source_night("held")], run_id=make.night, held_back_reason="floor")
    assert reads.validators(lake, ["rochester_news", "held"]) == {}


def test_documents_wait_for_their_text_with_their_capture(lake: Lake, make) -> None:
    """Each version once, and again only when asked."""
    make.full_night(lake)
    lake.merge("documents", [make.document(7)], run_id=make.night)
    [(document, capture)] = reads.documents_without_text(lake)
    assert (document.document_id, capture) == ("document-7", None)
    everything = list(reads.documents_without_text(lake, again=True))
    assert len(everything) == 4
    assert [capture.capture_id for _, capture in everything if capture] == [
        "capture-0",
        "capture-1",
        "capture-2",
    ]


def test_a_stream_can_be_read_while_the_lake_is_written(lake: Lake, make) -> None:
    """What is yielded is what stood there at the first row."""
    lake.merge("documents", [make.document(n) for n in range(500)], run_id=make.night)
    seen = 0
    for document, _ in reads.documents_without_text(lake):
        seen += 1
        if seen % 100 == 0:
            number = int(document.document_id.split("-")[1])
            lake.merge("document_texts", [make.text(number)], run_id=make.night)
    assert seen == 500
    assert len(list(reads.documents_without_text(lake))) == 495


def test_a_text_is_read_once_by_each_detector(lake: Lake, make) -> None:
    """A new version of the detector reads all of them again."""
    make.full_night(lake)
    assert list(reads.texts_without_reading(lake, "1")) == []
    again = list(reads.texts_without_reading(lake, "2"))
    assert sorted(document.document_id for document, *_ in again) == [
        "document-0",
        "document-1",
        "document-2",
    ]
    document, text, source, versions_count = again[0]
    assert text.document_id == document.document_id
    assert source.source_id == document.source_id
    assert versions_count == 1


def test_only_the_words_of_the_newest_version_are_read(lake: Lake, make) -> None:
    """An older version's words are not news any more; should they return, they are known."""
    make.full_night(lake)
    new = make.text(0, "Reworded: the council tabled it.", content_sha256="changed")
    lake.merge("documents", [make.document(0, content_sha256="changed")], run_id="2025-05-02")
    lake.merge("document_texts", [new], run_id="2025-05-02")
    [(_, text, _, versions_count)] = reads.texts_without_reading(lake, "1")
    assert versions_count == 2
    assert text.text_sha256 == new.text_sha256
    reads.save_readings(lake, [make.reading(new)], run_id="2025-05-02")
    assert {each.document_id for each in reads.open_candidates(lake)} == {"document-2"}
    lake.merge("documents", [make.document(0)], run_id="2025-05-03")
    assert list(reads.texts_without_reading(lake, "1")) == []
    assert {each.document_id for each in reads.open_candidates(lake)} == {"document-0", "document-2"}


def test_a_newer_reading_replaces_the_candidates_of_its_text(lake: Lake, make) -> None:
    """Those that it no longer proposes are gone; other documents keep theirs."""
    make.full_night(lake)
    text = make.text(0)
    other = make.candidate(text, candidate_id="other", action_type="hearing")
    reads.save_readings(lake, [make.reading(text, other, version="2")], run_id="2025-05-02")
    assert [each.candidate_id for each in reads.open_candidates(lake)] == ["other", "candidate-of-document-2"]
    assert [each.candidate_id for each in reads.candidates_since(lake, "2025-05-02")] == ["other"]
    reads.save_readings(lake, [make.reading(text, version="3")], run_id="2025-05-02")
    assert [each.document_id for each in reads.open_candidates(lake)] == ["document-2"]


def test_candidates_come_back_as_they_were(lake: Lake, make) -> None:
    """Offsets, topics and reasons survive the lake."""
    make.full_night(lake)
    assert list(reads.open_candidates(lake)) == [make.candidate(make.text(0)), make.candidate(make.text(2))]
    assert reads.candidates_by_id(lake, ["candidate-of-document-2", "unknown"]) == {
        "candidate-of-document-2": make.candidate(make.text(2))
    }


def test_actions_come_back_as_they_were(lake: Lake, make) -> None:
    """With their stages, and by place where asked."""
    county = "Monroe County, NY"
    elsewhere = make.action(9, jurisdiction=county, places=(county, "Rochester, NY"))
    lake.merge("actions", [make.action(1), elsewhere], run_id=make.night)
    assert reads.known_actions(lake) == [make.action(1), elsewhere]
    assert reads.known_actions(lake, jurisdictions=[county]) == [elsewhere]
    assert reads.known_actions(lake, jurisdictions=[]) == []


def test_facts_tell_when_a_document_was_first_seen(lake: Lake, make) -> None:
    """By its first version, whatever came after; and whether its source was watched before."""
    make.full_night(lake)
    lake.merge("documents", [make.document(0, content_sha256="changed")], run_id="2025-05-02")
    lake.merge("documents", [make.document(8)], run_id="2025-05-02")
    facts = reads.document_facts(lake, ["document-0", "document-8", "unknown"])
    assert facts["document-0"]["first_seen_on"] == "2025-05-01"
    assert not facts["document-0"]["source_seen_before"]
    assert facts["document-8"]["source_seen_before"]
    assert facts["document-0"]["source_kind"] == "news"
    assert "unknown" not in facts


def test_the_report_tells_what_broke_and_what_recovered(lake: Lake, make) -> None:
    """Once each: the night after says nothing of it."""
    verdicts = {"2025-05-01": "ok", "2025-05-02": "blocked", "2025-05-03": "blocked", "2025-05-04": "ok"}
    for run_id, verdict in verdicts.items():
        night = make.source_night(run_id=run_id, verdict=verdict)
        lake.merge("source_nights", [night], run_id=run_id)
    reports = [reads.night_report(lake, run_id) for run_id in verdicts]
    assert [each["broke"] for each in reports] == [[], ["rochester_news"], [], []]
    assert [each["recovered"] for each in reports] == [[], [], [], ["rochester_news"]]
    assert [len(each["verdicts"]["attention"]) for each in reports] == [0, 1, 1, 0]
    assert [each["verdict"] for each in reads.source_history(lake, "rochester_news")] == [
        "ok", "blocked", "blocked", "ok",
    ]  # fmt: skip


def test_a_proposed_edit_is_told_once(lake: Lake, make) -> None:
    """Until another is proposed."""
    for run_id, proposal in (
        ("2025-05-01", None),
        ("2025-05-02", "a"),
        ("2025-05-03", "a"),
        ("2025-05-04", "b"),
    ):
        night = make.source_night(run_id=run_id, verdict="broken", proposal=proposal)
        lake.merge("source_nights", [night], run_id=run_id)
    nights = [f"2025-05-0{day}" for day in range(1, 5)]
    told = [reads.night_report(lake, night)["proposals"].get("rochester_news") for night in nights]
    assert told == [None, "a", None, "b"]


def test_a_night_begun_again_keeps_its_start(lake: Lake, make) -> None:
    """And its end, where the rerun came to the same."""
    for hour in ("02", "05"):
        reads.begin_night(lake, make.night, night=make.night, started_at_utc=f"T{hour}")
    for hour in ("06", "07"):
        reads.end_night(lake, make.night, night=make.night, finished_at_utc=f"T{hour}", is_published=True)
    reads.begin_night(lake, make.night, night=make.night, started_at_utc="T09")
    [night] = lake.query("nights")
    assert (night["started_at_utc"], night["finished_at_utc"], night["outcome"]) == ("T02", "T06", "good")


def test_sources_of_the_first_night(lake: Lake, make) -> None:
    """Only those that were not watched before."""
    lake.merge("sources", [make.source("old")], run_id="2025-05-01")
    lake.merge("sources", [make.source("old"), make.source("new")], run_id="2025-05-02")
    assert reads.first_seen_sources(lake, "2025-05-02") == {"new"}
