"""Puts a finished folder in the place of another."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import Final

_HERE: Final = -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE, renameat2(2)


def put_in_place(building: Path, target: Path) -> None:
    """Put the folder `building` in the place of `target`, and remove what stood there, if anything did.

    Where the kernel and the file system can exchange two names, there is no moment without a `target`.
    """
    if not target.exists() and not target.is_symlink():
        building.rename(target)
        return
    if _exchanged(building, target):
        _remove(building)
        return
    # A folder cannot be renamed over one that holds files: the old one steps aside first.
    aside = target.parent / f".{target.name}.old"
    _remove(aside)
    target.rename(aside)
    building.rename(target)
    _remove(aside)


def _exchanged(one: Path, other: Path) -> bool:
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
