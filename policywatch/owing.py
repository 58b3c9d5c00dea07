"""From candidates to actions to the mails they owe, and the sending of what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

from policywatch.settings import Settings
from warehouse.errors import UserError
from warehouse.lake import Lake, Transaction
from warehouse.records import Action, Alert, Candidate


def resolve_actions_and_owe(
    settings: Settings, lake: Lake, run_id: str, *, mail: bool = True
) -> dict[str, int]:
    """Resolve every current candidate into actions and, unless told not to, owe the mails of the night.

    Actions and alerts are merged in one transaction: no action is known without the mails it owes.
    Returns actions_new, actions_changed and owed.
    """
    from expectations import audit
    from transforms.actions import resolve_actions
    from warehouse.load import sift
    from warehouse.reads import known_actions, open_candidates

    candidates = list(open_candidates(lake))
    known = known_actions(lake)
    facts = _facts(lake, {each.document_id for each in candidates})
    actions = resolve_actions(candidates, documents=_for_resolution(facts), known=known, night=run_id)
    if not actions:
        return {"actions_new": 0, "actions_changed": 0, "owed": 0}
    kept_actions = sift(
        "actions",
        actions,
        run_id=run_id,
        subject="actions",
        audit=audit,
        facts={"candidate_ids": _candidate_ids(candidates, known)},
    )
    owed = _compose(settings, lake, kept_actions.good, candidates, facts, run_id) if mail else []
    kept_alerts = sift("alerts", owed, run_id=run_id, subject="alerts", audit=audit, facts={})

    def merge(tx: Transaction) -> tuple[int, int]:
        count = tx.merge("actions", kept_actions.good, run_id=run_id)
        tx.merge("alerts", kept_alerts.good, run_id=run_id)
        for sifted in (kept_actions, kept_alerts):
            tx.merge("check_results", sifted.results, run_id=run_id)
            tx.merge("quarantine", sifted.set_aside, run_id=run_id)
        return count.inserted, count.updated

    new, changed = lake.transaction(merge)
    return {"actions_new": new, "actions_changed": changed, "owed": len(kept_alerts.good)}


def _candidate_ids(candidates: list[Candidate], known: list[Action]) -> set[str]:
    """Return the candidates that an action may rest on: today's, and those it rested on before."""
    earlier = {each for action in known for stage in action.stages for each in stage.candidate_ids}
    return earlier | {each.candidate_id for each in candidates}


def _facts(lake: Lake, document_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    from warehouse.reads import document_facts

    return document_facts(lake, sorted(document_ids))


def _for_resolution(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    from transforms.actions import DocumentFacts

    return {
        each["document_id"]: DocumentFacts(
            document_id=each["document_id"],
            source_kind=each["source_kind"] or "other",
            kind=each["kind"],
            published_at=each["published_at"] or each["starts_at"],
            title=each["title"],
            url=each["url"],
        )
        for each in facts.values()
    }


def _compose(
    settings: Settings,
    lake: Lake,
    actions: list[Action],
    candidates: list[Candidate],
    facts: Mapping[str, Mapping[str, Any]],
    run_id: str,
) -> list[Alert]:
    from alerts.compose import compose_alerts
    from alerts.gates import AlertDocument
    from alerts.sender import sender_of
    from alerts.subscriptions import load_subscriptions
    from warehouse.reads import alerts_composed

    if not actions or not settings.subscriptions_path.is_file():
        return []
    named = {each for action in actions for stage in action.stages for each in stage.document_ids}
    facts = {**facts, **_facts(lake, named - set(facts))}
    fields = AlertDocument.__dataclass_fields__
    documents = {
        each["document_id"]: AlertDocument(**{name: each[name] for name in fields if name in each})
        for each in facts.values()
        if each["document_id"] in named
    }
    return compose_alerts(
        actions,
        subscriptions=load_subscriptions(settings.subscriptions_path),
        documents=documents,
        candidates={each.candidate_id: each for each in candidates},
        run_id=run_id,
        night=date.fromisoformat(run_id),
        already=alerts_composed(lake),  # type: ignore[arg-type]
        sender=sender_of(settings.mail_from, contact=settings.contact),
    )


def send_outbox(settings: Settings, lake: Lake) -> dict[str, int]:
    """Send what is owed, marking each mail at once. Returns sent, failed and parked.

    Raises:
        UserError: the mail server took nothing; every attempt is marked and the mails stay owed.
    """
    from alerts.delivery import deliver, pending_first
    from alerts.sender import sender_of
    from warehouse.reads import mark_alerts, outbox_pending

    owed = pending_first(outbox_pending(lake))

    def mark(alert: Alert) -> None:
        mark_alerts(lake, [alert], sent_at_utc=datetime.now(UTC).isoformat(timespec="seconds"))

    report = deliver(
        owed,
        transport=_transport(settings),
        sender=sender_of(settings.mail_from, contact=settings.contact),
        mark=mark,
    )
    if owed and not report.sent_count:
        reason = report.failures[0][1] if report.failures else "no reason given"
        raise UserError(
            f"{len(owed)} mails could not be sent ({reason}) and stay owed; mend POLICYWATCH_SMTP_HOST or "
            "set POLICYWATCH_MAIL_DIR, then run: policywatch alerts send"
        )
    return {"sent": report.sent_count, "failed": report.failed_count, "parked": report.parked_count}


def _transport(settings: Settings) -> Any:
    from alerts.transports import CallableTransport, FolderTransport, SmtpTransport

    if settings.mail_dir is None and settings.smtp_connection is not None:
        return CallableTransport(_through_airflow(settings.smtp_connection), name=settings.smtp_connection)
    if settings.mail_dir is not None or settings.smtp_host is None:
        return FolderTransport(settings.mail_folder)
    password = settings.smtp_password
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
    )


def _through_airflow(connection_id: str) -> Any:
    """Return a function that sends one message over an Airflow connection of type smtp."""
    from dags.mail_connection import send_message

    def hand_over(message: EmailMessage) -> None:
        send_message(connection_id, message)

    return hand_over
