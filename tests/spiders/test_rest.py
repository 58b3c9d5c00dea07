"""When a known page is asked for again: young ones each night, old ones ever less often, none never."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from spiders.page import Draft
from spiders.rest import is_due
from spiders.spec import Validator

NIGHT = date(2025, 5, 1)


def _known(**more: Any) -> Validator:
    fields: dict[str, Any] = {"sha256": "a" * 64, "etag": "e", "first_on": NIGHT - timedelta(1)}
    return Validator(**(fields | {"asked_on": NIGHT - timedelta(1)} | more))


def _draft(**more: Any) -> Draft:
    fields: dict[str, Any] = {"kind": "article", "url": "https://news.test/1"}
    return Draft(**(fields | more))


@pytest.mark.parametrize(
    ("published", "asked_days_ago", "due"),
    [
        ("2025-04-30", 1, True),
        ("2025-04-26", 1, True),
        ("2025-04-25", 1, False),
        ("2025-04-25", 2, True),
        ("2025-04-01", 9, False),
        ("2025-04-01", 10, True),
        ("2015-01-01", 27, False),
        ("2015-01-01", 28, True),
    ],
)
def test_the_longer_a_story_stands_the_longer_it_is_left(
    published: str, asked_days_ago: int, due: bool
) -> None:
    """A third of the time that it has stood, four weeks at most."""
    known = _known(asked_on=NIGHT - timedelta(asked_days_ago))
    assert is_due(_draft(published_at=published), known, NIGHT) is due


def test_a_server_without_validators_is_asked_less() -> None:
    """It would send the whole page: the page is left for as long as it has stood."""
    draft = _draft(published_at="2025-04-25")
    assert not is_due(draft, _known(etag=None, asked_on=NIGHT - timedelta(5)), NIGHT)
    assert is_due(draft, _known(etag=None, asked_on=NIGHT - timedelta(6)), NIGHT)
    assert is_due(draft, _known(etag=None, last_modified="Thu", asked_on=NIGHT - timedelta(2)), NIGHT)


def test_what_is_in_force_is_asked_for_each_week() -> None:
    """A directive is replaced in silence."""
    draft = _draft(kind="directive", published_at="2017-07-06")
    assert not is_due(draft, _known(asked_on=NIGHT - timedelta(6)), NIGHT)
    assert is_due(draft, _known(asked_on=NIGHT - timedelta(7)), NIGHT)


def test_an_agenda_is_asked_for_until_after_its_meeting() -> None:
    """However long ago it was published."""
    for starts_at in ("2025-05-20T18:00:00-04:00", "2025-04-20"):
        draft = _draft(kind="agenda", published_at="2025-01-02", starts_at=starts_at)
        assert is_due(draft, _known(), NIGHT)
    assert not is_due(_draft(kind="agenda", starts_at="2025-03-01"), _known(), NIGHT)


def test_a_change_makes_a_page_young_again() -> None:
    """Corrected last week, it may be corrected again."""
    draft = _draft(published_at="2015-01-01")
    assert is_due(draft, _known(changed_on=NIGHT - timedelta(3)), NIGHT)


def test_what_is_not_known_is_due() -> None:
    """No body, or nights of which nothing was kept."""
    for known in (_known(sha256=None), _known(asked_on=None)):
        assert is_due(_draft(published_at="2015-01-01"), known, NIGHT)


def test_an_undated_page_is_as_old_as_we_know_it() -> None:
    """So is one whose date cannot be read."""
    assert is_due(_draft(), _known(), NIGHT)
    assert not is_due(_draft(), _known(first_on=NIGHT - timedelta(100)), NIGHT)
