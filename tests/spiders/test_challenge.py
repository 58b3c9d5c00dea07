# ruff: noqa: E501  the pages stand as their makers write them
"""Block pages, whatever their status; and ordinary pages that only carry their scripts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.challenge import challenge_in
from spiders.page import HeaderMap, Page


def page(body: str, status: int = 200, **headers: str) -> Page:
    named = HeaderMap({"content-type": "text/html", **headers}.items())
    return Page(
        "https://x/", "https://x/", status, named, "text/html", body.encode(), datetime.now(UTC), "utf-8"
    )


WORDS = "<p>" + "The council met on Tuesday and adopted the budget. " * 40 + "</p>"


@pytest.mark.parametrize(
    ("body", "who"),
    [
        ('<html><head><META NAME="robots" CONTENT="noindex,nofollow"><script src="/_Incapsula_Resource?SWJIYLWA=1">'
         "</script></head><body></body></html>", "Incapsula"),
        ('<html style="height:100%"><head></head><body><iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request '
         "unsuccessful. Incapsula incident ID: 1234-5678</iframe></body></html>", "Incapsula"),
        ("<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked"
         "</h1><p>Cloudflare Ray ID: 8a</p></body></html>", "Cloudflare"),
        ("<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to "
         'access "http&#58;&#47;&#47;x&#47;" on this server.<P>Reference&#32;&#35;18&#46;5c</BODY></HTML>', "Akamai"),
        ("<html><head><title>Access to this page has been denied</title></head><body><div id='px-captcha'></div>"
         "<p>Press &amp; Hold to confirm you are a human</p></body></html>", "PerimeterX"),
        ("<html><head><title>x.gov</title><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script></head>"
         "<body><p>Please enable JS and disable any ad blocker</p></body></html>", "bot wall"),
        ("<html><body>The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 1"
         "</body></html>", "F5"),
        ("<html><head><title>One moment, please...</title></head><body><h1>Please wait while your request is being "
         "verified...</h1></body></html>", "One moment"),
        ("<html><head><title>Pardon Our Interruption</title></head><body><p>As you were browsing something about your "
         "browser made us think you were a bot.</p></body></html>", "bot wall"),
        ("<html><head><title>Robot Challenge Screen</title></head><body><script src='/.well-known/sgcaptcha/'>"
         "</script></body></html>", "SiteGround"),
    ],
)  # fmt: skip
def test_block_pages_are_known(body: str, who: str) -> None:
    """A refusal behind status 200 is named."""
    found = challenge_in(page(body))
    assert found is not None
    assert who in found


@pytest.mark.parametrize(
    "body",
    [
        f'<html><head><title>Council</title><script src="/_Incapsula_Resource?x"></script></head><body>{WORDS}</body></html>',
        f"<html><head><title>Just a moment...</title></head><body>{WORDS}</body></html>",
        f'<html><body>{WORDS}<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body></html>',
        f'<html><body><form><div class="g-recaptcha"></div></form>{WORDS}</body></html>',
        "<html><head><title>Agendas</title></head><body><p>No meetings are scheduled.</p></body></html>",
        "<html><head><title>Access to records</title></head><body><p>Request access to public records.</p></body></html>",
        '<?xml version="1.0"?><rss><channel><title>Just a moment...</title></channel></rss>',
        '{"title": "Access Denied"}',
        "",
        "<html></html>",
    ],
)
def test_ordinary_pages_pass(body: str) -> None:
    """Scripts that ride along, empty lists, feeds and JSON are no refusals."""
    assert challenge_in(page(body)) is None


def test_headers_tell_too() -> None:
    """Cloudflare and AWS name their challenge in a header."""
    assert "Cloudflare" in (challenge_in(page("", 403, **{"cf-mitigated": "challenge"})) or "")
    assert "AWS" in (challenge_in(page("", 202, **{"x-amzn-waf-action": "challenge"})) or "")
