"""`policywatch sources`: list, check and begin entries of the registry."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from policywatch.showing import console, table

app = typer.Typer(help="The registry: which pages, feeds and APIs are watched.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def _registry(path: Path | None) -> Path:
    from policywatch.settings import load_settings

    return path or load_settings().sources


@app.command("list")
def list_sources(
    path: Annotated[
        Path | None, typer.Argument(help="Folder or file; default the registry in force.")
    ] = None,
    state: Annotated[str | None, typer.Option("--state", help="Only those of a state, as NY.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only council, police, news ...")] = None,
    platform: Annotated[str | None, typer.Option("--platform", help="Only those read as this.")] = None,
    verified: Annotated[
        str | None, typer.Option("--verified", help="Only recorded, documented or unverified.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List every source, or those asked for."""
    from spiders.registry import list_registry

    wanted = {"kind": kind, "platform": platform, "verified": verified}
    listed = [
        each
        for each in list_registry(_registry(path))
        if state is None or state.upper() in (each.path.parent.name.upper(), each.source.jurisdiction[-2:])
        if all(
            value is None or value == (each.verified if name == "verified" else getattr(each.source, name))
            for name, value in wanted.items()
        )
    ]
    if as_json:
        for each in listed:
            row = {**each.source.model_dump(mode="json"), "verified": each.verified, "note": each.note}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    rows = [
        (each.source.source_id, each.source.jurisdiction, each.source.kind, each.source.platform,
         each.verified, each.source.url)
        for each in listed
    ]  # fmt: skip
    columns = ("id", "jurisdiction", "kind", "platform", "verified", "url")
    console().print(table(f"{len(rows)} sources", columns, rows))


@app.command("check")
def check(
    what: Annotated[
        str | None, typer.Argument(help="A file or folder to validate, or the id of a source to probe.")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option("--sources", help="Registry that holds the id; default the one in force.")
    ] = None,
    replay: Annotated[Path | None, typer.Option("--replay", help="WARC that answers the probe.")] = None,
) -> None:
    """Validate the registry, or fetch one source once: what it gives, and what its file should say.

    Exit codes: 0 where all is well, 1 where the source could not be read, 2 where something is to mend here.
    """
    from policywatch.settings import load_settings
    from spiders.registry import load_registry

    settings = load_settings()
    if what is None or (Path(what).exists() and sources is None):
        found = load_registry(_registry(Path(what) if what else sources))
        places = len({each.jurisdiction for each in found})
        console().print(f"{len(found)} sources of {places} jurisdictions, all valid", highlight=False)
        return
    from policywatch.probing import probe_source

    if not probe_source(settings, what, registry=_registry(sources), replay=replay):
        raise typer.Exit(1)


@app.command("new")
def new(
    url: Annotated[str, typer.Argument(help="Address of the page, feed or API.")],
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", help='As "Rochester, NY"; default a guess from the address.')
    ] = "",
    kind: Annotated[
        str | None, typer.Option("--kind", help="council, police, news ...; default a guess.")
    ] = None,
    timezone: Annotated[str, typer.Option("--timezone", help="IANA time zone; default the place's.")] = "",
    page: Annotated[
        Path | None, typer.Option("--page", help="A saved copy of the page, to recognize the platform by.")
    ] = None,
    replay: Annotated[Path | None, typer.Option("--replay", help="WARC that holds the page.")] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch the page once; needs POLICYWATCH_CONTACT.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the file here instead of printing it.")
    ] = None,
) -> None:
    """Write a registry file to start from; the platform is told by the address, and by its page if given."""
    from policywatch.beginning import begin_entry, fetched_page, saved_page
    from policywatch.settings import load_settings
    from spiders.guard import host_of
    from warehouse.errors import UserError

    if not host_of(url):
        raise UserError(f"{url!r} is not an http or https URL with a host; write it whole")
    if sum((page is not None, replay is not None, fetch)) > 1:
        raise UserError("--page, --replay and --fetch exclude each other; give one")
    if out is not None and out.exists():
        raise UserError(f"{out}: exists; remove it or name another file")
    seen = saved_page(url, page) if page else None
    if replay is not None or fetch:
        seen = fetched_page(load_settings(), url, replay=replay)
    text = begin_entry(url, page=seen, jurisdiction=jurisdiction, kind=kind, timezone=timezone)
    if out is None:
        sys.stdout.write(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    console().print(
        f"wrote {out}; read it, then `policywatch sources check {out}`", markup=False, highlight=False
    )
