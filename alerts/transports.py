"""The ways out: a folder of .eml files, a mail server, or any function that takes a message."""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from alerts.delivery import DeliveryFailed, Refused, TransportDown
from alerts.words import one_line
from warehouse.errors import UserError
from warehouse.records import Alert

Security = Literal["none", "starttls", "tls"]

_REMEDY = "start it or set POLICYWATCH_SMTP_HOST or POLICYWATCH_MAIL_DIR"


def _file_name(alert: Alert) -> str:
    run = re.sub(r"[^A-Za-z0-9_-]", "_", alert.run_id)[:60]
    return f"{run}-{re.sub(r'[^A-Za-z0-9_-]', '_', alert.alert_id)[:60]}.eml"


@dataclass
class FolderTransport:
    """Writes each message to FOLDER/RUN-ALERT.eml, whole or not at all; what stands there is left alone."""

    folder: Path

    def check(self) -> None:
        """Raise UserError where the folder cannot be written."""
        try:
            self.open()
        except TransportDown as error:
            raise UserError(f"{error}; make it writable or set POLICYWATCH_MAIL_DIR") from error

    def open(self) -> None:
        """Make the folder. Raises TransportDown where it cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise TransportDown(f"{self.folder}: cannot be written ({error.strerror})") from error

    def send(self, message: EmailMessage, alert: Alert) -> None:
        """Write the message. Raises TransportDown where the folder refuses."""
        path = self.folder / _file_name(alert)
        if path.exists():
            return
        raw = message.as_bytes()
        try:
            descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(raw)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise TransportDown(f"{self.folder}: cannot be written ({error.strerror})") from error

    def close(self) -> None:
        """Nothing is held open."""


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"{code} {one_line(text)}"


def _refusal(code: int) -> type[DeliveryFailed]:
    # RFC 5321, 4.2.1: 5yz is permanent, the same request should not be repeated; 4yz may be tried again.
    return Refused if 500 <= code < 600 else DeliveryFailed


def _timed_out(error: Exception) -> bool:
    # smtplib tells a time-out while it waits for an answer as a disconnection.
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


@dataclass
class SmtpTransport:
    """Sends through a mail server, over one connection that is made anew when it breaks.

    `security`: "starttls" (port 587), "tls" from the first byte (465), or "none" (a relay on this machine).
    """

    host: str
    port: int = 587
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_seconds: float = 30.0
    context: ssl.SSLContext | None = field(default=None, repr=False)
    _connection: smtplib.SMTP | None = field(default=None, init=False, repr=False)

    @property
    def _where(self) -> str:
        return f"SMTP server {self.host}:{self.port}"

    def check(self) -> None:
        """Raise UserError where the server refuses, is silent, or does not take the user and password."""
        try:
            self.open()
        except TransportDown as error:
            raise UserError(f"{error}; {_REMEDY}") from error
        finally:
            self.close()

    def open(self) -> None:
        """Connect, secure and log in. Raises TransportDown."""
        self.close()
        # A look-up of this machine's full name can hang where no name server answers.
        name = socket.gethostname() or "localhost"
        connection: smtplib.SMTP | None = None
        try:
            if self.security == "tls":
                connection = smtplib.SMTP_SSL(
                    self.host, self.port, local_hostname=name, timeout=self.timeout_seconds,
                    context=self._trusting(),
                )  # fmt: skip
            else:
                connection = smtplib.SMTP(
                    self.host, self.port, local_hostname=name, timeout=self.timeout_seconds
                )
            if self.security == "starttls":
                connection.starttls(context=self._trusting())
            if self.user:
                connection.login(self.user, self.password or "")
        except (OSError, smtplib.SMTPException, ValueError) as error:
            if connection is not None:
                connection.close()
            raise TransportDown(self._fault(error)) from error
        self._connection = connection

    def _trusting(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def _fault(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            # The server's answer may repeat what it was sent.
            return f"{self._where} refused the user and password ({error.smtp_code})"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return f"{self._where} does not offer what was asked ({one_line(str(error))})"
        if isinstance(error, smtplib.SMTPResponseException):
            return f"{self._where} refused ({_said(error.smtp_code, error.smtp_error)})"
        if isinstance(error, ssl.SSLError):
            return f"{self._where} failed to secure the connection ({one_line(error.reason or str(error))})"
        if isinstance(error, ConnectionRefusedError):
            return f"{self._where} refused the connection"
        if _timed_out(error):
            return f"{self._where} did not answer within {self.timeout_seconds:g} seconds"
        if isinstance(error, socket.gaierror):
            return f"{self._where} was not found by its name"
        return f"{self._where} failed ({one_line(str(error)) or type(error).__name__})"

    def send(self, message: EmailMessage, alert: Alert) -> None:
        """Send one message, connecting again once if the connection was lost since the last one."""
        if self._connection is None or not self._is_alive():
            self.open()
        assert self._connection is not None
        try:
            self._connection.send_message(message, to_addrs=[alert.recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            self._reset()
            if code == 421:
                raise TransportDown(f"{self._where} is closing ({_said(code, words)})") from error
            raise _refusal(code)(f"recipient refused: {_said(code, words)}") from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            self._reset()
            if error.smtp_code == 421:
                raise TransportDown(self._fault(error)) from error
            said = f"message refused: {_said(error.smtp_code, error.smtp_error)}"
            # A refused sender is our own setting; the same mail may be taken once that is mended.
            is_ours = isinstance(error, smtplib.SMTPSenderRefused)
            raise (DeliveryFailed if is_ours else _refusal(error.smtp_code))(said) from error
        except (OSError, smtplib.SMTPException) as error:
            # What became of this message is unknown; the next one gets a fresh connection.
            self.close()
            fault = TransportDown if _timed_out(error) else DeliveryFailed
            raise fault(self._fault(error)) from error

    def _is_alive(self) -> bool:
        assert self._connection is not None
        try:
            return self._connection.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            self.close()
            return False

    def _reset(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Say goodbye if the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()


@dataclass
class CallableTransport:
    """Hands each message to a function, as one that sends through an Airflow connection.

    What the function raises of `failures` counts as the message's own failure.
    """

    hand_over: Callable[[EmailMessage], None]
    name: str = "mail connection"
    failures: tuple[type[Exception], ...] = (OSError, smtplib.SMTPException, RuntimeError)

    def check(self) -> None:
        """Nothing can be known before a message is handed over."""

    def open(self) -> None:
        """The function opens what it needs."""

    def send(self, message: EmailMessage, alert: Alert) -> None:
        """Hand over one message. Raises TransportDown where nothing answers, else DeliveryFailed."""
        try:
            self.hand_over(message)
        except (ConnectionRefusedError, socket.gaierror, smtplib.SMTPConnectError) as error:
            raise TransportDown(f"{self.name}: {one_line(str(error))}") from error
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refusal(code)(f"{self.name}: recipient refused: {_said(code, words)}") from error
        except smtplib.SMTPDataError as error:
            said = f"{self.name}: message refused: {_said(error.smtp_code, error.smtp_error)}"
            raise _refusal(error.smtp_code)(said) from error
        except self.failures as error:
            raise DeliveryFailed(f"{self.name}: {one_line(str(error)) or type(error).__name__}") from error

    def close(self) -> None:
        """The function closes what it opened."""
