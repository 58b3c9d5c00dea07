"""Each fuzzing target reads what it begins from, and what is cut off of it, without a fault (`make fuzz`)."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.fuzz.targets import Target, seeds_of, targets

TARGETS = targets()


@pytest.mark.parametrize("name", [name for name in TARGETS if not name.startswith("platform.")])
def test_seeds_and_their_halves_are_read(name: str) -> None:
    """Whole, halved, doubled and with a byte changed: only what the target names is raised."""
    target: Target = TARGETS[name]
    seeds = list(islice(seeds_of(target), 2))
    assert seeds
    for seed in seeds:
        for raw in (seed, seed[: len(seed) // 2], seed * 2, seed[:40] + b"\xff" + seed[41:]):
            try:
                target.read(raw)
            except target.typed as error:
                assert str(error)
