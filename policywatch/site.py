"""The static site: built from the published file alone, and served on loopback on request."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policywatch.showing import console
from warehouse.errors import UserError

if TYPE_CHECKING:
    from alerts.site import SiteReport
    from policywatch.settings import Settings

CONTENT_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".atom": "application/atom+xml",
    ".ics": "text/calendar",
    ".parquet": "application/vnd.apache.parquet",
}


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command("site")(site)
    app.command("serve")(serve)


def build_published_site(settings: Settings) -> SiteReport:
    """Build the site of the published file and swap it in; return its report. Raises UserError."""
    from dataclasses import asdict

    from alerts.site import SiteMaterial, build_site
    from warehouse.exporting import read_site_rows, write_shared_tables

    published = settings.published
    rows = read_site_rows(published)
    if not rows["nights"]:
        raise UserError(f"{published}: holds no night; run: policywatch nightly")
    material = SiteMaterial(night=str(rows["nights"][0]["night"])[:10], **rows)
    try:
        return build_site(
            material,
            settings.site,
            downloads=lambda folder: [asdict(each) for each in write_shared_tables(published, folder)],
        )
    except OSError as error:
        raise UserError(
            f"{settings.site}: cannot be written ({error.strerror or error}); "
            "make its folder writable, or free some space"
        ) from error


def site() -> None:
    """Build the static site from the published file."""
    from policywatch.settings import load_settings

    report = build_published_site(load_settings())
    console().print(report.told(), markup=False, highlight=False, soft_wrap=True)


def serve(
    port: Annotated[int, typer.Option(help="Port on loopback; 0: any free one.", min=0, max=65535)] = 8090,
) -> None:
    """Serve the site on loopback, so that its query box works. Ctrl-C ends it."""
    from policywatch.settings import load_settings

    folder = load_settings().site
    if not (folder / "index.html").is_file():
        raise UserError(f"{folder}: no site is built yet; run: policywatch site")
    try:
        server = make_server(folder, port)
    except OSError as error:
        raise UserError(
            f"port {port} cannot be opened ({error.strerror}); give another with --port"
        ) from error
    address, bound = server.server_address[:2]
    console().print(
        f"http://{address!s}:{bound}/ shows {folder}; Ctrl-C ends it", markup=False, soft_wrap=True
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files of one folder, tells nothing about the machine, and lists no folder."""

    server_version = "policywatch"
    sys_version = ""
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | CONTENT_TYPES

    def end_headers(self) -> None:
        """Add what keeps a browser from guessing."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Refuse to list a folder without an index page."""
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a page asks for dozens of files."""


def make_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of `folder` on loopback. OSError where the port is taken."""
    handler = functools.partial(SiteHandler, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
