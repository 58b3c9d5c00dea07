"""Pages of the site before that still stand: they are linked into the new folder and not made again.

A page stands while what it was made from is the same: the values it shows, the templates, and the code that
words them. `.pages.json` in the site's folder says that of each page. A site made by other code, or whose
list cannot be read, is made anew; so is a page whose file is gone, or has another size than was written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from importlib.metadata import version
from pathlib import Path
from typing import Final

LIST: Final = ".pages.json"


def edition_of(room: Path) -> str:
    """Return a hash of all code and templates below a folder, and of Jinja2: what words the pages."""
    digest = hashlib.sha256(version("jinja2").encode())
    for file in sorted(room.rglob("*")):
        if file.suffix in {".py", ".j2"}:
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def made_from(template: str, rows: object) -> str:
    """Return a hash of what a page is made from."""
    said = repr((template, rows)).encode("utf-8", "backslashreplace")
    return hashlib.sha256(said).hexdigest()[:32]


class StandingPages:
    """Links pages of the folder `before` into the folder `building`, as far as they stand."""

    def __init__(self, before: Path, building: Path, edition: str) -> None:
        self.before, self.building, self.edition = before, building, edition
        self._known = _read(before / LIST, edition)
        self._pages: dict[str, tuple[str, int]] = {}
        self._made: set[str] = set()

    def took(self, path: str, hashed: str) -> bool:
        """Link the page into the new folder if it was made from the same; tell whether it was."""
        known = self._known.get(path)
        if known is None or known[0] != hashed:
            return False
        source, target = f"{self.before}/{path}", f"{self.building}/{path}"
        try:
            found = os.lstat(source)
            if not stat.S_ISREG(found.st_mode) or found.st_size != known[1]:
                return False
            self._make_folder(path.rpartition("/")[0])
            _link(source, target)
        except OSError:
            Path(target).unlink(missing_ok=True)
            return False
        self._pages[path] = known
        return True

    def _make_folder(self, name: str) -> None:
        if name not in self._made:
            (self.building / name).mkdir(exist_ok=True)
            self._made.add(name)

    def wrote(self, path: str, hashed: str) -> None:
        """Note a page that was written anew."""
        self._pages[path] = (hashed, (self.building / path).stat().st_size)

    def finish(self) -> None:
        """Write the list of the new folder's pages."""
        said = json.dumps({"edition": self.edition, "pages": self._pages}, separators=(",", ":"))
        (self.building / LIST).write_text(said, encoding="ascii")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links, or with too many of them
        shutil.copy2(source, target)


def _read(file: Path, edition: str) -> dict[str, tuple[str, int]]:
    try:
        found = json.loads(file.read_bytes())
        if found["edition"] != edition:
            return {}
        return {str(path): (str(hashed), int(size)) for path, (hashed, size) in found["pages"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
