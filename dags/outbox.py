"""### The outbox

Sends each hour what is owed and due by then: messages that waited for the end of somebody's quiet hours,
digests for their time of day, and what a server refused for the moment. It owes nothing by itself, and the
night sends its own mails without it; where nothing is due it does nothing.

| task | what it does | what it leaves |
|---|---|---|
| `send_due` | empties the outbox of what is due | mails, posts, feeds |
"""

from __future__ import annotations

import os

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.nightly import AT_HOME, LAKE_POOL, RETRIES, WAIT


@dag(
    dag_id="policywatch_outbox",
    schedule=CronTriggerTimetable(
        "7 * * * *",
        timezone=os.environ.get("POLICYWATCH_TIMEZONE", "America/New_York"),
        run_immediately=False,
    ),
    catchup=False,
    max_active_runs=1,
    tags=["policywatch", "mail"],
    doc_md=__doc__,
    default_args={"retries": 1, "retry_delay": WAIT, "retry_policy": RETRIES},
)
def policywatch_outbox() -> None:
    @task(pool=LAKE_POOL, **AT_HOME)
    def send_due() -> dict[str, int]:
        from policywatch import night

        return night.send_due()

    send_due()


outbox_dag = policywatch_outbox()
