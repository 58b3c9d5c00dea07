"""Writes the generated pages of docs/ from the code (`make docs`); a test compares them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from policywatch.settings import Settings, bundled_sources
from spiders.registry import Listed, list_registry

DOCS = Path(__file__).parent.parent / "docs"
GENERATED = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def settings_page() -> str:
    """Return docs/settings.md: every setting with its variable, default and meaning."""
    lines = [
        "# Settings",
        "",
        GENERATED,
        "",
        "From the environment, then `policywatch.toml` in the working directory (same names, lower case,",
        "without the prefix), then the default. Secrets come from the environment alone.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        if field.default_factory is not None:
            default = "the registry that ships with the project"
        elif field.default is None:
            default = "–"
        else:
            default = f"`{field.default}`" if field.default != () else "none"
        lines.append(
            f"| `POLICYWATCH_{name.upper()}` | {default} | {field.description or name.replace('_', ' ')} |"
        )
    return "\n".join(lines) + "\n"


def sources_page() -> str:
    """Return docs/sources.md: every source that ships, by state and place, and how sure we are of it."""
    listed = list_registry(bundled_sources())
    states: dict[str, dict[str, list[Listed]]] = {}
    for each in listed:
        state = each.path.parent.name.upper()
        states.setdefault(state, {}).setdefault(each.source.jurisdiction, []).append(each)
    places = {each.source.jurisdiction for each in listed}
    within = len(set(states) - {"US"})
    lines = [
        "# What is watched",
        "",
        GENERATED,
        "",
        f"{len(listed)} sources of {len(places)} jurisdictions in {within} states (the District of",
        "Columbia counts as one; US holds federal lists). `verified` says how an address is known:",
        "`recorded` (a recorded page of it was read), `documented` (public code or documents name it),",
        "`unverified` (it has the form that such sites have). The reason of each stands in its file under",
        "`spiders/sources/us/`. Sources that are gone are in [lapsed sources](lapsed-sources.md).",
        "",
        *_counts("state", listed, lambda each: f"[{_state(each)}](#{_state(each).lower()})"),
        *_counts("kind", listed, lambda each: each.source.kind),
        *_counts("platform", listed, lambda each: f"`{each.source.platform}`"),
    ]
    for state, jurisdictions in sorted(states.items()):
        lines += [f"## {state}", ""]
        lines += ["| jurisdiction | source | kind | platform | verified |", "|---|---|---|---|---|"]
        for name, sources in sorted(jurisdictions.items()):
            for number, each in enumerate(sources):
                source = each.source
                what = f"[{_cell(source.title or source.source_id)}](<{source.url}>) `{source.source_id}`"
                place = name if number == 0 else ""
                lines.append(f"| {place} | {what} | {source.kind} | {source.platform} | {each.verified} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _state(each: Listed) -> str:
    return each.path.parent.name.upper()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "(").replace("]", ")")


def _counts(what: str, listed: Sequence[Listed], group: Callable[[Listed], str]) -> list[str]:
    """Return a table of sources and places a group, with how their addresses are known."""
    ways = ("recorded", "documented", "unverified")
    lines = [f"| {what} | sources | jurisdictions | {' | '.join(ways)} |", "|---|---|---|---|---|---|"]
    for name in sorted({group(each) for each in listed}):
        those = [each for each in listed if group(each) == name]
        places = {each.source.jurisdiction for each in those}
        known = " | ".join(str(sum(each.verified == way for each in those) or "–") for way in ways)
        lines.append(f"| {name} | {len(those)} | {len(places)} | {known} |")
    total = " | ".join(str(sum(each.verified == way for each in listed)) for way in ways)
    everywhere = len({each.source.jurisdiction for each in listed})
    return [*lines, f"| together | {len(listed)} | {everywhere} | {total} |", ""]


def cli_page() -> str:
    """Return docs/cli.md: every command with its help, as `--help` prints it."""
    from policywatch.cli import app, compose

    compose()
    command: Any = typer.main.get_command(app)
    lines = ["# The command line", "", GENERATED, ""]
    _add_command(lines, command, ["policywatch"])
    return "\n".join(lines)


def _add_command(lines: list[str], command: Any, path: list[str]) -> None:
    context = typer.Context(command, info_name=" ".join(path), terminal_width=96, max_content_width=96)
    lines += [f"## `{' '.join(path)}`", "", "```text", command.get_help(context).strip(), "```", ""]
    for name, child in getattr(command, "commands", {}).items():
        _add_command(lines, child, [*path, name])


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    return {
        DOCS / "settings.md": settings_page(),
        DOCS / "cli.md": cli_page(),
        DOCS / "sources.md": sources_page(),
    }


def main() -> None:
    """Write the pages."""
    out = Console(file=io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8"))
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        out.print(f"wrote {path.relative_to(DOCS.parent)}", highlight=False)


if __name__ == "__main__":
    main()
