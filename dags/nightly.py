"""### The night

Reads every watched source once, keeps every byte, finds the new actions, publishes the analysts' file
and sends the mails that are owed. Each task calls one function of `policywatch.night`; running a night
again changes nothing that was already done.

| task | what it does | what it leaves |
|---|---|---|
| `open_night` | reads the registry, plans the shards | `nights/<date>/` |
| `shard.crawl` | fetches one group of hosts | `landing/<date>/<shard>/` with its `COMPLETE` |
| `shard.load` | audits a landing and merges it | rows in the lake, or in quarantine with the reason |
| `read_texts` | bytes to words; what each version changed | `document_texts`, `revisions` |
| `find_candidates` | reads what is new for actions | `readings`, `candidates` |
| `resolve_actions` | one action from all its documents; owes the mails | `actions`, `alerts` |
| `publish` | audits and swaps the analysts' file | `published/policywatch.duckdb` |
| `publish_site` | builds the static site of the published file | `published/site/` |
| `send_alerts` | empties the outbox | mails |
| `close_night` | tells what was read and what not; fails if a part was lost | `nights/<date>/report.json` |

Parameters: `date` (default: today in the installation's zone), `sources` (another registry), `only`
(source ids), `replay` (a WARC that answers instead of the network).
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import (
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    dag,
    get_current_context,
    task,
    task_group,
)

CRAWL_POOL = "policywatch_crawl"
LAKE_POOL = "policywatch_lake"

# Tasks of the machine whose home holds registry, subscriptions, published file and mails. Where one machine
# does all there is no such queue; executors other than Celery's take no notice of it.
AT_HOME: dict[str, Any] = (
    {"queue": os.environ["POLICYWATCH_PUBLISH_QUEUE"]} if os.environ.get("POLICYWATCH_PUBLISH_QUEUE") else {}
)

# Minutes under the scheduler; a night run by hand waits less.
WAIT = timedelta(seconds=int(os.environ.get("POLICYWATCH_RETRY_SECONDS", "60")))

RETRIES = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            ["warehouse.locking.Unreachable", "warehouse.locking.LockLost"],
            action=RetryAction.RETRY,
            retry_delay=WAIT,
            reason="the catalog's server or the object store did not answer",
        ),
        RetryRule(
            "warehouse.lake.LakeBusy",
            action=RetryAction.RETRY,
            retry_delay=WAIT / 2,
            reason="another process held the lake's catalog",
        ),
        RetryRule("warehouse.errors.UserError", action=RetryAction.FAIL, reason="a person has to mend this"),
        RetryRule(
            "spiders.errors.CrawlFailed",
            action=RetryAction.RETRY,
            retry_delay=2 * WAIT,
            reason="the crawl's process ended early; its landing is begun anew",
        ),
        RetryRule(OSError, action=RetryAction.RETRY, retry_delay=WAIT, reason="disk or network"),
    ]
)


@dag(
    dag_id="policywatch_nightly",
    # No start date, and not at once: a new installation begins with the next night, not with a missed one.
    schedule=CronTriggerTimetable(
        os.environ.get("POLICYWATCH_SCHEDULE", "30 2 * * *"),
        timezone=os.environ.get("POLICYWATCH_TIMEZONE", "America/New_York"),
        run_immediately=False,
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["policywatch", "nightly"],
    doc_md=__doc__,
    default_args={"retries": 2, "retry_delay": WAIT, "retry_policy": RETRIES},
    params={
        "date": Param(None, type=["null", "string"], format="date", description="the night, YYYY-MM-DD"),
        "sources": Param(None, type=["null", "string"], description="folder or file of another registry"),
        "only": Param([], type="array", items={"type": "string"}, description="ids of the sources to read"),
        "replay": Param(
            None, type=["null", "string"], description="WARC that answers instead of the network"
        ),
    },
)
def policywatch_nightly() -> None:
    @task(**AT_HOME)
    def open_night() -> dict[str, Any]:
        from policywatch import night

        return night.open_night(dict(get_current_context()["params"]))

    @task
    def list_shards(opened: dict[str, Any]) -> list[str]:
        return list(opened["shards"])

    @task_group
    def shard(opened: dict[str, Any], name: str) -> None:
        @task(pool=CRAWL_POOL)
        def crawl(opened: dict[str, Any], name: str) -> str:
            from policywatch import night

            return night.crawl_shard(opened, name)

        @task(pool=LAKE_POOL)
        def load(opened: dict[str, Any], landing: str) -> dict[str, Any]:
            from policywatch import night

            return night.load_landing(opened, landing)

        load(opened, crawl(opened, name))

    @task(pool=LAKE_POOL, trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def read_texts(opened: dict[str, Any]) -> int:
        from policywatch import night

        return night.read_texts(opened)

    @task(pool=LAKE_POOL)
    def find_candidates(opened: dict[str, Any]) -> int:
        from policywatch import night

        return night.find_candidates(opened)

    @task(pool=LAKE_POOL, **AT_HOME)
    def resolve_actions(opened: dict[str, Any]) -> dict[str, int]:
        from policywatch import night

        return night.resolve_and_owe(opened)

    @task(pool=LAKE_POOL, **AT_HOME)
    def publish(opened: dict[str, Any]) -> str:
        from policywatch import night

        return night.publish_night(opened)

    @task(**AT_HOME)
    def publish_site(opened: dict[str, Any]) -> str:
        from policywatch import night

        return night.publish_site(opened)

    @task(pool=LAKE_POOL, **AT_HOME)
    def send_alerts(opened: dict[str, Any]) -> dict[str, int]:
        from policywatch import night

        return night.send_alerts(opened)

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS, retries=0, **AT_HOME)
    def close_night(opened: dict[str, Any]) -> dict[str, Any]:
        from policywatch import night

        return night.close_night(opened)

    opened = open_night()
    shards = shard.partial(opened=opened).expand(name=list_shards(opened))
    texts = read_texts(opened)
    closed = close_night(opened)
    (
        shards
        >> texts
        >> find_candidates(opened)
        >> resolve_actions(opened)
        >> publish(opened)
        >> [send_alerts(opened), publish_site(opened)]
        >> closed
    )


nightly_dag = policywatch_nightly()
