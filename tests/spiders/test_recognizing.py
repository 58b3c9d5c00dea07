"""Vendors are told by addresses and by pages of their shape, wherever the page stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.platforms import MODULES
from spiders.recognizing import recognize, recognize_page, tenant_of
from spiders.registry import load_registry
from spiders.scaffold import read_once, scaffold

OWN = "https://www.springfield.example/government/meetings"


def html(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


ADDRESSES = [
    (
        "https://chicityclerkelms.chicago.gov/Meetings/",
        "elms",
        "https://api.chicityclerkelms.chicago.gov",
    ),
    ("https://lims.minneapolismn.gov/Calendar/all", "lims", "https://lims.minneapolismn.gov"),
    ("https://springfield.hylandcloud.com/211agendaonline/", "onbase", None),
    ("https://docs.springfield.gov/OnBaseAgendaOnline/Meetings/Search?dropid=11", "onbase", None),
    ("https://public.powerdms.com/SPFD/tree", "police_page", None),
    ("https://www.springfield.gov/Home/Components/Calendar/Event/7/12", "listing", None),
    (
        "https://springfield.legistar.com/Calendar.aspx",
        "legistar_api",
        "https://webapi.legistar.com/v1/springfield",
    ),
    ("https://legistar.council.springfield.gov/Calendar.aspx", "legistar_html", None),
    ("https://springfield.granicus.com/ViewPublisher.php?view_id=3", "granicus", None),
    ("https://springfield.granicus.com/ViewPublisherRSS.php?view_id=3&mode=agendas", "granicus", None),
    (
        "https://springfieldil.portal.civicclerk.com/event/7/files",
        "civicclerk",
        "https://springfieldil.api.civicclerk.com",
    ),
    ("https://springfield.primegov.com/public/portal", "primegov", "https://springfield.primegov.com"),
    (
        "https://springfield.novusagenda.com/agendapublic/",
        "novusagenda",
        "https://springfield.novusagenda.com",
    ),
    (
        "https://springfield.novusagenda.com/agendapublic/meetingsresponsive.aspx",
        "novusagenda",
        "https://springfield.novusagenda.com/agendapublic/meetingsresponsive.aspx",
    ),
    (
        "https://pub-springfield.escribemeetings.com/?Year=2026",
        "escribe",
        "https://pub-springfield.escribemeetings.com",
    ),
    (
        "https://pub-springfield.escribemeetings.com/MeetingsCalendarView.aspx/GetCalendarMeetings?MeetingViewId=2",
        "escribe",
        None,
    ),
    (
        "https://go.boarddocs.com/il/spring/Board.nsf/goto?open&id=A",
        "boarddocs",
        "https://go.boarddocs.com/il/spring/Board.nsf",
    ),
    (
        "http://springfieldil.iqm2.com/Citizens/Detail_Meeting.aspx?ID=9",
        "iqm2",
        "http://springfieldil.iqm2.com",
    ),
    ("https://springfield-il.municodemeetings.com/?page=0", "municode", None),
    ("https://springfield.civicweb.net/Portal/MeetingTypeList.aspx", "civicweb", None),
    ("https://springfield.diligent.community/Portal/", "civicweb", None),
    ("https://simbli.eboardsolutions.com/SB_Meetings/SB_MeetingListing.aspx?S=1", "simbli", None),
    ("https://springfieldil.new.swagit.com/views/12", "swagit", None),
    ("https://il-springfield.civicplus.com/", "civicplus_agenda", None),
    ("https://www.springfield.example/AgendaCenter/City-Council-2", "civicplus_agenda", None),
    (
        "https://www.springfield.example/CivicAlerts.aspx?AID=4",
        "civicplus_news_rss",
        "https://www.springfield.example/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml",
    ),
    ("https://www.springfield.example/calendar.aspx?CID=14", "civicplus_agenda", None),
    ("https://www.springfield.example/ocapi/calendars/getcalendaritems", "opencities", None),
    ("https://www.google.com/alerts/feeds/0123/456", "google_alerts", None),
    ("https://www.ice.gov/identify-and-arrest/287g", "ice_agreements", None),
    ("https://www.paper.example/wp-json/wp/v2/posts", "wordpress", None),
    ("https://www.paper.example/news.atom", "atom", None),
    ("https://www.paper.example/feed/", "rss", None),
    ("https://www.paper.example/sitemap-news.xml.gz", "sitemap", None),
    ("https://www.springfield.example/files/Manual.pdf", "pdf", None),
    ("https://www.springfield.example/files/Agenda.docx", "docx", None),
    ("https://www.springfield.example/police/directives", "police_page", None),
]

VIEW = "https://springfield.granicus.com"
PAGES = [
    ("onbase", html('<a href="/agendas/Meetings/ViewMeeting?id=7&amp;doctype=1">Agenda</a>')),
    ("opencities", html('<meta name="generator" content="OpenCities - https://granicus.com/">')),
    ("legistar_html", html('<table id="ctl00_ContentPlaceHolder1_gridCalendar_ctl00"><tr></tr></table>')),
    ("civicplus_agenda", html('<tr class="catAgendaRow"><td><a href="/AgendaCenter/ViewFile/Agenda/_05">')),
    ("civicplus_agenda", html('<a href="/Calendar.aspx?EID=7">x</a><span itemprop="startDate">2026</span>')),
    ("iqm2", html('<a href="/Citizens/Detail_Meeting.aspx?ID=1204">May 6, 2026</a>')),
    ("escribe", html('<script>$.post("MeetingsCalendarView.aspx/GetCalendarMeetings")</script>')),
    ("novusagenda", html('<table id="Search_radGridMeetings"><a href="DisplayAgendaPDF.ashx?MeetingID=3">')),
    ("municode", html('<a href="https://mccmeetings.blob.core.usgovcloudapi.net/x-pubu/MEET-Agenda-1.pdf">')),
    ("civicweb", html('<a href="/Portal/MeetingInformation.aspx?Org=Cal&Id=288">Council</a>')),
    ("boarddocs", html('<a committeeid="A9">Board</a><script src="/il/spring/Board.nsf/Public?open">')),
    ("simbli", html('<a href="/SB_Meetings/ViewMeeting.aspx?S=1&MID=2">Board</a>')),
    ("primegov", html('<img src="/primegov_logo.svg"><a href="/Portal/Meeting?meetingTemplateId=77">')),
    ("granicus", html('<tr class="listingRow"><a href="/AgendaViewer.php?view_id=2&clip_id=8">')),
    ("swagit", html('<a href="/videos/38424" class="SwagitAdmin">May 6</a>')),
    ("opencities", html('<div class="oc-calendar-list" data-url="/ocapi/calendars"></div>')),
    ("drupal", html('<div class="views-row">May 6</div>', '<meta name="Generator" content="Drupal 10">')),
    ("wordpress_html", html('<a href="/wp-content/uploads/2026/05/agenda.pdf">May 6</a>')),
    ("rss", b'\xef\xbb\xbf<?xml version="1.0"?><!-- x --><rss version="2.0"><channel></channel></rss>'),
    ("civicplus_news_rss", b'<rss xmlns:calendarEvent="https://x.example/"><channel></channel></rss>'),
    ("atom", b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>'),
    ("google_alerts", b'<feed><id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id></feed>'),
    ("sitemap", b'<?xml version="1.0"?><urlset></urlset>'),
    ("pdf", b"%PDF-1.7 ..."),
    ("docx", b"PK\x03\x04...."),
    ("legistar_api", json.dumps([{"EventId": 1, "EventBodyName": "City Council"}]).encode()),
    ("civicclerk", json.dumps({"value": [{"id": 1, "agendaId": 3, "publishedFiles": []}]}).encode()),
    ("primegov", json.dumps([{"id": 1, "meetingTypeId": 2, "documentList": []}]).encode()),
    ("civicweb", json.dumps([{"Id": 1, "MeetingDateTime": "2026", "ExternalCalendar": False}]).encode()),
    ("escribe", json.dumps({"d": [{"ID": "a", "MeetingDocumentLink": []}]}).encode()),
    ("wordpress", json.dumps([{"id": 1, "date_gmt": "2026-05-06", "link": "https://x.example/"}]).encode()),
    (
        "news_article",
        html("words", '<meta property="og:type" content="article"><script>{"@type": "NewsArticle"}</script>'),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("url", "platform", "watched"), ADDRESSES)
def test_an_address_tells_its_vendor(url: str, platform: str, watched: str | None) -> None:
    """Each vendor's addresses, with the one to watch."""
    found = recognize(url)
    assert (found.platform, found.url) == (platform, watched or url)
    assert found.why


@pytest.mark.parametrize(("platform", "body"), PAGES)
def test_a_page_tells_its_vendor_on_a_host_that_tells_nothing(platform: str, body: bytes) -> None:
    """A vendor's page under a city's own name is known by what it holds."""
    found = recognize_page(OWN, body)
    assert found.platform == platform, found
    assert found.is_certain
    assert found.url == OWN


def test_every_platform_is_recognized_by_something() -> None:
    """A module that no address and no page leads to would never be proposed."""
    told = {platform for _, platform, _ in ADDRESSES} | {platform for platform, _ in PAGES} | {"listing"}
    modules = {module for name, module in MODULES.items() if name in told}
    assert modules == set(MODULES.values())


@pytest.mark.parametrize(
    ("body", "platform", "url"),
    [
        (
            f'<iframe src="{VIEW}/ViewPublisher.php?view_id=3"></iframe>',
            "granicus",
            f"{VIEW}/ViewPublisher.php?view_id=3",
        ),
        (
            '<iframe src="//springfieldil.portal.civicclerk.com/"></iframe>',
            "civicclerk",
            "https://springfieldil.api.civicclerk.com",
        ),
        (
            '<a href="https://springfield.legistar.com/MeetingDetail.aspx?ID=1&GUID=A">May 6</a>',
            "legistar_api",
            "https://webapi.legistar.com/v1/springfield",
        ),
        (
            '<a href="https://springfield.primegov.com/public/portal">Agendas</a>',
            "primegov",
            "https://springfield.primegov.com",
        ),
    ],
)  # fmt: skip
def test_a_shell_leads_to_what_it_frames_or_links_to(body: str, platform: str, url: str) -> None:
    """A city's page around a vendor's is watched where the vendor serves it."""
    found = recognize_page(OWN, html(body))
    assert (found.platform, found.url) == (platform, url)


def test_a_wordpress_page_leads_to_its_feed() -> None:
    """The feed tells whole articles and times; that of the comments is none of it."""
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    found = recognize_page("https://paper.example/", html('<img src="/wp-content/x.png">', head))
    assert (found.platform, found.url) == ("rss", "https://paper.example/feed/")


def test_a_page_that_tells_nothing_is_a_listing() -> None:
    """The guess is marked as one, so that nothing is proposed on its ground."""
    found = recognize_page(OWN, html("<ul><li>May 6, 2026</li></ul>"))
    assert (found.platform, found.is_certain) == ("listing", False)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"<html>", b"{", b"[", b"<?xml ", b"%PDF"]))
def test_any_bytes_are_judged_without_a_fault(body: bytes, start: bytes) -> None:
    """Hostile pages end in a guess."""
    assert recognize_page(OWN, start + body).platform


@pytest.mark.parametrize(
    ("url", "tenant"),
    [
        ("https://webapi.legistar.com/v1/springfield/events", ("springfield", None)),
        ("https://pub-springfieldil.escribemeetings.com/", ("springfieldil", None)),
        ("http://nc-nashcounty2.civicplus.com/AgendaCenter", ("nashcounty", "NC")),
        ("https://go.boarddocs.com/oh/akron/Board.nsf", ("akron", "OH")),
        ("https://meetings.municode.com/PublishPage?cid=SPRING&ppid=1", ("spring", None)),
        ("https://www.springfield.example/", ("", None)),
    ],
)
def test_a_vendors_customer_is_named(url: str, tenant: tuple[str, str | None]) -> None:
    """The customer's letters are what a place is guessed from."""
    assert tenant_of(url) == tenant


def test_a_page_at_hand_sets_the_floor(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """What the platform reads from it is counted; half of it is the floor, and the file is valid."""
    rows = "".join(
        f'<li><a href="/a{day}.pdf">City Council Meeting May {day}, 2026</a></li>' for day in range(1, 7)
    )
    body = html(f"<main><h1>Meetings</h1><ul>{rows}</ul></main>")
    found = recognize_page(OWN, body)
    seen = read_once(found, body, media_type="text/html", timezone="America/Chicago")
    assert len(seen) == 6
    text = scaffold(OWN, found=found, seen=seen, jurisdiction="Springfield, IL", timezone="America/Chicago")
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    (source,) = load_registry(tmp_path / "x.yml")
    assert source.floor == 3
    assert "last_count: 6" in text
