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
    as_json: Json = False,
) -> None:
    """List every source."""
    from spiders.registry import load_registry

    sources = load_registry(_registry(path))
    if as_json:
        for each in sources:
            sys.stdout.write(json.dumps(each.model_dump(mode="json"), ensure_ascii=False) + "\n")
        return
    rows = [(each.source_id, each.jurisdiction, each.kind, each.platform, each.url) for each in sources]
    console().print(table(f"{len(rows)} sources", ("id", "jurisdiction", "kind", "platform", "url"), rows))


@app.command("check")
def check(
    what: Annotated[
        str | None, typer.Argument(help="A file or folder to validate, or the id of a source to probe.")
    ] = None,
    replay: Annotated[Path | None, typer.Option("--replay", help="WARC that answers the probe.")] = None,
) -> None:
    """Validate the registry, or fetch one source once and tell what it gives."""
    from policywatch.settings import load_settings
    from spiders.registry import load_registry

    settings = load_settings()
    if what is None or Path(what).exists():
        sources = load_registry(_registry(Path(what) if what else None))
        places = len({each.jurisdiction for each in sources})
        console().print(f"{len(sources)} sources of {places} jurisdictions, all valid", highlight=False)
        return
    from policywatch.running import probe_source

    probe_source(settings, what, replay=replay)


@app.command("new")
def new(
    url: Annotated[str, typer.Argument(help="Address of the page, feed or API.")],
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", help='As "Rochester, NY".')] = "",
    kind: Annotated[str, typer.Option("--kind", help="council, police, news ...")] = "council",
    timezone: Annotated[str, typer.Option("--timezone", help="IANA time zone.")] = "America/New_York",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the file here instead of printing it.")
    ] = None,
) -> None:
    """Write a registry file to start from; the platform is recognized by the address where it can be."""
    from spiders.registry import scaffold
    from warehouse.errors import UserError

    text = scaffold(url, jurisdiction=jurisdiction, kind=kind, timezone=timezone)
    if out is None:
        sys.stdout.write(text)
        return
    if out.exists():
        raise UserError(f"{out}: exists; remove it or name another file")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    console().print(
        f"wrote {out}; read it, then `policywatch sources check {out}`", markup=False, highlight=False
    )
