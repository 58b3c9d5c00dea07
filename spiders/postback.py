"""ASP.NET's posts of a page to itself (`__doPostBack`), by which its grids turn pages and change years.

The page's hidden fields (`__VIEWSTATE`, `__EVENTVALIDATION`, Telerik's `..._ClientState`) go back as they
came, with the control that was pressed. They are good for one page and for minutes, so a post is made from
the page just read and never stored. A site may answer a stale one with its first page: the caller looks
which it got.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from parsel import Selector

from spiders.page import Ask, Page
from spiders.wording import join_url

MAX_FIELDS = 400
MAX_BODY_BYTES = 4_000_000

_DO_POST_BACK = re.compile(
    r"""__doPostBack\(\s*(?:'|&#39;|")([^'"]{1,500})(?:'|"),\s*(?:'|")([^'"]{0,500})(?:'|")"""
)
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def post_back(
    page: Page, target: str, argument: str = "", *, role: str, fields: Mapping[str, str] | None = None
) -> Ask | None:
    """Return the post that pressing `target` on this page makes; None where the page holds no state.

    `fields` are set or added besides. The post may fail: what the page itself holds was read already.
    """
    forms = page.selector.xpath("//form[.//input[@name='__VIEWSTATE' or @name='__VSTATE']]")
    if not forms:
        return None
    values: dict[str, str] = {}
    for node in forms[0].xpath(".//input[@type='hidden'][@name]")[:MAX_FIELDS]:
        values[node.root.get("name", "")] = node.root.get("value", "")
    values |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument, **(fields or {})}
    body = urlencode(values).encode("ascii", "replace")
    url = join_url(page.base, forms[0].root.get("action") or page.url)
    if url is None or len(body) > MAX_BODY_BYTES:
        return None
    return Ask(url=url, method="POST", body=body, headers=_HEADERS, role=role, may_fail=True)


def current_grid_page(grid: Selector) -> int | None:
    """Return which page of a Telerik grid is shown; None where it is not cut into pages."""
    words = "".join(grid.css(".rgCurrentPage ::text, a.rgCurrentPage::text").getall()).strip()
    return int(words) if words.isdigit() and len(words) < 6 else None


def next_grid_page(grid: Selector) -> tuple[str, str] | None:
    """Return target and argument of the post that turns a Telerik grid to its next page; None on the last."""
    current = current_grid_page(grid)
    if current is None:
        return None
    for link in grid.css(".rgCurrentPage").xpath("./following-sibling::a")[:1]:
        told = _DO_POST_BACK.search(f"{link.root.get('href', '')} {link.root.get('onclick', '')}")
        if told:
            return told[1], told[2]
    return None
