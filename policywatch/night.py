"""The stages of a night, each composing what the rooms offer. The DAG calls one function a task.

Every stage can be run again: what was done is found done. `opened` is what `open_night` returned, small
enough to pass between tasks, on whichever machine: {"run_id", "shards"}.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from policywatch.closing import NightIncomplete, write_report
from policywatch.ordering import check_order
from policywatch.owing import resolve_actions_and_owe
from policywatch.places import has_lake, lake_of, landings_of
from policywatch.posting import Posted, require_under_ceiling, send_outbox
from policywatch.progress import note, told
from policywatch.settings import Settings, load_settings, prepare_home
from policywatch.settling import outbox_lock
from warehouse.errors import UserError
from warehouse.lake import Lake
from warehouse.records import Reading

Opened = Mapping[str, Any]
Row = TypeVar("Row")

PUBLISHED, SITE = "published", "site"
READING_BATCH = 500


def _folder(opened: Opened) -> Path:
    return load_settings().nights_root / str(opened["run_id"])


def _settings() -> Settings:
    """Return the settings, this machine's home ready to be written to."""
    settings = load_settings()
    prepare_home(settings)
    return settings


def _order_folder(order: Mapping[str, Any]) -> Path:
    settings = load_settings()
    return settings.nights_root / str(order.get("date") or _today(settings))


def _today(settings: Settings) -> str:
    return datetime.now(ZoneInfo(settings.timezone)).date().isoformat()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


@told("open_night", _order_folder)
def open_night(order: Mapping[str, Any]) -> dict[str, Any]:
    """Read the registry, open the lake, plan the shards and write what each crawl is told.

    A shard is named by the sources in it, so a night run again with the same registry finds its landings.
    """
    from policywatch.shards import shard_name, write_spec
    from spiders.plan import plan_shards
    from warehouse.reads import begin_night

    settings = load_settings()
    chosen = check_order(settings, order)
    prepare_home(settings)
    run_id = str(order.get("date") or _today(settings))
    date.fromisoformat(run_id)
    folder = settings.nights_root / run_id
    shards = plan_shards(chosen, shards=settings.shards)
    names = []
    with lake_of(settings) as lake:
        begin_night(lake, run_id, night=run_id, started_at_utc=_now())
        lake.merge("sources", chosen, run_id=run_id)
        for at, sources in enumerate(shards):
            name = shard_name(at, sources, order.get("replay"))
            names.append(name)
            write_spec(settings, lake, run_id, name, sources, order.get("replay"))
    note(folder, "open_night", f"{len(chosen)} sources in {len(names)} shards")
    return {"run_id": run_id, "shards": names}


@told("crawl", _folder)
def crawl_shard(opened: Opened, name: str) -> str:
    """Crawl one shard in a process of its own and return the landing's folder; done already, it is left."""
    from policywatch.shards import crawl

    folder = _folder(opened)
    landed = crawl(_settings(), opened["run_id"], name, lambda words: note(folder, "crawl", words))
    sources = landed.stats["sources"]
    documents = sum(each["documents_count"] for each in sources)
    note(folder, "crawl", f"{name}: {len(sources)} sources, {documents} documents")
    return landed.place


@told("load", _folder)
def load_landing(opened: Opened, landing: str) -> dict[str, Any]:
    """Audit one landing and merge it; what fails is set aside with its reason.

    Of `landing`, a folder of the machine that crawled, the name tells the shard.
    """
    from expectations import audit, sound_batches
    from policywatch.shards import sources_of
    from warehouse.landing import read_landing
    from warehouse.load import load_landing as merge_landing

    settings, run_id, name = _settings(), opened["run_id"], Path(landing).name
    with lake_of(settings) as lake, landings_of(settings).brought(run_id, name) as folder:
        sources = sources_of(settings, run_id, name)
        landed = read_landing(folder)
        report = merge_landing(lake, landed, sources=sources, audit=audit, sound=sound_batches)
    new = report.merged["documents"].inserted if "documents" in report.merged else 0
    held = "".join(f"; {source} held back: {why}" for source, why in report.held_back.items())
    done = "loaded before" if report.is_known else f"{new} new or changed documents"
    note(_folder(opened), "load", f"{name}: {done}, {report.quarantined_count} rows set aside{held}")
    return {"documents_new": new, "quarantined": report.quarantined_count}


@told("read_texts", _folder)
def read_texts(opened: Opened) -> int:
    """Read the words of every document version that has none yet, and keep what each version changed.

    Returns how many texts were read.
    """
    from policywatch.revising import keep_revisions
    from policywatch.texts import read_all_texts

    settings = _settings()
    with lake_of(settings) as lake:
        count, unreadable = read_all_texts(settings, lake, opened["run_id"])
        versions, sections = keep_revisions(lake, opened["run_id"])
    told_too = f", {unreadable} without readable words" if unreadable else ""
    told_too += f"; {versions} later versions, {sections} sections of them new or changed" if versions else ""
    note(_folder(opened), "read_texts", f"{count} texts{told_too}")
    return count


@told("find_candidates", _folder)
def find_candidates(opened: Opened) -> int:
    """Read every text that the present detector has not read; return how many hold a new action."""
    settings = _settings()
    with lake_of(settings) as lake:
        read, relevant, new = read_for_candidates(lake, opened["run_id"])
    note(
        _folder(opened), "find_candidates", f"{read} texts read, {relevant} relevant, {new} with a new action"
    )
    return new


def read_for_candidates(lake: Lake, run_id: str) -> tuple[int, int, int]:
    from expectations import audit
    from policywatch.revising import reading_of
    from transforms.candidates import DETECTOR_VERSION
    from warehouse.load import load_readings
    from warehouse.reads import texts_without_reading
    from warehouse.revised import candidates_of

    read = relevant = new = 0
    for batch in _batches(texts_without_reading(lake, DETECTOR_VERSION), READING_BATCH):
        readings: list[Reading] = []
        texts: dict[str, str] = {}
        known = candidates_of(lake, [document.document_id for document, *_ in batch])
        for document, text, source, versions_count in batch:
            of_it = known.get(document.document_id, [])
            reading = reading_of(lake, document, text, source, known=of_it, versions_count=versions_count)
            readings.append(reading)
            texts[document.document_id] = text.text
            relevant += reading.relevant
            new += reading.new_action
        load_readings(lake, readings, run_id=run_id, texts=texts, audit=audit)
        read += len(readings)
    return read, relevant, new


@told("resolve_actions", _folder)
def resolve_and_owe(opened: Opened) -> dict[str, int]:
    """Resolve candidates into actions and owe the mails, in one transaction."""
    settings = _settings()
    with lake_of(settings) as lake:
        counts = resolve_actions_and_owe(settings, lake, opened["run_id"])
    new, changed = counts["actions_new"], counts["actions_changed"]
    note(
        _folder(opened),
        "resolve_actions",
        f"{new} new actions, {changed} changed, {counts['owed']} mails owed"
        + (f", {counts['quieted']} finds quiet by a verdict" if counts["quieted"] else ""),
    )
    return counts


@told("publish", _folder)
def publish_night(opened: Opened) -> str:
    """Build, audit and swap in the analysts' file; where the audit fails, yesterday's stays."""
    from expectations import audit
    from warehouse.publish import publish

    settings = _settings()
    with lake_of(settings) as lake:
        report = publish(lake, settings.published, run_id=opened["run_id"], audit=audit)
    (_folder(opened) / PUBLISHED).write_text(opened["run_id"], encoding="utf-8")
    note(_folder(opened), "publish", report.told())
    return str(settings.published)


@told("publish_site", _folder)
def publish_site(opened: Opened) -> str:
    """Build the static site of what was published; return its folder."""
    from policywatch.site import build_published_site

    settings = _settings()
    report = build_published_site(settings)
    (_folder(opened) / SITE).write_text(opened["run_id"], encoding="utf-8")
    note(_folder(opened), "publish_site", f"{report.pages_count:,} pages")
    return str(settings.site)


@told("send_alerts", _folder)
def send_alerts(opened: Opened) -> dict[str, int]:
    """Send what is owed.

    Raises UserError where the mail server takes nothing or the ceiling was reached; the mails stay owed.
    """
    settings = _settings()
    posted = send_owed(settings)
    note(_folder(opened), "send_alerts", f"mails: {posted.told()}")
    require_under_ceiling(settings, posted)
    return posted.counts


def send_due() -> dict[str, int]:
    """Send what is owed and due by now, between nights; where there is no night yet, nothing.

    Raises UserError as `send_alerts` does.
    """
    settings = _settings()
    if not has_lake(settings):
        return {}
    posted = send_owed(settings)
    require_under_ceiling(settings, posted)
    return posted.counts


def send_owed(settings: Settings, *, with_parked: bool = False, over_ceiling: bool = False) -> Posted:
    """Empty the outbox. Raises UserError, after marking each attempt, where nothing could be sent."""
    with outbox_lock(settings), lake_of(settings) as lake:
        return send_outbox(settings, lake, with_parked=with_parked, over_ceiling=over_ceiling)


@told("close_night", _folder)
def close_night(opened: Opened) -> dict[str, Any]:
    """Write the night's report. Raises NightIncomplete where a part of the night was lost."""
    settings = _settings()
    with lake_of(settings) as lake:
        report = write_report(
            settings,
            lake,
            opened["run_id"],
            _folder(opened),
            opened["shards"],
            is_published=(_folder(opened) / PUBLISHED).is_file(),
        )
    if report["missing_shards"]:
        raise NightIncomplete(
            f"{len(report['missing_shards'])} of {len(opened['shards'])} shards were not loaded: "
            f"{', '.join(report['missing_shards'])}"
        )
    if not report["is_published"]:
        raise NightIncomplete("the night was not published; yesterday's file stays")
    if not (_folder(opened) / SITE).is_file():
        raise NightIncomplete("the site was not built; yesterday's stays, or run: policywatch site")
    due = report["mails_pending"] - report["mails_held"]
    if due > 0 and not report["mails_sent"]:
        raise NightIncomplete(f"{due} mails are owed and none could be sent")
    note(_folder(opened), "close_night", "the night is whole")
    return report


def rebuild(settings: Settings, start: str) -> dict[str, int]:
    """Redo the stages after `captures` or `text` from kept bytes, publish, and mail nobody.

    From `text`, only what the present version of the detector has not read is read.
    """
    from expectations import audit
    from policywatch.revising import keep_revisions
    from policywatch.texts import read_all_texts
    from warehouse.publish import publish

    prepare_home(settings)
    counts: dict[str, int] = {}
    with lake_of(settings) as lake:
        nights = lake.query("nights")
        if not nights:
            raise UserError(f"{settings.home}: holds no night yet; run: policywatch nightly")
        run_id = str(nights[-1]["run_id"])
        if start == "captures":
            counts["texts"], _ = read_all_texts(settings, lake, run_id, again=True)
            counts["revisions"], _ = keep_revisions(lake, run_id, again=True)
        counts["readings"], counts["relevant"], _ = read_for_candidates(lake, run_id)
        resolved = resolve_actions_and_owe(settings, lake, run_id, mail=False)
        counts["actions"] = resolved["actions_new"] + resolved["actions_changed"]
        publish(lake, settings.published, run_id=run_id, audit=audit)
    return counts


def alerts_of_lake(settings: Settings) -> list[Any]:
    """Return every alert of the outbox, the newest night first."""
    from warehouse.reads import outbox

    with lake_of(settings, read_only=True) as lake:
        return outbox(lake)
