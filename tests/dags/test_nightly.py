"""The nightly DAG: a table of contents that the scheduler can read without touching anything."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest


@pytest.fixture(scope="module")
def dag():  # type: ignore[no-untyped-def]
    from dags.nightly import nightly_dag

    return nightly_dag


def test_the_order_is_that_of_the_design(dag) -> None:  # type: ignore[no-untyped-def]
    """Each stage waits for the one before it."""
    order = ["read_texts", "find_candidates", "resolve_actions", "publish", "send_alerts", "close_night"]
    for before, after in pairwise(order):
        assert after in dag.get_task(before).downstream_task_ids
    assert dag.get_task("publish_site").upstream_task_ids >= {"publish"}
    assert "close_night" in dag.get_task("publish_site").downstream_task_ids
    assert dag.get_task("shard.load").upstream_task_ids >= {"shard.crawl"}
    assert dag.get_task("read_texts").upstream_task_ids >= {"shard.load", "open_night"}


def test_a_lost_shard_does_not_stop_the_others(dag) -> None:  # type: ignore[no-untyped-def]
    """What was landed is read even where a shard failed, and the night is closed in any case."""
    assert dag.get_task("read_texts").trigger_rule == "all_done_min_one_success"
    assert dag.get_task("close_night").trigger_rule == "all_done_min_one_success"
    assert dag.get_task("publish").trigger_rule == "all_success"


def test_a_person_finds_their_way(dag) -> None:  # type: ignore[no-untyped-def]
    """The page shows what each task does; every task is named there."""
    assert "policywatch" in dag.tags
    for task in dag.tasks:
        name = task.task_id.split(".")[-1]
        assert name == "list_shards" or name in (dag.doc_md or "")


def test_writers_of_the_lake_queue_in_a_pool(dag) -> None:  # type: ignore[no-untyped-def]
    """One writer at a time; as many crawls as there are shards' slots."""
    writers = {"shard.load", "read_texts", "find_candidates", "resolve_actions", "publish", "send_alerts"}
    assert {task.task_id for task in dag.tasks if task.pool == "policywatch_lake"} == writers
    assert dag.get_task("shard.crawl").pool == "policywatch_crawl"


@pytest.mark.parametrize(
    ("error", "decision"),
    [
        ("warehouse.errors.UserError", "fail"),
        ("warehouse.lake.LakeBusy", "retry"),
        ("spiders.errors.CrawlFailed", "retry"),
        ("builtins.OSError", "retry"),
        ("builtins.KeyError", "default"),
    ],
)
def test_retries_name_their_causes(error: str, decision: str) -> None:
    """What a person must mend is not tried again; what passes by itself is."""
    from importlib import import_module

    from dags.nightly import RETRIES

    module, _, name = error.rpartition(".")
    raised = getattr(import_module(module), name)("x")
    assert RETRIES.evaluate(raised, try_number=1, max_tries=2).action.value == decision


def test_parsing_touches_nothing() -> None:
    """Reading the DAG's file opens no file for writing, no socket and no database."""
    watch = (
        "import sys\n"
        "import pendulum, warehouse.lake, spiders.errors\n"
        "from airflow.sdk import dag, task\n"
        "@dag(schedule='@daily', start_date=pendulum.datetime(2025, 1, 1))\n"
        "def empty():\n"
        "    task(lambda: None, task_id='one')()\n"
        "empty()\n"  # what Airflow itself does for any DAG is not counted
        "seen = []\n"
        "def hook(event, args):\n"
        "    if event in ('socket.connect', 'sqlite3.connect', 'subprocess.Popen'): seen.append(event)\n"
        "    if event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+'):\n"
        "        if '__pycache__' not in str(args[0]): seen.append(args)\n"
        "sys.addaudithook(hook)\n"
        "import dags.nightly\n"
        "print(seen)\n"
    )
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stdout + done.stderr


def test_the_hourly_sending_is_of_the_same_pool() -> None:
    """Between nights one task sends what is due; it writes to the lake, so it queues with the others."""
    from dags.outbox import outbox_dag

    (task,) = outbox_dag.tasks
    assert (task.task_id, task.pool) == ("send_due", "policywatch_lake")
    assert "send_due" in (outbox_dag.doc_md or "") and not outbox_dag.catchup


def test_the_upkeep_is_weekly_and_waits_for_the_lake() -> None:
    """It writes the lake as the night's tasks do, one at a time with them."""
    from dags.maintenance import maintenance_dag

    assert maintenance_dag.get_task("keep_lake").pool == "policywatch_lake"
    assert maintenance_dag.max_active_runs == 1
    assert "policywatch upkeep" in (maintenance_dag.doc_md or "")
