"""Starts nights by forking a process in which Airflow and all that a night imports stand ready.

Of a night's 25 seconds of processor time ten go into imports; forked nights run what `policywatch nightly`'s
child runs, in a session of their own, and can be killed. Standard input takes one order a line:
{"night", "log", "flaw", "modules"}; standard output tells its process id and,
once it has ended, its exit code.
Where `modules` names a file, what the night imported is imported here too for the nights after it.

A flaw is put into the forked process alone, to prove that the comparison finds what it does:

| flaw | what goes wrong where it is killed |
|---|---|
| `mails_marked_first` | a mail is marked as sent before it is handed over, and lost |
| `mails_marked_last` | mails are marked when all are sent, and all come twice |
| `landing_marked_first` | a landing is called whole before its documents are written |
| `owed_later` | actions are committed before the mails they owe |
| `published_in_place` | the analysts' file is written where it stands |

Where a flaw opens its window it makes the file HOME/window and waits a second.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

READY = ("great_expectations", "dags.nightly", "policywatch.night", "expectations.audit", "alerts.delivery")


def _ready() -> None:
    from policywatch.orchestration import airflow_environment
    from policywatch.settings import load_settings

    os.environ.update(airflow_environment(load_settings()))
    for name in READY:
        importlib.import_module(name)


def _open_window() -> None:
    Path(os.environ["POLICYWATCH_HOME"], "window").touch()
    time.sleep(1)


def _mails_marked_first() -> None:
    import alerts.delivery as delivery

    plain, deliver_one = delivery.deliver, delivery._deliver_one

    def deliver(alerts: Any, *, mark: Callable[[Any], None], **named: Any) -> Any:
        def marked_first(alert: Any, *given: Any) -> Any:
            mark(alert.model_copy(update={"state": "sent", "attempts": 1}))
            _open_window()
            return deliver_one(alert, *given)

        delivery._deliver_one = marked_first
        return plain(alerts, mark=mark, **named)

    delivery.deliver = deliver


def _mails_marked_last() -> None:
    import alerts.delivery as delivery

    plain = delivery.deliver

    def deliver(alerts: Any, *, mark: Callable[[Any], None], **named: Any) -> Any:
        sent: list[Any] = []
        report = plain(alerts, mark=sent.append, **named)
        _open_window()
        for each in sent:
            mark(each)
        return report

    delivery.deliver = deliver


def _landing_marked_first() -> None:
    import spiders.crawl as crawl

    plain = crawl.run_crawl

    def run_crawl(spec: Any) -> Path:
        if crawl.is_complete(spec.out):
            return Path(spec.out)
        landing = plain(spec)
        whole = (landing / "documents.jsonl").read_bytes()
        (landing / "documents.jsonl").write_bytes(whole[: len(whole) // 2])
        _open_window()
        (landing / "documents.jsonl").write_bytes(whole)
        return landing

    crawl.run_crawl = run_crawl


def _owed_later() -> None:
    from warehouse.lake import Transaction

    plain = Transaction.merge

    def merge(tx: Transaction, table: str, records: Any, **named: Any) -> Any:
        if table == "alerts":
            tx._connection.execute("COMMIT")
            _open_window()
            tx._connection.execute("BEGIN")
        return plain(tx, table, records, **named)

    Transaction.merge = merge  # type: ignore[method-assign]


def _published_in_place() -> None:
    import warehouse.publish as publish

    plain = publish._swap_in

    def swap_in(building: Path, target: Path) -> None:
        whole = building.read_bytes()
        target.write_bytes(whole[: len(whole) // 2])
        _open_window()
        plain(building, target)

    publish._swap_in = swap_in


FLAWS: dict[str, Callable[[], None]] = {
    "mails_marked_first": _mails_marked_first,
    "mails_marked_last": _mails_marked_last,
    "landing_marked_first": _landing_marked_first,
    "owed_later": _owed_later,
    "published_in_place": _published_in_place,
}


def _night(order: dict[str, Any]) -> int:
    from policywatch.orchestration import _run_night
    from policywatch.settings import load_settings, prepare_home

    os.setsid()
    log = Path(order["log"])
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    try:
        prepare_home(load_settings())
        if order.get("flaw"):
            FLAWS[order["flaw"]]()
        code = _run_night({"date": order["night"]})
        if order.get("modules"):
            Path(order["modules"]).write_text("\n".join(sys.modules), encoding="utf-8")
        return code
    except BaseException:
        traceback.print_exc()
        return 1


def _take_up(modules: Path) -> None:
    """Import what a night imported, so that the next one finds it there."""
    for name in modules.read_text(encoding="utf-8").splitlines():
        if name not in sys.modules:
            with suppress(Exception):
                importlib.import_module(name)


def main() -> None:
    # What libraries print as they are imported must not stand among the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _ready()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            code = _night(order)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        print(child, file=answers, flush=True)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0 and order.get("modules"):
            _take_up(Path(order["modules"]))
        print(code, file=answers, flush=True)


if __name__ == "__main__":
    main()
