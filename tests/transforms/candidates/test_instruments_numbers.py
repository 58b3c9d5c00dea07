"""Numbers of instruments: found as written, and in one form to compare by."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.candidates.instruments import find_instruments, normalize_number


@pytest.mark.parametrize(
    ("words", "normalized"),
    [
        ("Resolution 2025-114, opposing participation", "resolution:2025-114"),
        ("RESOLUTION NO. R-2025-14", "resolution:R-2025-14"),
        ("Resolution 2025-R-044 to authorize", "resolution:2025-R-44"),
        ("Ordinance 29-O-25, Amending Title 11", "ordinance:29-O-25"),
        ("Ordinance 2025-31-A", "ordinance:2025-31-A"),
        ("Int. 1579-2017", "int:1579-2017"),
        ("Int 0214-2024", "int:214-2024"),
        ("Int. No. 945", "int:945"),
        ("Ordinance No. 12-34", "ordinance:12-34"),
        ("S.B. 4 took effect", "sb:4"),
        ("Senate Bill 4", "sb:4"),
        ("HB1195", "hb:1195"),
        ("H.B. 24-1001", "hb:24-1001"),
        ("AB-450", "ab:450"),
        ("General Order 5.03", "general_order:5.03"),
        ("Special Order 40", "special_order:40"),
        ("Executive Order No. 41", "executive_order:41"),
        ("Case No. 1:25-cv-00321", "case:1:25-CV-321"),
        ("Local Law 58 of 2014", "local_law:58-2014"),
        ("File #: ORD 25-204", "ordinance:25-204"),
        ("Directive No. 2018-6", "directive:2018-6"),
        ("Public Act 99-463", "act:99-463"),
        ("C.F. 17-0046", "file:C.F.17-46"),
    ],
)
def test_number_has_one_form(words: str, normalized: str) -> None:
    """Each way of writing a number gives the form to compare by."""
    assert [each.normalized for each in find_instruments(words)] == [normalized]


@pytest.mark.parametrize(
    "words",
    [
        "Section 5 of Chapter 2 of title 4",
        "8 U.S.C. 1373",
        "a bill 12 people backed",
        "the act 3 years ago",
        "Order 11/02/2024",
        "Resolution 2025",
        "on page 114 of 300",
        "COVID-19",
    ],
)
def test_what_is_no_instrument(words: str) -> None:
    """A cite of a code, a date or a plain count is no instrument."""
    assert find_instruments(words) == []


def test_two_chambers_of_one_bill_are_two_numbers() -> None:
    """New York's same-as bills are found side by side."""
    assert [each.normalized for each in find_instruments("S.1234-A/A.5678")] == ["sb:1234", "ab:5678"]


@given(st.text(max_size=400))
def test_offsets_are_true_on_any_text(text: str) -> None:
    """Every find stands at its offsets, in order, without overlap."""
    last = 0
    for each in find_instruments(text):
        assert last <= each.start < each.end <= len(text)
        assert " ".join(text[each.start : each.end].split()) == each.number
        last = each.end


@given(st.from_regex(r"[A-Z]{0,2}-?[0-9]{1,6}(-[0-9]{2,4})?", fullmatch=True))
def test_normal_form_is_its_own(number: str) -> None:
    """Normalizing a normal number changes nothing."""
    once = normalize_number("bill", number)
    assert normalize_number("bill", once.removeprefix("bill:")) == once


@pytest.mark.parametrize("words", ["S.B. ", "Resolution No. ", "1-", "Int " * 3, "A", "ORD-1-", "# : # "])
def test_time_grows_with_length_alone(words: str) -> None:
    """A text made of beginnings of numbers costs no more than any other."""
    started = time.perf_counter()
    find_instruments(words * 20_000)
    assert time.perf_counter() - started < 3
