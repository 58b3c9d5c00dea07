"""Pages that refuse a reader whatever their status says: challenge, captcha and firewall pages.

Observed at Cloudflare, Imperva Incapsula (Simbli), Akamai, PerimeterX, DataDome, Sucuri, F5, AWS WAF,
Radware, SiteGround, Wordfence, Vercel and DDoS-Guard. Their scripts also ride along on ordinary pages, so
a script alone proves nothing: a marker counts only where the page has next to no words of its own.
"""

from __future__ import annotations

import re

from spiders.page import Page
from spiders.versions import tree_text

# Words a refusal says to its reader. Matched against the visible text of a page of few words.
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile("|".join(phrases), re.IGNORECASE))
    for name, phrases in (
        ("Incapsula", ("incapsula incident",)),
        (
            "Cloudflare",
            (
                r"checking if the site connection is secure",
                r"checking your browser before accessing",
                r"attention required! \| cloudflare",
                r"sorry, you have been blocked",
                r"cloudflare ray id",
            ),
        ),
        ("Akamai", (r"you don't have permission to access .{0,300}reference\s*#",)),
        ("PerimeterX", (r"access to this page has been denied", r"press (?:&|and) hold to confirm")),
        ("Sucuri", ("sucuri website firewall",)),
        ("F5", (r"the requested url was rejected\. please consult with your administrator",)),
        ("Wordfence", (r"your access to this (?:site|service) has been (?:limited|blocked)",)),
        ("Radware", (r"radware (?:bot manager|captcha)",)),
        ("Vercel", ("vercel security checkpoint", "we're verifying your browser")),
        ("DDoS-Guard", ("ddos-guard",)),
        (
            "",
            (
                "pardon our interruption",
                r"(?:verify|confirm|prove) (?:that )?you(?:'re|’re| are) (?:a |not a )?(?:human|robot)",
                r"enable javascript and cookies to continue",
                r"please enable (?:js|javascript) and disable",
                r"(?:unusual|suspicious|automated) (?:traffic|activity|requests?) (?:from|on|has been)",
                r"are you a robot\?",
                r"i(?:'|’)?m not a robot",
                r"complete the (?:captcha|security check)",
                r"blocked by (?:our|the) (?:security|firewall|web application)",
                "web application firewall",
            ),
        ),
    )
)

_TITLES = re.compile(
    r"\s*(?:just a moment|access denied|access to this page has been denied|pardon our interruption"
    r"|you have been blocked|are you a robot|robot check|ddos-guard|security check(?:point)?"
    r"|vercel security checkpoint|human verification|captcha|403 forbidden|request rejected|blocked"
    r"|please wait|one moment,? please|attention required!.{0,40})\s?(?:\.\.\.|…|\?)?\s*",
    re.IGNORECASE,
)

# Scripts and elements of a challenge; they count only on a page of almost no words.
_MACHINERY: tuple[tuple[str, bytes], ...] = (
    ("Incapsula", b"_incapsula_resource"),
    ("Cloudflare", b"/cdn-cgi/challenge-platform/"),
    ("Cloudflare", b"cf-browser-verification"),
    ("Cloudflare", b"cf_chl_opt"),
    ("PerimeterX", b"px-captcha"),
    ("PerimeterX", b"_pxappid"),
    ("DataDome", b"captcha-delivery.com"),
    ("DataDome", b"var dd={"),
    ("Akamai", b"sec-if-cpt-container"),
    ("Akamai", b"/_sec/cp_challenge"),
    ("AWS WAF", b"awswafcookiedomainlist"),
    ("AWS WAF", b"challenge.js"),
    ("SiteGround", b"sgcaptcha"),
    ("Kasada", b"ips.js?"),
    ("hCaptcha", b"hcaptcha.com/1/api.js"),
    ("reCAPTCHA", b"g-recaptcha"),
)

FEW_WORDS, NO_WORDS = 1200, 250  # characters of visible text
LARGEST = 400_000  # bytes; a challenge is smaller


def challenge_in(page: Page) -> str | None:
    """Return who refuses us in this response ("Cloudflare challenge page"), None where it is a page.

    A status of 403 or 429 is a refusal by itself and is not judged here.
    """
    if page.headers.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare challenge page"
    if page.headers.get("x-amzn-waf-action", "").lower() in ("challenge", "captcha"):
        return "AWS WAF challenge page"
    if len(page.body) > LARGEST or not looks_like_html(page.body):
        return None
    words = tree_text(page.selector.root, enough=FEW_WORDS)
    if len(words) > FEW_WORDS:
        return None
    title = (page.selector.xpath("normalize-space(//title)").get() or "")[:300]
    for name, pattern in _WORDS:
        if pattern.search(words) or pattern.search(title):
            return f"{name} challenge page" if name else "challenge page of a bot wall"
    if len(words) <= NO_WORDS:
        lowered = page.body.lower()
        for name, marker in _MACHINERY:
            if marker in lowered:
                return f"{name} challenge page"
    if _TITLES.fullmatch(title):
        return f"block page titled {title!r}"
    return None


def looks_like_html(body: bytes) -> bool:
    """Tell whether these bytes begin as a web page does, whatever their declared type."""
    start = body[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start.startswith(b"<"):
        return False
    if any(root in start for root in (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:rdf")):
        return False
    return not start.startswith(b"<?xml") or b"<html" in start
