"""docs/tables.md is what the code would write."""

from warehouse.describe import PAGE, page


def test_the_page_is_up_to_date() -> None:
    """Run `python -m warehouse.describe` where it is not."""
    assert PAGE.read_text(encoding="utf-8") == page()
