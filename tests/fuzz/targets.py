"""What reads bytes from outside, each as a function of bytes, with what it may raise and bytes to begin from.

A platform module's input is one byte that chooses a recorded case of it, then the body.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
CASES = TESTS / "spiders" / "platforms" / "fixtures"
MAX_SEED_BYTES = 60_000


@dataclass(frozen=True)
class Target:
    """`read` may raise what `typed` names and nothing else. `most_seconds` is for an input of 64 KB."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]
    typed: tuple[type[BaseException], ...] = ()
    most_seconds: float = 5.0
    most_megabytes: int = 300


def _platform(name: str) -> Target:
    from spiders.errors import SpiderError
    from spiders.page import Ask, Draft
    from spiders.platforms import load_platform
    from tests.spiders.platforms.conftest import read_case

    known = [read_case(path.parent) for path in sorted((CASES / name).glob("*/case.json"))]

    def read(raw: bytes) -> None:
        page, ask, source = known[raw[0] % len(known) if raw else 0]
        for count, each in enumerate(
            load_platform(source.platform).parse(replace(page, body=raw[1:]), ask, source)
        ):
            assert isinstance(each, Draft | Ask)
            if count > 20_000:
                raise AssertionError("no end of drafts")

    def seeds() -> Iterator[bytes]:
        for at, (page, _, _) in enumerate(known):
            yield bytes([at]) + page.body

    return Target(f"platform.{name}", read, seeds, (SpiderError,))


def _pages() -> Iterator[bytes]:
    for path in sorted((TESTS / "transforms" / "text" / "fixtures").glob("*/input.html")):
        yield path.read_bytes()
    for path in sorted(CASES.glob("news_article/*/input.html"))[:10]:
        yield path.read_bytes()


def _files(suffix: str) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted(TESTS.rglob(f"*{suffix}")))


def _pdfs() -> Iterator[bytes]:
    from spiders.demo.pdf import write_pdf

    yield write_pdf("ORDINANCE 12\n\nThe city shall not honor detainers.", title="Ordinance 12")
    yield from _files(".pdf")


def _docx() -> Iterator[bytes]:
    import docx

    document = docx.Document()
    document.add_heading("Resolution 2025-17", 1)
    document.add_paragraph("The sheriff may not hold anyone on a detainer.")
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "Item"
    out = io.BytesIO()
    document.save(out)
    yield out.getvalue()
    yield from _files(".docx")


def _sheet() -> Iterator[bytes]:
    out = io.BytesIO()
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", f'<workbook {space}><sheets><sheet name="A"/></sheets></workbook>')
        book.writestr("xl/sharedStrings.xml", f"<sst {space}><si><t>Agency</t></si></sst>")
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet {space}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
            '<c r="B1" t="inlineStr"><is><t>MOA</t></is></c></row></sheetData></worksheet>',
        )
    yield out.getvalue()
    yield from _files(".xlsx")


def _zipped(inner: Callable[[], Iterator[bytes]]) -> Callable[[], Iterator[bytes]]:
    """Return the parts of each package, so that what is mutated is markup and not its compression."""

    def parts() -> Iterator[bytes]:
        for body in filter(lambda each: zipfile.is_zipfile(io.BytesIO(each)), inner()):
            with zipfile.ZipFile(io.BytesIO(body)) as package:
                for name in package.namelist():
                    yield name.encode() + b"\0" + package.read(name)

    return parts


Seeds = Callable[[], Iterator[bytes]]
Read = Callable[[bytes], object]


def _repacked(first: Seeds, read: Read) -> Read:
    """Return a reader that puts `NAME NUL BYTES` into a whole package in the place of that part."""
    whole = next(first())

    def with_part(raw: bytes) -> object:
        name, _, part = raw.partition(b"\0")
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as package, zipfile.ZipFile(out, "w") as again:
            for each in package.namelist():
                again.writestr(each, part if each.encode() == name else package.read(each))
        return read(out.getvalue())

    return with_part


def _words(kind: str, seeds: Callable[[], Iterator[bytes]], *, zipped: bool = False) -> list[Target]:
    from transforms.text.read import read_whole

    def read(raw: bytes) -> object:
        return read_whole(raw, kind=kind, url="https://city.test/page").model_dump_json()

    found = [Target(f"text.{kind}", read, seeds)]
    if zipped:
        found.append(Target(f"text.{kind}.parts", _repacked(seeds, read), _zipped(seeds)))
    return found


def _any_body(raw: bytes) -> object:
    from transforms.text import extract_text

    return extract_text(raw, media_type=None, url="https://city.test/x", max_seconds=4).model_dump_json()


def _rtf() -> Iterator[bytes]:
    yield rb"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}\f0 The board \b shall\b0 not\par\u8217?s {\*\x y}}"
    yield from _files(".rtf")


def _old_word() -> Iterator[bytes]:
    from tests.transforms.text.test_old_office import old_word

    yield old_word("The board shall not ", "honor detainers.")
    yield old_word("Résumé", flags=0)


def _feed_and_xml() -> Iterator[bytes]:
    for path in sorted(CASES.glob("feeds/*/input.xml")) + sorted(CASES.glob("sitemap/*/input.xml")):
        yield path.read_bytes()


def _dates() -> Iterator[bytes]:
    for each in (
        "Monday, May 5, 2025 at 7:00 PM", "05/02/2025 6.30 p.m.", "2025-05-02T18:30:00-04:00",
        "Fri, 02 May 2025 12:00:00 GMT", "December 31st, 1999, noon", "5.2.25", "/Date(1746144000000)/",
        "agenda_20250502_final.pdf", "Sept. 3 & 4, 2024", "20250502T1830Z",
    ):  # fmt: skip
        yield each.encode()


def _read_dates(raw: bytes) -> None:
    from spiders import times
    from transforms.text.dates import find_document_date, iter_dates, parse_stated_time

    text, today = raw.decode("utf-8", "replace"), date(2025, 5, 2)
    list(times.iter_times(text, today=today, timezone="America/New_York"))
    times.find_date_in_name(text)
    times.read_clock(text)
    for read in (times.read_local, times.read_instant):
        found = read(text, "America/New_York")
        assert found is None or isinstance(found, str)
    list(iter_dates(text))
    find_document_date(text)
    parse_stated_time(text)


def _robots(raw: bytes) -> None:
    from protego import Protego

    rules = Protego.parse(raw.decode("utf-8", "replace"))
    rules.can_fetch("https://city.test/" + "a/b?c=" * 50, "policywatch")
    if (delay := rules.crawl_delay("policywatch")) is not None:
        float(delay)


def _robots_seeds() -> Iterator[bytes]:
    yield b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2\nAllow: /*.pdf$\nSitemap: https://x.test/s.xml\n"
    yield b"User-agent: policywatch\nDisallow: /*a*b*c\nRequest-rate: 1/5\nVisit-time: 0600-0845\n"


def _from_file(load: Callable[[Path], object]) -> Read:
    folder = Path(tempfile.mkdtemp(prefix="policywatch-fuzz-"))

    def read(raw: bytes) -> object:
        path = folder / "one"
        path.write_bytes(raw)
        return load(path)

    return read


def _registry_seeds() -> Iterator[bytes]:
    import spiders

    for path in sorted((Path(spiders.__file__).parent / "sources" / "us").glob("n*/*.yml"))[:12]:
        yield path.read_bytes()


def _subscription_seeds() -> Iterator[bytes]:
    import alerts

    yield (Path(alerts.__file__).parent / "example.subscriptions.yml").read_bytes()
    yield (
        b"subscribers:\n  - id: a\n    webhook: {url: 'https://x.test/', secret_env: S}\n"
        b"    quiet: 22:00-06:00\n"
        b"    at: '07:30'\n    timezone: America/Chicago\n    frequency: weekly\n    weekday: friday\n"
    )


def _detect_lines(raw: bytes) -> None:
    from transforms.candidates.input_lines import DetectInput, read_lines
    from transforms.candidates.side_by_side import read_document

    for one in read_lines(io.BytesIO(raw)):
        if isinstance(one, DetectInput):
            read_document(one)
        else:
            json.loads(one.as_json())


def _detect_seeds() -> Iterator[bytes]:
    lines = (TESTS / "corpus" / "own.documents.jsonl").read_bytes().splitlines(keepends=True)
    yield from lines[::9]
    yield b"".join(line for line in lines[:40] if len(line) < 1500)


def _read_archive(path: Path) -> None:
    from spiders.replay import Archive, NotInArchive

    archive = Archive(path)
    try:
        for places in list(archive._index.by_key.values()):
            with suppress(NotInArchive):
                archive.read(places[-1], max_bytes=200_000)
    finally:
        archive.close()


def _warcs() -> Iterator[bytes]:
    http = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    packed = gzip.compress(b"hello")
    plain = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n" + packed

    def record(kind: str, block: bytes, more: str = "") -> bytes:
        head = (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2025-05-02T00:00:00Z\r\n{more}"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"WARC-Target-URI: http://x.test/a\r\nContent-Type: application/http; msgtype={kind}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        return head.encode() + block + b"\r\n\r\n"

    yield record("response", http) + record("request", b"POST /a HTTP/1.1\r\n\r\nq=1")
    yield record("response", plain)
    yield gzip.compress(record("response", http)) + gzip.compress(
        record("revisit", b"HTTP/1.1 304 NM\r\n\r\n")
    )


def targets() -> dict[str, Target]:
    """Return every target by name."""
    from alerts.subscriptions import load_subscriptions
    from spiders.errors import SpiderError
    from spiders.registry import list_registry
    from spiders.xml_tree import parse_xml
    from warehouse.errors import UserError

    found = [_platform(path.name) for path in sorted(CASES.iterdir()) if path.is_dir()]
    found += _words("html", _pages)
    found += _words("docx", _docx, zipped=True)
    found += _words("xlsx", _sheet, zipped=True)
    found += _words("rtf", _rtf)
    found += _words("doc", _old_word)
    found += _words("xml", _feed_and_xml)
    found += _words("plain", _dates)
    any_seeds = [_pdfs, _docx, _sheet, _rtf, _pages]
    found += [
        Target("text.pdf", _any_body, _pdfs, most_seconds=8.0),
        Target("text.any", _any_body, lambda: chain.from_iterable(each() for each in any_seeds)),
        Target("xml_tree", lambda raw: parse_xml(raw.decode("utf-8", "replace")), _feed_and_xml),
        Target("dates", _read_dates, _dates),
        Target("robots", _robots, _robots_seeds),
        Target("registry", _from_file(list_registry), _registry_seeds, (UserError,)),
        Target("subscriptions", _from_file(load_subscriptions), _subscription_seeds, (UserError,)),
        Target("detect", _detect_lines, _detect_seeds, most_seconds=10.0),
        Target("replay", _from_file(_read_archive), _warcs, (UserError, SpiderError)),
    ]  # fmt: skip
    return {each.name: each for each in found}


def seeds_of(target: Target) -> Iterator[bytes]:
    """Yield a target's seeds that are small enough to be mutated quickly."""
    for each in target.seeds():
        if len(each) <= MAX_SEED_BYTES:
            yield each


def one(name: str) -> Any:
    """Return one target by its name."""
    return targets()[name]
