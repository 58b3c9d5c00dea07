"""The command line. Each command composes what the rooms offer and prints it; the logic is theirs."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.errors import UserError

app = typer.Typer(
    name="policywatch",
    help="A nightly watch on what American local governments do about immigration enforcement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Only = Annotated[list[str] | None, typer.Option("--only", help="Id of a source; may be given again.")]
Replay = Annotated[
    Path | None, typer.Option("--replay", help="WARC that answers requests instead of the network.")
]


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    if debug:
        os.environ["POLICYWATCH_DEBUG"] = "1"


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Build on the last demo instead of beginning anew.")
    ] = False,
) -> None:
    """Run three nights over bundled sample sites, served on loopback, mail into a folder."""
    from policywatch.demonstration import run_demo

    run_demo(keep=keep)


@app.command()
def nightly(
    date: Annotated[str | None, typer.Option("--date", help="The night, YYYY-MM-DD; default today.")] = None,
    sources: Annotated[Path | None, typer.Option("--sources", help="Folder or file of the registry.")] = None,
    only: Only = None,
    replay: Replay = None,
) -> None:
    """Run one night through the DAG: crawl, load, read, find, publish, mail."""
    from policywatch.running import run_night
    from policywatch.settings import load_settings

    run_night(load_settings(**_given(sources=sources)), night=date, only=only or [], replay=replay)


@app.command()
def crawl(
    source: Annotated[Path, typer.Option("--source", help="A registry file.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the landing; must be new or empty.")],
    only: Only = None,
    replay: Replay = None,
    as_json: Json = False,
) -> None:
    """Run the spiders alone: landing files, no database."""
    from policywatch.running import crawl_alone

    crawl_alone(source, out, only=only or [], replay=replay, as_json=as_json)


@app.command()
def detect(
    input_path: Annotated[Path, typer.Option("--input", help="Documents, one JSON object a line.")],
    output: Annotated[Path, typer.Option("--output", help="Where the findings go, a line a document.")],
    clusters: Annotated[
        Path | None, typer.Option("--clusters", help="Also write the resolved actions here.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="Processes that read side by side.")] = 1,
) -> None:
    """Read documents for actions. Lines that cannot be read go to a sibling .rejected.jsonl; then exit 1."""
    from policywatch.reading import detect_documents

    raise typer.Exit(detect_documents(input_path, output, clusters=clusters, jobs=jobs))


@app.command()
def evaluate(
    documents: Annotated[Path, typer.Option("--documents", help="Documents, as for detect.")],
    labels: Annotated[Path, typer.Option("--labels", help="Their labels, one JSON object a line.")],
    misses: Annotated[
        int,
        typer.Option(
            "--misses", min=0, help="How many of the worst misses to show; held ones by --split held."
        ),
    ] = 10,
    split: Annotated[
        str | None, typer.Option("--split", help="Only labels of this split; default all, split by split.")
    ] = None,
    disputed: Annotated[
        Path | None,
        typer.Option("--disputed", help="Labels that are contested; figures are given with and without."),
    ] = None,
    curve: Annotated[
        bool, typer.Option("--learning-curve", help="Also fit the weights on shares of these stories.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure the detector against labelled documents."""
    from policywatch.reading import evaluate_documents

    evaluate_documents(
        documents, labels, misses=misses, split=split, disputed=disputed, curve=curve, as_json=as_json
    )


@app.command()
def explain(
    document: Annotated[str, typer.Argument(help="A document_id of the last night, or a text file.")],
) -> None:
    """Show which sentences of a document decided, by which rule and weight."""
    from policywatch.reading import explain_document

    explain_document(document)


@app.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
def airflow(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Words for Airflow's own command; none: `standalone`.")
    ] = None,
) -> None:
    """Run Airflow on loopback with our DAG: scheduler, web page and all; or one of its own commands."""
    from policywatch.orchestration import hand_over_to_airflow
    from policywatch.settings import load_settings, prepare_home

    settings = load_settings()
    prepare_home(settings)
    hand_over_to_airflow(settings, arguments or [])


@app.command()
def rebuild(
    start: Annotated[
        str,
        typer.Option("--from", help="`captures` reads every page again, `text` only looks anew for actions."),
    ] = "text",
) -> None:
    """Redo the later stages from kept bytes. Nothing is fetched and nobody is mailed."""
    from policywatch.running import rebuild_from

    rebuild_from(start)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(f"policywatch {installed('policywatch')}")


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


@lru_cache(maxsize=1)
def compose() -> None:
    """Add the groups of commands that live in modules of their own."""
    from policywatch import (
        exporting,
        ingesting,
        keeping,
        looking,
        moving,
        outbox,
        registry_commands,
        review,
        site,
        subscribing,
    )

    app.add_typer(registry_commands.app, name="sources")
    app.add_typer(outbox.app, name="alerts")
    app.add_typer(moving.app, name="lake")
    app.add_typer(review.app, name="review")
    looking.add_commands(app)
    exporting.add_commands(app)
    ingesting.add_commands(app)
    site.add_commands(app)
    subscribing.add_commands(app)
    keeping.add_commands(app)


def main() -> None:
    """Run the command line. A UserError is printed, a line a fault, with exit code 2 and no traceback."""
    compose()
    try:
        code = app(standalone_mode=False)
    except UserError as error:
        if os.environ.get("POLICYWATCH_DEBUG"):
            raise
        for line in str(error).splitlines():
            print(f"policywatch: {line}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        show = getattr(error, "show", None)
        if callable(show) and hasattr(error, "exit_code"):
            show()
            sys.exit(error.exit_code)
        if os.environ.get("POLICYWATCH_DEBUG"):
            raise
        # The process ends here: nothing is left half done by this line, it only tells.
        print(  # noqa: T201
            f"policywatch: {type(error).__name__}: {error} (a fault of ours; --debug shows where)",
            file=sys.stderr,
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
