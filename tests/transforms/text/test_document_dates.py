"""The date that a document stands for, among all the dates on its first page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.dates import find_document_date, iter_dates, parse_stated_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "AGENDA\nBROOK CITY COUNCIL\nWEDNESDAY, JANUARY 20, 2021\n6 P.M.\nOn March 4, 2020, he",
            "2021-01-20",
        ),
        ("Recess Meeting May 5, 2020\n(Budget Work Session)", "2020-05-05"),
        ("Memo\nTo:\nFrom:\nDate:\nJohn Doe, Manager\nAugust 21, 2020\nRECEIVED\nAUG 22 2020", "2020-08-21"),
        ("GENERAL ORDER 4.12\nEffective: 03/03/2025\nRescinds: G.O. 4.12 of June 1, 2019", "2025-03-03"),
        ("Last revised June 1, 2019\nDate: 2025-03-03\nPOLICY", "2025-03-03"),
        ("MINUTES\nThe meeting was held on the 7th day of July, 2024 at 7:00 p.m. in the hall", "2024-07-07"),
        ("Date of issue 3 Mar. 2025\nPrinted 4/4/2025", "2025-03-03"),
        ("City Council 6-10-25 Agenda\n1. Approval of the minutes of May 27, 2025", "2025-06-10"),
        ("Copyright Lexipol, LLC 2019/09/24, All Rights Reserved.", None),
        ("Comments are due by June 12", None),
        ("Sec. 9 (Added by Ord. 166-15, File No. 150643, App. 9/23/2015)", None),
        ("Minutes of the Regular Meeting of May 27, 2025\nPresent: all", "2025-05-27"),
        ("1. Approval of the minutes of May 27, 2025", None),
        ("RESOLUTION NO. 2025-44\nWHEREAS, the county\nADOPTED this 5th day of May, 2025.", "2025-05-05"),
        ("Published: 2025.05.06", "2025-05-06"),
        ("February 30, 2025", None),
        ("", None),
    ],
)
def test_own_date_of_a_document(text: str, expected: str | None) -> None:
    """The day of the meeting or of issue wins; without a whole date of its own there is none."""
    found = find_document_date(text)
    assert (found[0] if found else None) == expected
    assert found is None or found[1] in text


@given(st.text(max_size=400))
def test_any_text_is_safe(text: str) -> None:
    """No text raises, and every date found stands where it says."""
    for found in iter_dates(text):
        assert text[found.start : found.end] == found.raw
    find_document_date(text)
    parse_stated_time(text)


@given(
    st.dates(
        min_value=__import__("datetime").date(1980, 1, 1), max_value=__import__("datetime").date(2099, 12, 31)
    )
)
def test_common_forms_give_the_same_day(day: object) -> None:
    """The forms in which clerks write one day all give that day."""
    for form in (
        "%B %-d, %Y",
        "%A, %B %-d, %Y",
        "%b. %-d, %Y",
        "%-m/%-d/%Y",
        "%Y-%m-%d",
        "%-d %B %Y",
        "%m-%d-%Y",
    ):
        words = format(day, form)
        assert [found.iso for found in iter_dates(f"Meeting of {words} at 7 p.m.")] == [str(day)], words
