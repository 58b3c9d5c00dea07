"""Reading a later version: what stands keeps its identity, what is new is read, the rest is not."""

from __future__ import annotations

import pytest

from transforms.candidates import propose_candidates
from transforms.revisions import Earlier, keep_identity, read_revised
from warehouse.records import PageText, Reading

HEAD = "CITY OF EXAMPLE\nCity Council Agenda\nRegular Meeting, Tuesday, May 6, 2025, 6:00 PM\n\n"
FIRST = (
    "1. Resolution No. 2025-114, opposing participation of the police in the 287(g) program of U.S. "
    "Immigration and Customs Enforcement."
)
ORDINARY = "2. Approve the purchase of road salt for the coming winter season from the low bidder."
NEW = (
    "3. Ordinance No. 2025-31, prohibiting the use of city property by Immigration and Customs Enforcement "
    "for civil immigration enforcement."
)


class Detector:
    """The real detector, and what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, text: str, pages: tuple[PageText, ...]) -> Reading:
        self.given.append(text)
        return propose_candidates(
            document_id="agenda", text=text, title="City Council Agenda", url="https://example.test/agenda",
            published="2025-05-01", source_kind="council", jurisdiction="Example, NY", pages=pages,
        )  # fmt: skip


@pytest.fixture
def detector() -> Detector:
    return Detector()


def _earlier(text: str, detector: Detector) -> Earlier:
    reading = detector(text, ())
    detector.given.clear()
    return Earlier(text, (), reading)


def _quotes_stand(reading: Reading, text: str) -> bool:
    return all(
        text[quote.start : quote.end] == quote.quote
        for candidate in reading.candidates
        for quote in candidate.evidence
    )


def test_a_reworded_footer_is_not_read(detector: Detector) -> None:
    """The detector is not asked about a print date; about a new footer it has nothing to say."""
    before = f"{HEAD}{FIRST}\n\n{ORDINARY}\n\nCity Hall, 1 Main Street. Printed 5/1/2025"
    earlier = _earlier(before, detector)
    assert earlier.reading.candidates
    for after in (
        before.replace("Printed 5/1/2025", "Printed 5/2/2025"),
        before.replace("City Hall, 1 Main Street.", "Visit us at City Hall, open until five o'clock."),
    ):
        reading = read_revised(after, (), earlier=earlier, known=earlier.reading.candidates, read=detector)
        assert [each.candidate_id for each in reading.candidates] == [
            each.candidate_id for each in earlier.reading.candidates
        ]
        assert _quotes_stand(reading, after)
    assert len(detector.given) == 1


def test_an_amendment_alone_is_new(detector: Detector) -> None:
    """The known item keeps its id at its new place; the added one gets an id that nothing else has."""
    before = f"{HEAD}{FIRST}\n\n{ORDINARY}\n"
    earlier = _earlier(before, detector)
    items = (NEW.replace("3.", "1."), FIRST.replace("1.", "2.", 1), ORDINARY.replace("2.", "3."))
    after = HEAD + "\n\n".join(items)
    reading = read_revised(after, (), earlier=earlier, known=earlier.reading.candidates, read=detector)
    known = {each.candidate_id for each in earlier.reading.candidates}
    assert known <= {each.candidate_id for each in reading.candidates}
    new = [each for each in reading.candidates if each.candidate_id not in known]
    assert [each.instrument for each in new] and all("property" in each.evidence[0].quote for each in new)
    assert _quotes_stand(reading, after)


def test_of_a_long_packet_only_the_new_item_is_given(detector: Detector) -> None:
    """The head is given with it, for date and place; offsets are of the whole text."""
    filler = "\n\n".join(
        f"{n}. Approve contract {n} for the repair of the roof of fire station {n}, at ${n},000."
        for n in range(4, 400)
    )
    before = f"{HEAD}{FIRST}\n\n{ORDINARY}\n\n{filler}\n"
    after = f"{HEAD}{FIRST}\n\n{ORDINARY}\n\n{filler}\n\n{NEW.replace('3.', '400.')}\n"
    earlier = _earlier(before, detector)
    reading = read_revised(after, (), earlier=earlier, known=earlier.reading.candidates, read=detector)
    (given,) = detector.given
    assert len(given) < 1_000 and "400. Ordinance" in given and given.startswith("CITY OF EXAMPLE")
    known = {each.candidate_id for each in earlier.reading.candidates}
    assert len(reading.candidates) > len(known)
    assert _quotes_stand(reading, after)


def test_a_candidate_that_returns_has_its_old_id(detector: Detector) -> None:
    """Taken off the agenda and put back on it, an item is the same action."""
    whole = f"{HEAD}{FIRST}\n\n{ORDINARY}\n"
    without = f"{HEAD}{ORDINARY}\n"
    first = _earlier(whole, detector)
    between = read_revised(without, (), earlier=first, known=first.reading.candidates, read=detector)
    assert between.candidates == () and not between.relevant
    again = f"{HEAD}{ORDINARY}\n\n{FIRST}\n"
    reading = read_revised(
        again, (), earlier=Earlier(without, (), between), known=first.reading.candidates, read=detector
    )
    assert {each.candidate_id for each in reading.candidates} == {
        each.candidate_id for each in first.reading.candidates
    }


def test_another_item_at_the_same_place_is_another_candidate(detector: Detector) -> None:
    """An id tells where a quote begins; a later version may have something else there."""
    earlier = _earlier(f"{HEAD}{FIRST}\n\n{ORDINARY}\n", detector)
    after = f"{HEAD}{NEW.replace('3.', '1.')}\n\n{ORDINARY}\n"
    reading = read_revised(after, (), earlier=earlier, known=earlier.reading.candidates, read=detector)
    assert reading.candidates
    assert not {each.candidate_id for each in reading.candidates} & {
        each.candidate_id for each in earlier.reading.candidates
    }


def test_no_two_candidates_get_one_id(detector: Detector) -> None:
    """Two that say the same as one known get its id once."""
    (found, *_) = _earlier(f"{HEAD}{FIRST}\n", detector).reading.candidates
    twin = found.model_copy(update={"candidate_id": "twin"})
    kept = keep_identity([twin, found], [found])
    assert len({each.candidate_id for each in kept}) == len(kept)
    assert found.candidate_id in {each.candidate_id for each in kept}


def test_pages_of_the_later_version_count(detector: Detector) -> None:
    """A quote that moved to the second page says so."""
    before = f"{HEAD}{FIRST}\n\n{ORDINARY}\n"
    earlier = _earlier(before, detector)
    cover = "Notice: the meeting is held in Room 2.\n"
    after = f"{cover}\n\f\n{before}"
    pages = (
        PageText(number=1, start=0, end=len(cover), method="pdf"),
        PageText(number=2, start=len(cover) + 3, end=len(after), method="pdf"),
    )
    reading = read_revised(after, pages, earlier=earlier, known=earlier.reading.candidates, read=detector)
    assert {quote.page for each in reading.candidates for quote in each.evidence} == {2}
    assert _quotes_stand(reading, after)
