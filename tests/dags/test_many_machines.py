"""What the DAGs say about many machines: which tasks are at home, and what is tried again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

SAID = (
    "import json\n"
    "from dags.nightly import nightly_dag\n"
    "from dags.outbox import outbox_dag\n"
    "tasks = [*nightly_dag.tasks, *outbox_dag.tasks]\n"
    "print(json.dumps({task.task_id: task.queue for task in tasks}))\n"
)


def queues(**more: str) -> dict[str, str]:
    """Return the queue of each task in an installation with these variables."""
    done = subprocess.run(
        [sys.executable, "-c", SAID], env=os.environ | more, capture_output=True, text=True, timeout=120
    )
    found: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_what_needs_the_home_is_on_its_queue() -> None:
    """Registry, subscriptions, published file and mails are of one machine; the rest runs anywhere."""
    by_task = queues(POLICYWATCH_PUBLISH_QUEUE="publish")
    at_home = {
        "open_night",
        "resolve_actions",
        "publish",
        "publish_site",
        "send_alerts",
        "close_night",
        "send_due",
    }
    assert {task for task, queue in by_task.items() if queue == "publish"} == at_home
    assert {"shard.crawl", "shard.load", "read_texts", "find_candidates"} <= set(by_task) - at_home


@pytest.mark.parametrize(
    ("error", "decision"),
    [
        ("warehouse.locking.Unreachable", "retry"),
        ("warehouse.locking.LockLost", "retry"),
        ("warehouse.lake.LakeUnreachable", "retry"),
        ("warehouse.landing_store.StoreUnreachable", "retry"),
        ("warehouse.lake.LakeFilesFailed", "fail"),
    ],
)
def test_what_passes_is_tried_again(error: str, decision: str) -> None:
    """A server that does not answer is no fault that a person mends tonight."""
    from dags.nightly import RETRIES

    module, _, name = error.rpartition(".")
    raised = getattr(import_module(module), name)("x")
    assert RETRIES.evaluate(raised, try_number=1, max_tries=2).action.value == decision
