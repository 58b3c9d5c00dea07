"""A site built by `policywatch site` from a small published file, served on loopback and seen by Chromium."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="make browser installs what these tests need")

TESTS = Path(__file__).parents[1]
HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
NY = "ocd-division/country:us/state:ny/place:rochester"
FL = "ocd-division/country:us/state:fl/county:polk"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def make() -> Any:
    """Return the records that the warehouse's tests are made of."""
    spec = importlib.util.spec_from_file_location("warehouse_records", TESTS / "warehouse" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Make()


def publish_home(home: Path, make: Any, *, is_empty: bool) -> None:
    """Fill a home with one night, hostile words in it, and build its site."""
    from expectations import audit
    from warehouse import records
    from warehouse.lake import open_lake
    from warehouse.publish import publish

    night = make.night
    with open_lake(home / "lake") as lake:
        make.full_night(lake, range(0) if is_empty else range(130))
        if not is_empty:
            lake.merge(
                "sources",
                [
                    make.source(title=HOSTILE),
                    make.source("polk_sheriff", title="Polk County Sheriff", kind="sheriff",
                                jurisdiction="Polk County, FL", url="https://polk.test/news"),
                    make.source("quiet_council", title="Springfield council", kind="council",
                                jurisdiction="Springfield, IL", url="javascript:alert(1)"),
                ],
                run_id=night,
            )  # fmt: skip
            lake.merge(
                "source_nights",
                [
                    make.source_night("polk_sheriff", verdict="blocked", reason="status 403"),
                    make.source_night("quiet_council", verdict="broken", reason=HOSTILE),
                ],
                run_id=night,
            )
            lake.merge(
                "documents",
                [make.document(131, kind="packet", title="Scanned packet", source_id="quiet_council")],
                run_id=night,
            )
            lake.merge("captures", [make.capture(131)], run_id=night)
            lake.merge(
                "document_texts",
                [make.text(131, text="", text_sha256="0" * 64, unreadable="no page could be recognized")],
                run_id=night,
            )

            def stage(action_type: str, day: str | None, number: int, *, is_new: bool = True) -> Any:
                return records.Stage(
                    action_type=action_type,  # type: ignore[arg-type]
                    date=day, first_seen_on=night, is_new=is_new, document_ids=(f"document-{number}",),
                    candidate_ids=(f"candidate-of-document-{number}",), confidence=0.9,
                )  # fmt: skip

            lake.merge(
                "actions",
                [
                    make.action(0, title=HOSTILE, ocd_id=NY, instrument=HOSTILE, conflicts=(HOSTILE,)),
                    make.action(
                        2, title="Polk County, FL: sheriff approved or signed an agreement", ocd_id=FL,
                        jurisdiction="Polk County, FL", direction="expands", topics=("agreement_287g",),
                        stages=(stage("introduced", "2025-03-01", 2, is_new=False),
                                stage("agreement_signed", "2025-04-25", 2)),
                    ),
                    make.action(
                        4, title="Rochester, NY: council is considering a measure", ocd_id=NY,
                        direction="unclear", stages=(stage("hearing", "2025-05-20", 4),),
                    ),
                    make.action(6, jurisdiction=None, places=(), stages=(stage("lawsuit_filed", None, 6),)),
                    *(
                        make.action(
                            number, ocd_id=NY,
                            stages=(stage("adopted", f"2025-04-{number % 28 + 1:02}", number),),
                        )
                        for number in range(8, 130, 2)
                    ),
                ],
                run_id=night,
            )  # fmt: skip
        publish(lake, home / "published" / "policywatch.duckdb", run_id=night, audit=audit)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("policywatch")), "site"],
        env=os.environ | {"POLICYWATCH_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Site:
    """Where a built site lies and where it is served."""

    folder: Path
    address: str

    def pages(self) -> dict[str, str]:
        """Return a page of every kind by its name."""
        names = {each.stem: each.name for each in self.folder.glob("*.html")}
        return names | {
            kind: f"{kind}s/{found[0].name}"
            for kind in ("action", "place")
            if (found := sorted((self.folder / f"{kind}s").glob("*.html")))
        }


def served(folder: Path) -> Iterator[Site]:
    """Serve a folder as `policywatch serve` does."""
    from policywatch.site import make_server

    server = make_server(folder, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(folder, f"http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, make: Any) -> Iterator[Site]:
    """A site of 65 actions, four of them of their own kind."""
    home = tmp_path_factory.mktemp("home")
    publish_home(home, make, is_empty=False)
    yield from served(home / "published" / "site")


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory, make: Any) -> Iterator[Site]:
    """A site of a night that found nothing."""
    home = tmp_path_factory.mktemp("empty")
    publish_home(home, make, is_empty=True)
    yield from served(home / "published" / "site")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the installed Chromium without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("no Chromium is installed; make browser says how")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def see(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open an address; afterwards no page may have logged an error or asked another host for anything."""
    contexts, faults = [], []

    def open_page(address: str, *, size: dict[str, int] = DESK, scheme: str = "light") -> Any:
        context = chromium.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        own = address.split("/", 3)[2]
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda asked: (
                faults.append(asked.url)
                if asked.url.startswith("http") and asked.url.split("/", 3)[2] != own
                else None
            ),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
