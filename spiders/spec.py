"""What one crawl is told: the shard's sources, where to land, what is known already, and the bounds."""

from __future__ import annotations

from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import Field, field_validator

from warehouse.records import Record, Source

HOMEPAGE = "no contact given"


def project_version() -> str:
    """Return the installed version of policywatch, "0" where it runs from a bare tree."""
    try:
        return version("policywatch")
    except PackageNotFoundError:
        return "0"


def request_key(source_id: str, method: str, url: str, request_sha256: str | None = None) -> str:
    """Return what one request of one source is known by on every night.

    Two sources may share an address: what one of them has read the other has not. `request_sha256` is of the
    body that is sent, None where none is.
    """
    return " ".join(each for each in (source_id, method, url, request_sha256) if each)


class Validator(Record):
    """What earlier nights learned of one request of a source: enough to ask for it only if it changed.

    `warc_path` (relative to the landing root) and `warc_offset`, where given, let an unchanged listing be
    read again from the archive, so that the files behind it are still looked at. `first_on` is the night of
    the first body, `changed_on` that of the newest where it is another, `asked_on` the last that asked.
    """

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    capture_id: str | None = None
    warc_path: str | None = None
    warc_offset: int | None = Field(default=None, ge=0)
    first_on: date | None = None
    changed_on: date | None = None
    asked_on: date | None = None


class CrawlSpec(Record):
    """One shard's crawl, as `python -m spiders.crawl SPEC.json` reads it."""

    run_id: str
    night: date
    shard: str
    out: Path
    landing_root: Path
    sources: tuple[Source, ...]
    validators: dict[str, Validator] = Field(default_factory=dict, description="by `request_key`")
    upcoming: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="by source_id, documents of meetings ahead that it listed before"
    )
    known_listings: Path | None = Field(
        default=None, description="where crawls remember what unchanged listings gave; None: nowhere"
    )
    landing_store: str | None = Field(
        default=None, description="address of the bucket that earlier landings are in; None: the landing root"
    )
    replay: Path | None = None
    user_agent: str | None = None
    contact: str | None = None
    allow_private: tuple[str, ...] = Field(
        default=(), description="host:port that may be private; tests, demo"
    )
    delay_seconds: float = Field(default=2.0, ge=0, description="least pause between requests to one host")
    timeout_seconds: float = Field(default=60.0, gt=0, description="the longest one response may take")
    retries: int = Field(default=2, ge=0, description="further tries after a failure that may pass")
    max_retry_after_seconds: float = Field(
        default=120.0, ge=0, description="a longer Retry-After ends the try"
    )
    max_body_bytes: int = Field(default=64_000_000, gt=0)
    max_seconds: float = Field(default=1200.0, gt=0, description="the longest one source may take")
    max_total_seconds: float = Field(
        default=4 * 3600.0, gt=0, description="the longest the whole shard may take"
    )
    max_parse_seconds: float = Field(default=30.0, gt=0, description="the longest one page may be parsed")
    max_requests: int = Field(default=1000, gt=0, description="requests a source")
    max_documents: int = Field(default=20_000, gt=0, description="documents a source")
    max_redirects: int = Field(default=8, ge=0)

    @field_validator("shard", mode="before")
    @classmethod
    def _shard_name(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @property
    def agent(self) -> str:
        """The User-Agent that sites see: who we are, and where our owner is reached."""
        return self.user_agent or f"policywatch/{project_version()} (+{self.contact or HOMEPAGE})"

    @property
    def warc_path(self) -> str:
        """The archive's path as captures name it: relative to the landing root."""
        archive = self.out.resolve() / "captures.warc.gz"
        root = self.landing_root.resolve()
        return archive.relative_to(root).as_posix() if archive.is_relative_to(root) else archive.name
