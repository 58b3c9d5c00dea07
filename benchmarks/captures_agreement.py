"""How far the spiders agree with real recorded pages: `python benchmarks/captures_agreement.py`.

Packs the recorded captures into a WARC with the shared packer, declares one source a capture in YAML, crawls
them from the archive through the very same spiders, and compares each source's documents with the `truth`
that was read off the page: count, and the first document's title, date and link. For PDFs the words are
extracted too, and compared with the truth's pages, first lines and first date; what a scan says of itself,
its title and day among it, can only stand in those words. A field that a truth lacks is not counted. Every
difference is printed with its cause; causes known from reading the page stand in CAUSES, the others say what
was found instead. The share is told twice: over all fields, and without those where the truth is of another
page than the recorded one, or a constant of the spider that it was taken from (CAUSES names each of them).
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 0.95

# Zones of tenants whose truth names none: where the body or newsroom sits.
ZONES = {
    "olympia": "America/Los_Angeles", "sanjose": "America/Los_Angeles", "twincities": "America/Chicago",
    "lausd": "America/Los_Angeles", "cintimha": "America/New_York", "chicago": "America/Chicago",
    "columbus": "America/New_York", "lacey": "America/Los_Angeles", "mandan": "America/Chicago",
    "wichita": "America/Chicago", "avenal": "America/Los_Angeles", "farmersville": "America/Los_Angeles",
}  # fmt: skip

# What was found on reading the page where ours and the truth differ, by capture and field.
CAUSES = {
    (
        "rss/www-lausd-org__losca_Board_of_ed.xml",
        "title",
    ): "the truth is its repository's spider's, which cuts the word 'Committee' that the feed's title has",
    ("drupal/www-cobbcounty-org__atl_cobb_county_elections.html", "link"): "the truth names the page, since "
    "its spider sets that; the row links the event's own page, which is what a reader would cite",
    (
        "civicplus_agenda/www-wichita-gov__wicks_city_apc.html",
        "date",
    ): "the truth is an event's page of June; the first event of this list is of January 11",
    ("civicplus_agenda/www-wichita-gov__wicks_city_apc.html", "link"): "the truth names the page, since its "
    "spider sets that; the row links the event's own page",
    (
        "boarddocs/boarddocs-oh-columbus__colum_boe_detail.html",
        "link",
    ): "the truth's id is that of an agenda's "
    "first item, which its spider reads from another page; the page's own is the meeting's",
    (
        "granicus/rtachicago-granicus-com__il_regional_transit_past.html",
        "title",
    ): "the truth is of this page and the upcoming one joined; this page begins with the Finance Committee",
    ("granicus/rtachicago-granicus-com__il_regional_transit_past.html", "date"): "as its title",
    (
        "granicus/rtachicago-granicus-com__il_regional_transit_upcoming.html",
        "date",
    ): "the row gives no time; 9:00 is a constant of the truth's spider",
    (
        "novusagenda/laschoolboard-org__lausd.html",
        "count",
    ): "the truth counts the rows whose date is in digits; the others say 'January 21, 1 p.m.'",
    (
        "escribe/pub-chulavista-escribemeetings-com__sandie_citychula.json",
        "link",
    ): "the truth is the answer's own Url, which leads to the calendar; cut short of it "
    "it leads to the meeting",
    ("wordpress_html/www-madera-id-org__fre_madera_irrigation_district.html", "date"): "the page gives no "
    "time; 13:00 is a constant of the truth's spider",
}


@dataclass
class Compared:
    """One capture's fields: name -> (agrees, ours, truth)."""

    file: str
    platform: str
    verdict: str
    fields: dict[str, tuple[bool, str, str]] = field(default_factory=dict)


def read_index(shared: Path, platforms: set[str]) -> list[dict[str, Any]]:
    """Return the captures that have a URL and a truth, of these platforms or, where none is named, of all."""
    lines = (shared / "captures" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row.get("url") and row.get("truth")]
    return [row for row in rows if not platforms or row["platform"] in platforms]


def zone_of(row: dict[str, Any]) -> str:
    """Return the source's zone: the truth's own, the table's, or New York's."""
    for name in ("truth", "truth_repo"):
        given = (row.get(name) or {}).get("tz")
        if given:
            return str(given)
    text = f"{row['site']} {row['tenant']}"
    return next((zone for name, zone in ZONES.items() if name in text), "America/New_York")


def platform_known(name: str) -> bool:
    """Return whether a YAML may name this platform."""
    from spiders.platforms import known_platforms

    return name in known_platforms()


def pack(shared: Path, folder: Path, *, file: str = "") -> Path:
    """Return one archive of all recorded captures, or of those whose file's name holds `file`."""
    name = f"{file.replace('/', '-') or 'captures'}.warc.gz"
    archive, packer = folder / name, shared / "tools" / "captures_to_warc.py"
    subprocess.run(
        [sys.executable, str(packer), str(archive), "--index", str(shared / "captures" / "INDEX.jsonl"),
         "--file", file],
        check=True, capture_output=True,
    )  # fmt: skip
    return archive


def of_one_address(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the captures that share an address with others, told apart only by what was posted."""
    counts = Counter(row["url"] for row in rows)
    return [row for row in rows if counts[row["url"]] > 1]


def crawl(
    rows: list[dict[str, Any]], zone: str, archive: Path, folder: Path
) -> dict[str, tuple[list[dict[str, Any]], str]]:
    """Return each capture's documents and verdict, by file, crawled from the archive as one source each."""
    folder.mkdir()
    declared, out, sources = folder / "sources.yml", folder / "landing", []
    for at, row in enumerate(rows):
        name = row["platform"]
        kind = "news" if name.startswith("news") else "police" if "police" in name else "council"
        url = html.unescape(row["url"])
        sources.append({"id": f"capture-{at}", "kind": kind, "platform": name, "url": url})
    declared.write_text(
        yaml.safe_dump({"jurisdiction": "Anywhere, NY", "timezone": zone, "sources": sources}),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", "from policywatch.cli import main; main()", "crawl", "--source", str(declared),
         "--replay", str(archive), "--out", str(out)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if not (out / "COMPLETE").exists():
        raise RuntimeError(f"{zone}: the crawl did not land: {(done.stderr or done.stdout)[-600:]}")
    stats = json.loads((out / "stats.json").read_text(encoding="utf-8"))
    verdicts = {night["source_id"]: night["verdict"] for night in stats["sources"]}
    documents: dict[str, list[dict[str, Any]]] = {source_id: [] for source_id in verdicts}
    for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        documents[document["source_id"]].append(document)
    return {
        row["file"]: (documents[f"capture-{at}"], verdicts[f"capture-{at}"]) for at, row in enumerate(rows)
    }


def _same_words(ours: str | None, truth: str) -> bool:
    return " ".join(html.unescape(ours or "").split()) == " ".join(html.unescape(truth).split())


def _moment(text: str) -> datetime | date | None:
    text = re.sub(r"\.\d+", "", text.strip()).replace("Z", "+00:00")
    for pattern in (
        None, "%Y-%m-%d %I:%M %p", "%Y-%m-%d %H:%M", "%b %d, %Y %I:%M %p", "%Y/%m/%d %H:%M:%S",
    ):  # fmt: skip
        try:
            if pattern:
                return datetime.strptime(text, pattern)  # noqa: DTZ007 - truths are wall time
            return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        except ValueError:
            continue
    return None


def same_time(ours: str | None, truth: str, zone: str) -> bool:
    """Return whether two times agree: one instant where both have offsets, else one wall time or day.

    A truth at midnight without an offset is a day without a time.
    """
    mine, theirs = _moment(ours or ""), _moment(truth)
    if mine is None or theirs is None:
        return False
    if not isinstance(mine, datetime) or not isinstance(theirs, datetime):
        mine_day = mine.date() if isinstance(mine, datetime) else mine
        theirs_day = theirs.date() if isinstance(theirs, datetime) else theirs
        midnight = not isinstance(theirs, datetime) or (theirs.hour, theirs.minute) == (0, 0)
        return mine_day == theirs_day and midnight
    if theirs.tzinfo is not None and mine.tzinfo is not None:
        return mine == theirs
    wall = mine.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if mine.tzinfo else mine
    return wall.replace(second=0) == theirs.replace(tzinfo=None, second=0)


def _same_link(ours: str, truth: str) -> bool:
    def bare(url: str) -> str:
        return re.sub(r"^https?://(?:www\.)?", "", html.unescape(url)).replace("%20", " ").rstrip("/")

    return bare(ours) == bare(truth)


def counts_parts(row: dict[str, Any]) -> bool:
    """Return whether a capture's rows themselves belong to another document (the items of a meeting)."""
    return "eventitems" in row["url"] or row["platform"] == "novusagenda"


def compare(row: dict[str, Any], documents: list[dict[str, Any]], verdict: str) -> Compared:
    """Return what agrees between a capture's documents and its truth, field by field."""
    truth, found = row["truth"], Compared(row["file"], row["platform"], verdict)
    # Files followed from a meeting are documents of their own, where the archive happens to hold them.
    documents = [document for document in documents if document.get("parent_id") is None or counts_parts(row)]
    first = documents[0] if documents else {}
    when = first.get("starts_at") or first.get("published_at")
    link = truth.get("first_url")
    if truth.get("first_url_is") == "source page":
        link = row["url"]
    if "count" in truth and truth.get("what_is_counted") is None:
        found.fields["count"] = (len(documents) == truth["count"], str(len(documents)), str(truth["count"]))
    is_scan = row["platform"] == "pdf_scanned"
    if truth.get("first_title") and not is_scan:
        ours = first.get("title")
        found.fields["title"] = (_same_words(ours, truth["first_title"]), str(ours), truth["first_title"])
    if truth.get("first_date") and not is_scan:
        agrees = same_time(when, truth["first_date"], zone_of(row))
        found.fields["date"] = (agrees, str(when), truth["first_date"])
    if link:
        found.fields["link"] = (_same_link(first.get("url", ""), link), str(first.get("url")), link)
    return found


def compare_words(row: dict[str, Any], shared: Path, found: Compared) -> None:
    """Compare a PDF's extracted words with the truth's pages, first lines and first date."""
    from spiders.times import iter_times
    from transforms.text.extract import extract_text

    body = (shared / "captures" / row["file"]).read_bytes()
    extracted = extract_text(
        body, media_type="application/pdf", url=html.unescape(row["url"]), charset=None, max_seconds=120.0
    )
    truth = row["truth"]
    found.fields["pages"] = (
        len(extracted.pages) == truth["pages"],
        str(len(extracted.pages)),
        str(truth["pages"]),
    )

    def letters(text: str) -> str:
        return re.sub(r"[\W_]+", "", text).lower()

    first_lines = letters(truth["first_lines"])
    if first_lines:
        head = letters(extracted.text[:4000])
        found.fields["first lines"] = (
            first_lines[:60] in head,
            extracted.text[:60],
            truth["first_lines"][:60],
        )
    if row["platform"] == "pdf_scanned" and truth.get("first_title"):
        # What stands in brackets is the truth's own remark.
        told = re.findall(r"\w+", re.sub(r"\([^()]*\)", " ", truth["first_title"]).lower())
        missing = set(told) - set(re.findall(r"\w+", extracted.text.lower()))
        found.fields["title"] = (not missing, f"without {sorted(missing)}", truth["first_title"])
    if row["platform"] == "pdf_scanned" and truth.get("first_date"):
        days = [each.iso[:10] for each in iter_times(extracted.text, timezone="UTC")]
        agrees = truth["first_date"][:10] in days
        found.fields["date"] = (agrees, ", ".join(days[:3]) or "no day in the words", truth["first_date"])
    if truth.get("first_date_text"):
        told = truth["first_date_text"].lower()
        words = " ".join(extracted.text.lower().split())
        found.fields["first date"] = (told in words, extracted.published_at_raw or "not in the words", told)


def report(results: list[Compared]) -> float:
    """Print the table and the differences; return the share of fields that agree, as `fair_share` counts."""
    names = ("count", "title", "date", "link", "pages", "first lines", "first date")
    print(f"{'capture':<74}{'verdict':<10}" + "".join(f"{name:<13}" for name in names))
    for each in results:
        marks = "".join(
            f"{('yes' if each.fields[name][0] else 'NO') if name in each.fields else '·':<13}"
            for name in names
        )
        print(f"{each.file[:72]:<74}{each.verdict:<10}{marks}")
    print(f"\n{'platform':<24}{'all fields':<22}without those of another page")
    platforms = list(dict.fromkeys(each.platform for each in results))
    for platform in platforms:
        print(_line(platform, [each for each in results if each.platform == platform]))
    print(_line("all", results) + "\n")
    for line in differences(results):
        print(line)
    return share_of(results, is_fair=True)


def _marks(results: list[Compared], *, is_fair: bool) -> list[bool]:
    return [
        agrees
        for each in results
        for name, (agrees, _, _) in each.fields.items()
        if not (is_fair and (each.file, name) in CAUSES)
    ]


def share_of(results: list[Compared], *, is_fair: bool) -> float:
    """Return the share of fields that agree; `is_fair` leaves out those whose truth is not of their page."""
    marks = _marks(results, is_fair=is_fair)
    return sum(marks) / len(marks) if marks else 0.0


def _line(name: str, results: list[Compared]) -> str:
    cells = ""
    for is_fair in (False, True):
        marks = _marks(results, is_fair=is_fair)
        if marks:
            cells += f"{sum(marks):>4} of {len(marks):<4}{sum(marks) / len(marks):>8.1%}  "
    return f"{name:<24}{cells}"


def differences(results: list[Compared]) -> Iterator[str]:
    """Yield one line a difference, with its cause."""
    for each in results:
        for name, (agrees, ours, truth) in each.fields.items():
            if not agrees:
                cause = CAUSES.get((each.file, name), "not looked into")
                yield f"- {each.file}, {name}: ours {ours[:110]!r}, truth {truth[:110]!r}; cause: {cause}"


def main() -> int:
    """Run the comparison; exit 1 where less than the floor agrees."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("POLICYWATCH_SHARED") or str(ROOT.parent / "shared")
    parser.add_argument(
        "--shared", type=Path, default=Path(default), help="folder that holds captures and tools"
    )
    parser.add_argument("--platform", action="append", help="only this platform; may be given again")
    options = parser.parse_args()
    if not (options.shared / "captures" / "INDEX.jsonl").exists():
        print(f"{options.shared}: holds no captures/INDEX.jsonl; give --shared", file=sys.stderr)
        return 2
    rows = read_index(options.shared, set(options.platform or ()))
    for platform in sorted({row["platform"] for row in rows if not platform_known(row["platform"])}):
        print(f"platform {platform} is not served yet", file=sys.stderr)
    rows = [row for row in rows if platform_known(row["platform"])]
    landed: dict[str, tuple[list[dict[str, Any]], str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        archive = pack(options.shared, Path(temporary))
        alone = of_one_address(rows)
        for at, zone in enumerate(sorted({zone_of(row) for row in rows})):
            chosen = [row for row in rows if zone_of(row) == zone and row not in alone]
            if chosen:
                landed |= crawl(chosen, zone, archive, Path(temporary) / str(at))
        for at, row in enumerate(alone):
            own = pack(options.shared, Path(temporary), file=row["file"])
            landed |= crawl([row], zone_of(row), own, Path(temporary) / f"alone-{at}")
    results = []
    for row in rows:
        found = compare(row, *landed[row["file"]])
        if row["platform"].startswith("pdf"):
            compare_words(row, options.shared, found)
        results.append(found)
    return 0 if report(results) >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
