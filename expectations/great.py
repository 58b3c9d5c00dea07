"""Great Expectations as our checks use it, without the import of libraries that none of them needs.

It imports everything it has: statistics and charts among it, which are a quarter of the seconds that its
import takes. Those are read here on their first use, by the standard library's own means.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

__all__ = ["ProgressBarsConfig", "gx", "gxe"]

UNUSED = frozenset({"scipy.stats", "altair"})


class _OnUse(MetaPathFinder):
    """Finds the modules of `UNUSED`, to be executed when something of them is first asked for."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a module is to be loaded, None for any other."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in UNUSED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def _unused_on_use() -> Iterator[None]:
    finder = _OnUse()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


with _unused_on_use():
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig
