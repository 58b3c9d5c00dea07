"""The platforms we can read, by the name a YAML gives. A module is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from spiders.page import Ask, Draft, Page
from warehouse.errors import UserError
from warehouse.records import Source


class Platform(Protocol):
    """What a module of this folder offers. `parse` is pure: bytes in, drafts and further asks out.

    A module with `IS_TIMELESS = True` makes the same of the same bytes on every night, but for dates without
    a year, so that an unchanged listing of it is not parsed again (`spiders.known_listings`).
    """

    NAMES: tuple[str, ...]

    def start_requests(self, source: Source, night: date) -> Iterable[Ask]: ...

    def parse(self, page: Page, ask: Ask, source: Source) -> Iterable[Draft | Ask]: ...


# Name in a YAML -> module of this folder. A test holds it to each module's NAMES.
MODULES: Mapping[str, str] = MappingProxyType(
    {
        "legistar_api": "legistar_api",
        "rss": "feeds",
        "atom": "feeds",
        "civicplus_news_rss": "feeds",
        "wordpress_json": "wordpress",
        "wordpress": "wordpress",
        "news_article_html": "news_article",
        "news_article": "news_article",
        "google_alerts": "google_alerts",
        "drupal": "drupal",
        "html_listing": "listing",
        "listing": "listing",
        "wordpress_html": "listing",
        "pdf_text": "pdf",
        "pdf": "pdf",
        "pdf_document": "pdf",
        "pdf_scanned": "pdf",
        "docx": "pdf",
        "legistar_html": "legistar_html",
        "civicplus_agenda": "civicplus_agenda",
        "civicclerk": "civicclerk",
        "granicus": "granicus",
        "iqm2": "iqm2",
        "municode": "municode",
        "civicweb": "civicweb",
        "boarddocs": "boarddocs",
        "simbli": "simbli",
        "sitemap": "sitemap",
        "swagit": "swagit",
        "primegov": "primegov",
        "novusagenda": "novusagenda",
        "escribe": "escribe",
        "opencities": "opencities",
        "ice_agreements": "ice_agreements",
        "json_listing": "json_listing",
        "onbase": "onbase",
        "elms": "json_listing",
        "lims": "json_listing",
        "police_page": "police",
        "police_policies": "police",
    }
)


ENGINE_OPTIONS = ("max_documents", "max_requests", "secret_query", "trust_cancellations")
"""Options that the crawl itself understands, whatever the platform."""


def known_platforms() -> tuple[str, ...]:
    """Return the platform names that a YAML may use, sorted."""
    return tuple(sorted(MODULES))


def known_options(name: str) -> frozenset[str]:
    """Return the `options` that a source of platform `name` may set.

    Those of listings count everywhere: a vendor's module reads a page of the city's own making as one.
    """
    own: tuple[str, ...] = getattr(load_platform(name), "OPTIONS", ())
    listing: tuple[str, ...] = getattr(load_platform("listing"), "OPTIONS", ())
    return frozenset((*ENGINE_OPTIONS, *own, *listing))


def load_platform(name: str) -> Platform:
    """Return the module that serves `name`. Raises UserError naming the known ones."""
    if name not in MODULES:
        raise UserError(f"platform {name!r} is not known; use one of {', '.join(known_platforms())}")
    return cast(Platform, import_module(f"spiders.platforms.{MODULES[name]}"))
