"""`sources new`: an address becomes an entry that is valid as it stands, its place guessed and marked so."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from policywatch.beginning import begin_entry, saved_page
from policywatch.placing import guess_place, named_place
from policywatch.registry_commands import app
from spiders.registry import list_registry
from warehouse.errors import UserError

AGENDAS = """<html><head><title>Agenda Center • Avenal, CA • CivicEngage</title></head><body>
<table><tr class="catAgendaRow"><td><h3><strong>May 6, 2026</strong></h3>
<p><a href="/AgendaCenter/ViewFile/Agenda/_05062026-901">City Council</a></p></td></tr></table></body>"""


@pytest.mark.parametrize(
    ("url", "title", "name", "zone"),
    [
        ("https://seattle.legistar.com/Calendar.aspx", "", "Seattle, WA", "America/Los_Angeles"),
        ("https://webapi.legistar.com/v1/cityofdallas", "", "Dallas, TX", "America/Chicago"),
        ("http://nc-nashcounty.civicplus.com/AgendaCenter", "", "Nash County, NC", "America/New_York"),
        ("https://laceywa.api.civicclerk.com/v1/Events", "", "Lacey, WA", "America/Los_Angeles"),
        ("https://pub-detroitmi.escribemeetings.com/", "", "Detroit, MI", "America/Detroit"),
        ("https://ramseycountymn.legistar.com/Calendar.aspx", "", "Ramsey County, MN", "America/Chicago"),
        ("https://go.boarddocs.com/oh/columbus/Board.nsf", "", "Columbus, OH", "America/New_York"),
        ("https://crevecoeurcitymo.iqm2.com/", "", "Creve Coeur, MO", "America/Chicago"),
        ("https://www.ci.stevenson.wa.us/meetings", "", "Stevenson, WA", "America/Los_Angeles"),
        ("https://www.example.org/agendas", "Agendas | Avenal, CA", "Avenal, CA", "America/Los_Angeles"),
        ("https://www.example.org/agendas", "Las Cruces New Mexico", "Las Cruces, NM", "America/Denver"),
        ("https://www.wichita.gov/agendas", "", "Wichita, KS", "America/Chicago"),
        ("https://gov.texas.gov/news", "", "Texas", "America/Chicago"),
    ],
)  # fmt: skip
def test_the_place_is_read_from_the_address_or_the_title(url: str, title: str, name: str, zone: str) -> None:
    """What a vendor calls its customer, a host or a title names the place; its zone and ids come with it."""
    place = guess_place(url, title=title)
    assert place is not None
    assert (place.name, place.timezone) == (name, zone)
    assert place.ocd_id and place.geoid and place.doubt


@pytest.mark.parametrize(
    "url",
    ["https://www.washingtoncounty.gov/", "https://springfield.granicus.com/", "https://paper.example/feed/"],
)
def test_a_place_of_many_is_not_guessed(url: str) -> None:
    """Of the Washington Counties none is the likeliest; a wrong place is worse than none."""
    assert guess_place(url) is None


def test_a_zone_of_two_is_marked() -> None:
    """In a state of two zones the reader is told to look."""
    place = named_place("El Paso, TX")
    assert place is not None
    assert "two time zones" in place.doubt
    assert named_place("Nowhere at all, TX") is None


def test_a_saved_page_tells_platform_place_and_floor(tmp_path: Path) -> None:
    """The whole entry from one saved page, valid as it stands."""
    saved = tmp_path / "page.html"
    saved.write_text(AGENDAS, encoding="utf-8")
    url = "https://www.cityofavenal.example/agendas"
    page = saved_page(url, saved)
    text = begin_entry(url, page=page, jurisdiction="", kind=None, timezone="")
    (tmp_path / "avenal.yml").write_text(text, encoding="utf-8")
    (listed,) = list_registry(tmp_path / "avenal.yml")
    source = listed.source
    assert (source.jurisdiction, source.platform, source.kind) == (
        "Avenal, CA",
        "civicplus_agenda",
        "council",
    )
    assert (source.ocd_id, source.geoid) == ("ocd-division/country:us/state:ca/place:avenal", "0603302")
    assert (source.floor, source.rhythm_days, source.delay_seconds) == (1, 30, 7.2)
    assert listed.verified == "unverified"
    assert "not fetched" in (listed.note or "")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.ocsheriff.example/news", "sheriff"),
        ("https://www.springfield.example/police/general-orders", "police"),
        ("https://www.paper.example/feed/", "news"),
        ("https://cook-county.legistar.com/Calendar.aspx", "county"),
        ("https://seattle.legistar.com/Calendar.aspx", "council"),
        ("https://gov.texas.gov/news/rss", "state"),
        ("https://www.wichita.gov/CivicAlerts.aspx", "city_hall"),
    ],
)
def test_the_kind_is_guessed(tmp_path: Path, url: str, kind: str) -> None:
    """What sort of body it is, by the address and the level of its place; the file is valid."""
    path = tmp_path / "x.yml"
    path.write_text(begin_entry(url, page=None, jurisdiction="", kind=None, timezone=""), encoding="utf-8")
    (listed,) = list_registry(path)
    assert listed.source.kind == kind


def test_faults_are_told(tmp_path: Path) -> None:
    """No address, two pages at once, no such page, no contact: each is one error that says what to do."""
    with pytest.raises(UserError, match="--page"):
        saved_page("https://x.example/", tmp_path / "none.html")
    (tmp_path / "empty.html").write_bytes(b" \n")
    with pytest.raises(UserError, match="empty"):
        saved_page("https://x.example/", tmp_path / "empty.html")
    run = CliRunner()
    for arguments, says in (
        (["new", "rochester"], "write it whole"),
        (["new", "https://x.example/", "--fetch", "--page", "a.html"], "exclude"),
    ):
        caught = run.invoke(app, arguments)
        assert isinstance(caught.exception, UserError) and says in str(caught.exception)


def test_no_page_is_fetched_without_a_contact(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A site is only asked by someone who can be reached."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICYWATCH_CONTACT", raising=False)
    caught = CliRunner().invoke(app, ["new", "https://x.example/", "--fetch"])
    assert isinstance(caught.exception, UserError) and "POLICYWATCH_CONTACT" in str(caught.exception)
