"""Great Expectations itself: one ephemeral context a process, batches given as pandas frames."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import pandas as pd

from expectations.great import ProgressBarsConfig, gx

# Values in messages and tables are bounded; the row numbers are needed whole, to set rows aside.
RESULT_FORMAT = {"result_format": "COMPLETE", "partial_unexpected_count": 3}

logging.getLogger("great_expectations").setLevel(logging.WARNING)


@cache
def _batch_definition() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("staged").add_dataframe_asset("batch")
    return asset.add_batch_definition_whole_dataframe("whole")


def validate(name: str, frame: pd.DataFrame, expectations: list[Any]) -> Any:
    """Return GX's result of holding a frame against expectations."""
    batch = _batch_definition().get_batch({"dataframe": frame})
    return batch.validate(
        gx.ExpectationSuite(name=name, expectations=expectations), result_format=RESULT_FORMAT
    )
