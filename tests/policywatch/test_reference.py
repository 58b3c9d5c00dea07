"""The generated pages of docs/ say what the code says."""

from __future__ import annotations

import pytest

from policywatch.reference import pages


@pytest.mark.parametrize("path", list(pages()), ids=lambda path: path.name)
def test_the_page_is_current(path) -> None:  # type: ignore[no-untyped-def]
    """`make docs` would change nothing."""
    assert path.read_text(encoding="utf-8") == pages()[path], f"run `make docs` to write {path.name} again"
