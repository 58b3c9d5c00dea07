"""`policywatch ingest`: takes archives and documents from elsewhere into the lake, and mails nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args
from zoneinfo import ZoneInfo

import typer

from policywatch.showing import console
from warehouse.errors import UserError
from warehouse.vocabulary import SourceKind

if TYPE_CHECKING:
    from policywatch.settings import Settings
    from spiders.ingest import Ingested
    from warehouse.records import Source

_KINDS = ", ".join(get_args(SourceKind))
_DOCUMENTS = (".jsonl", ".ndjson")


def add_commands(app: typer.Typer) -> None:
    """Add this module's command to the command line."""
    app.command("ingest")(ingest)


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="WARC archives, or documents as JSON lines, as for detect but each with its url."
        ),
    ],
    source: Annotated[
        str, typer.Option("--source", help="Whose they are: an id of the registry, or a new one.")
    ],
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", help='Of a new source: "Rochester, NY".')
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=f"Of a new source: {_KINDS}.")] = None,
) -> None:
    """Take archives and documents from elsewhere into the lake, read them, and mail nobody of them."""
    from policywatch.settings import load_settings, prepare_home

    settings = load_settings()
    whose = _source(settings, source, jurisdiction=jurisdiction, kind=kind)
    prepare_home(settings)
    with _alone(settings):
        found, counts = take_in(settings, paths, whose)
    out = console()
    for each in found:
        out.print(
            f"{each.landing.name}: {each.documents_count:,} documents landed"
            + "".join(f"; {count:,} left out: {why}" for why, count in each.left_out.most_common(5)),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    out.print(", ".join(f"{count:,} {name}" for name, count in counts.items()), highlight=False)


def _source(settings: Settings, source_id: str, *, jurisdiction: str | None, kind: str | None) -> Source:
    """Return the registry's source, or a new one as told. Raises UserError naming what is missing."""
    from policywatch.placing import named_place
    from spiders.registry import load_registry
    from warehouse.records import Source

    known = next((each for each in load_registry(settings.sources) if each.source_id == source_id), None)
    if known is not None:
        if jurisdiction or kind:
            raise UserError(
                f"--source {source_id}: is in the registry, which tells its jurisdiction and kind"
            )
        # A floor is of a night's crawl; what an archive holds may be less.
        return known.model_copy(update={"floor": 0})
    if not jurisdiction or not kind:
        raise UserError(
            f"--source {source_id}: is not in the registry; for a new one add --jurisdiction and --kind"
        )
    if kind not in get_args(SourceKind):
        raise UserError(f"--kind {kind!r} is not known; use one of {_KINDS}")
    place = named_place(jurisdiction)
    return Source.model_validate(
        {
            "source_id": source_id,
            "jurisdiction": jurisdiction,
            "ocd_id": place.ocd_id if place else None,
            "timezone": settings.timezone,
            "kind": kind,
            "platform": "ingested",
            "url": "https://ingested.invalid/",
            "title": None,
        }
    )


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the lock that a night holds: both would resolve the same candidates."""
    from policywatch.orchestration import alone_in

    with alone_in(settings.home) as is_alone:
        if not is_alone:
            raise UserError(f"a night is running in {settings.home}; ingest when it has ended")
        yield


def take_in(
    settings: Settings, paths: Sequence[Path], source: Source
) -> tuple[list[Ingested], dict[str, int]]:
    """Land, load, read, find, resolve and publish; return what each file came to, and counts by name.

    The run is named by today: what is ingested was first seen today, whatever its own dates. A file that was
    taken in today before is left alone. Raises UserError for a file that cannot be read; those before it
    are landed and loaded.
    """
    from expectations import audit
    from policywatch import night
    from policywatch.owing import resolve_actions_and_owe
    from policywatch.places import lake_of, landings_of
    from policywatch.revising import keep_revisions
    from policywatch.site import build_published_site
    from policywatch.texts import read_all_texts
    from warehouse.landing import read_landing
    from warehouse.load import load_landing
    from warehouse.publish import publish
    from warehouse.reads import begin_night, end_night

    run_id = datetime.now(ZoneInfo(settings.timezone)).date().isoformat()
    found: list[Ingested] = []
    counts: dict[str, int] = {}
    with lake_of(settings) as lake:
        is_night = any(row["run_id"] == run_id for row in lake.query("nights"))
        if not is_night:
            begin_night(lake, run_id, night=run_id, started_at_utc=_now())
        lake.merge("sources", [source], run_id=run_id)
        counts["documents new or changed"] = 0
        for path in paths:
            ingested = _land(settings, path, run_id, source)
            found.append(ingested)
            with landings_of(settings).brought(run_id, ingested.landing.name) as folder:
                report = load_landing(
                    lake, read_landing(folder), sources={source.source_id: source}, audit=audit
                )
            merged = report.merged.get("documents")
            counts["documents new or changed"] += merged.changed if merged else 0
            if report.quarantined_count:
                counts["rows set aside"] = counts.get("rows set aside", 0) + report.quarantined_count
        counts["texts"], _ = read_all_texts(settings, lake, run_id)
        keep_revisions(lake, run_id)
        _, counts["relevant"], counts["with a new action"] = night.read_for_candidates(lake, run_id)
        resolved = resolve_actions_and_owe(settings, lake, run_id, mail=False)
        counts["new actions"] = resolved["actions_new"]
        if not is_night:
            end_night(
                lake, run_id, night=run_id, finished_at_utc=_now(), is_published=True, note="ingested by hand"
            )
        publish(lake, settings.published, run_id=run_id, audit=audit)
    build_published_site(settings)
    return found, counts


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _land(settings: Settings, path: Path, run_id: str, source: Source) -> Ingested:
    from policywatch.places import landings_of
    from spiders.ingest import Ingested, ingest_archive, shard_name
    from warehouse.records import make_id

    name = f"{shard_name(path)}-{make_id(source.source_id)[:8]}"
    landings = landings_of(settings)
    folder = landings.folder(run_id, name)
    if landings.store is not None and landings.is_whole(run_id, name):
        return Ingested(folder)
    if path.suffix.lower() in _DOCUMENTS:
        landed = _land_documents(path, folder, settings.landing_root, run_id, source)
    else:
        landed = ingest_archive(
            path, folder, landing_root=settings.landing_root, run_id=run_id, source=source
        )
    landings.keep(run_id, name)
    return landed if landed is not None else Ingested(folder)


def _land_documents(
    path: Path, folder: Path, landing_root: Path, run_id: str, source: Source
) -> Ingested | None:
    from spiders.ingest import GivenDocument, Ingestion
    from spiders.landing_writer import is_complete
    from transforms.candidates.input_lines import RejectedLine, read_lines

    if is_complete(folder):
        return None
    ingestion = Ingestion(folder, landing_root=landing_root, run_id=run_id, source=source)
    try:
        with path.open("rb") as stream:
            for each in read_lines(stream):
                if isinstance(each, RejectedLine):
                    ingestion.report.leave_out(each.reason, f"line {each.line_number}")
                    continue
                if not each.url:
                    ingestion.report.leave_out("its url is missing", f"line {each.line_number}")
                    continue
                given = {
                    "id": each.id, "url": each.url, "title": each.title, "published": each.published,
                    "jurisdiction": each.jurisdiction, "text": each.text,
                }  # fmt: skip
                ingestion.add_document(
                    GivenDocument(
                        id=each.id,
                        url=each.url,
                        line=json.dumps(given, ensure_ascii=False).encode("utf-8", "surrogatepass"),
                        text=None if each.html is not None else each.text,
                        html=each.html,
                        title=each.title,
                        published=each.published,
                        jurisdiction=each.jurisdiction,
                    )
                )
        return ingestion.finish()
    except BaseException:
        ingestion.abandon()
        raise
