"""Sending over an Airflow connection of type smtp, for installations that keep their secrets there."""

from __future__ import annotations

from email.message import EmailMessage


def send_message(connection_id: str, message: EmailMessage) -> None:
    """Hand one message to the server of `connection_id`. Raises OSError or what smtplib raises."""
    from airflow.exceptions import AirflowException
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    try:
        with SmtpHook(smtp_conn_id=connection_id) as hook:
            client = hook._smtp_client
            if client is None:
                raise OSError(f"the Airflow connection {connection_id} gave no mail server")
            client.send_message(message)
    except AirflowException as error:
        raise OSError(f"the Airflow connection {connection_id}: {error}") from error
