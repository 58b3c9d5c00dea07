"""`sources check ID`: fetches one source once and explains what it saw, and what its file should say."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from policywatch.ordering import require_contact
from policywatch.settings import Settings
from policywatch.showing import console, words
from spiders.crawl import Probe
from spiders.recognizing import Recognized, recognize_page
from spiders.registry import Listed

READ_WELL = ("ok", "unchanged", "empty")
# Names under which one module serves: a page that tells one of them tells the others.
_SAME = ({"legistar_api", "legistar_html"}, {"rss", "atom", "civicplus_news_rss", "google_alerts"})
_GENERAL = frozenset(
    {"listing", "html_listing", "drupal", "wordpress_html", "police_page", "police_policies", "opencities"}
)
_NOT_OURS = re.compile(r"(\S+) is not one of this source's hosts")
_ELSEWHERE = re.compile(r"on hosts that are not this source's \(([^)]*)\)")


def probe_source(settings: Settings, source_id: str, *, registry: Path, replay: Path | None) -> bool:
    """Fetch one source once, print what it gave and what its file should say; tell whether it reads well.

    Raises UserError for an unknown id, a missing archive, or a live fetch without a contact.
    """
    from spiders.crawl import chosen, probe
    from spiders.registry import list_registry

    listed = list_registry(registry)
    (source,) = chosen([each.source for each in listed], [source_id])
    if replay is None:
        require_contact(settings)
    found = probe(
        source,
        replay=replay,
        contact=settings.contact,
        allow_private=list(settings.allow_private),
        delay_seconds=settings.delay_seconds,
    )
    entry = next(each for each in listed if each.source.source_id == source_id)
    seen = recognized_of(found)
    for line in explain(entry, found, seen, is_replay=replay is not None):
        console().print(words(line), soft_wrap=True)
    changes = proposed_changes(entry, found, seen)
    is_well = found.night.verdict in READ_WELL
    unchanged = "the file says what it should" if is_well else "what was seen tells no change of the file"
    for line in proposal(entry, changes) or [unchanged]:
        console().print(words(line), soft_wrap=True)
    return is_well


def recognized_of(found: Probe) -> Recognized | None:
    """Return what the first page that answered tells of its vendor; None where none answered."""
    for each in found.pages:
        if each.status < 400 and each.body:
            return recognize_page(each.url, each.body, media_type=each.media_type)
    return None


def explain(entry: Listed, found: Probe, seen: Recognized | None, *, is_replay: bool) -> list[str]:
    """Return lines that tell what was asked, answered, recognized and collected."""
    source, night = entry.source, found.night
    lines = [f"{source.source_id} ({source.platform}): {night.verdict}; {night.reason}"]
    for each in found.captures:
        sent_on = f", sent on to {each['url']}" if each["url"] != each["requested_url"] else ""
        size = f"{each.get('media_type') or 'no type'}, {each.get('size_bytes') or 0:,} bytes"
        lines.append(f"  asked for {each['requested_url']}: {each['status']}, {size}{sent_on}")
    lines += [f"  failed: {each.reason}" for each in night.errors]
    lines.append(f"  robots.txt: {_robots(found, is_replay=is_replay)}")
    lines.append(f"  vendor: {_vendor(source.platform, seen)}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.kinds.items())) or "nothing"
    lines.append(
        f"  collected {night.documents_count} documents from {night.captures_count} responses, "
        f"{night.size_bytes:,} bytes ({kinds}); the file's floor is {source.floor}"
    )
    for document in found.documents:
        when = document.starts_at or document.published_at or "no date"
        lines.append(f"    {document.kind}, {when}: {document.title or document.url}")
    return lines


def _robots(found: Probe, *, is_replay: bool) -> str:
    told = [each.reason for each in found.night.errors if "robots.txt" in each.reason]
    if told:
        return told[0]
    return "not asked, since an archive answered" if is_replay else "allows what was asked for"


def _vendor(platform: str, seen: Recognized | None) -> str:
    if seen is None:
        return "no page answered, so nothing is told of it"
    if not seen.is_certain:
        return f"the page tells none; the file says {platform}"
    fits = "as the file says" if _fits(platform, seen.platform) else f"but the file says {platform}"
    return f"{seen.vendor} ({seen.platform}), {fits}: {seen.why}"


def _fits(declared: str, seen: str) -> bool:
    if declared == seen or any({declared, seen} <= names for names in _SAME):
        return True
    return declared.partition("_")[0] == seen.partition("_")[0]


def proposed_changes(entry: Listed, found: Probe, seen: Recognized | None) -> dict[str, str]:
    """Return the keys of the entry that should say something else, with their new YAML. Pure.

    A platform is only proposed where the declared one did not read: a vendor's page may be read in two ways.
    """
    source, night = entry.source, found.night
    changes: dict[str, str] = {}
    moved = _moved_to(found)
    if night.verdict in ("broken", "empty", "unreachable", "blocked") and not night.documents_count:
        is_vendor = seen is not None and seen.is_certain and seen.platform not in _GENERAL
        if seen is not None and is_vendor and seen.is_served and not _fits(source.platform, seen.platform):
            changes["platform"] = seen.platform
            changes["url"] = f'"{seen.url}"'
            if seen.hosts:
                changes["hosts"] = _listed(seen.hosts)
            if seen.delay_seconds is not None and source.delay_seconds is None:
                changes["delay_seconds"] = str(seen.delay_seconds)
    if "url" not in changes and moved is not None and night.verdict in READ_WELL:
        changes["url"] = f'"{moved}"'
    if others := _other_hosts(found, source.hosts):
        changes.setdefault("hosts", _listed((*source.hosts, *others)))
    if night.verdict == "ok" and night.documents_count:
        if source.floor == 0:
            changes["floor"] = str(max(1, night.documents_count // 2))
        # Cut short, a probe has landed what is listed and not all that lies behind.
        if entry.last_count != night.documents_count and not found.is_cut_short:
            changes["last_count"] = str(night.documents_count)
        if entry.verified != "recorded":
            changes["verified"] = "recorded"
    return changes


def _moved_to(found: Probe) -> str | None:
    """Return where the source's first page was sent on to for good, within the same site."""
    for each in found.captures[:1]:
        asked, got = each["requested_url"], each["url"]
        if asked != got and each["status"] < 400 and _bare(asked) != _bare(got) and not urlsplit(got).query:
            return str(got)
    return None


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/").lower()


def _other_hosts(found: Probe, known: Iterable[str]) -> tuple[str, ...]:
    told = [each.reason for each in found.night.errors] + [found.night.reason]
    named: list[str] = []
    for reason in told:
        named += _NOT_OURS.findall(reason)
        for group in _ELSEWHERE.findall(reason):
            named += [each.strip() for each in group.split(",")]
    counted = Counter(each.strip("'\"") for each in named if re.fullmatch(r"[\w.-]+\.[a-z]{2,}", each))
    return tuple(host for host, _ in counted.most_common(3) if host not in known)


def _listed(hosts: Iterable[str]) -> str:
    return f"[{', '.join(dict.fromkeys(hosts))}]"


def proposal(entry: Listed, changes: Mapping[str, str]) -> list[str]:
    """Return lines that show what the entry's file should say, as a diff where it can be edited by lines."""
    if not changes:
        return []
    before = entry.path.read_text(encoding="utf-8").splitlines()
    after = edited(before, entry.source.source_id, changes)
    if after is None:
        return ["the file should say:", *(f"    {key}: {value}" for key, value in changes.items())]
    name = entry.path.as_posix()
    diff = difflib.unified_diff(before, after, name, f"{name} (proposed)", lineterm="", n=2)
    return ["the file should say:", *diff]


def edited(lines: list[str], source_id: str, changes: Mapping[str, str]) -> list[str] | None:
    """Return the file's lines with the entry's keys changed; None where the entry is not one key a line."""
    start = next(
        (
            number
            for number, line in enumerate(lines)
            if re.match(rf"""\s*-\s+id:\s*["']?{re.escape(source_id)}["']?\s*(?:#.*)?$""", line)
        ),
        None,
    )
    if start is None:
        return None
    indent = lines[start].index("id:")
    stop = start + 1
    while stop < len(lines) and (not lines[stop].strip() or _depth(lines[stop]) >= indent):
        stop += 1
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    block = lines[start:stop]
    for key, value in changes.items():
        said = f"{' ' * indent}{key}: {value}"
        at = next((n for n, each in enumerate(block) if re.match(rf"\s{{{indent}}}{key}:", each)), None)
        if at is None:
            at = _place_for(block, key, indent)
            block.insert(at, said)
        else:
            block[at] = said
    return [*lines[:start], *block, *lines[stop:]]


_ORDER = (
    "id",
    "kind",
    "platform",
    "url",
    "title",
    "hosts",
    "delay_seconds",
    "rhythm_days",
    "floor",
    "last_count",
)


def _place_for(block: list[str], key: str, indent: int) -> int:
    before = set(_ORDER[: _ORDER.index(key)]) if key in _ORDER else set(_ORDER)
    last = 0
    for number, line in enumerate(block):
        named = re.match(r"\s*(?:-\s+)?(\w+):", line)
        if named and named.group(1) in before and line.index(named.group(1)) == indent:
            last = number
    return last + 1


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
