"""### The upkeep of the lake

Once a week, by day: small files of the nights are merged, rows that were replaced are left out, snapshots of
over a month ago and the files that only they name go. It waits its turn in the pool of those who write the
lake, and can be ended and run again at any moment. `policywatch upkeep` does the same by hand.
"""

from __future__ import annotations

import os
from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.nightly import LAKE_POOL, RETRIES, WAIT


@dag(
    dag_id="policywatch_maintenance",
    schedule=CronTriggerTimetable(
        os.environ.get("POLICYWATCH_MAINTENANCE_SCHEDULE", "0 13 * * 0"),
        timezone=os.environ.get("POLICYWATCH_TIMEZONE", "America/New_York"),
        run_immediately=False,
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    tags=["policywatch", "maintenance"],
    doc_md=__doc__,
    default_args={"retries": 2, "retry_delay": WAIT, "retry_policy": RETRIES},
)
def policywatch_maintenance() -> None:
    @task(pool=LAKE_POOL)
    def keep_lake() -> str:
        from policywatch.upkeep import keep_lake

        return keep_lake()

    keep_lake()


maintenance_dag = policywatch_maintenance()
