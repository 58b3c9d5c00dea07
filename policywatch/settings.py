"""What one installation is told: the environment (`POLICYWATCH_*`), else `policywatch.toml`, else defaults.

Passwords come from the environment or from an Airflow connection, never from the file.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from warehouse.errors import UserError

SETTINGS_FILE = "policywatch.toml"


def bundled_sources() -> Path:
    """Return the folder of the registry that comes with the project."""
    return Path(str(files("spiders"))) / "sources"


class Settings(BaseSettings):
    """One installation's settings. Paths may be relative to the working directory."""

    model_config = SettingsConfigDict(
        env_prefix="POLICYWATCH_", env_ignore_empty=True, extra="forbid", toml_file=SETTINGS_FILE
    )

    home: Path = Field(default=Path(".policywatch"), description="the one folder that everything is kept in")
    sources: Path = Field(
        default_factory=bundled_sources, description="the registry: a folder of YAML or one file"
    )
    subscriptions: Path | None = Field(
        default=None, description="who gets mail about what; default HOME/subscriptions.yml"
    )
    contact: str | None = Field(
        default=None,
        description="address or page where a site's owner reaches you; needed to fetch live sites",
    )
    timezone: str = Field(
        default="America/New_York", description="whose midnight parts one night from the next"
    )
    schedule: str = Field(default="30 2 * * *", description="cron line of the night, in that time zone")
    maintenance_schedule: str = Field(
        default="0 13 * * 0", description="cron line of the lake's upkeep, in that time zone"
    )

    review_below: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="a find less sure than this is mailed only after `policywatch review` confirms it",
    )

    lake_catalog: str | None = Field(
        default=None,
        description="where many machines keep the lake's catalog: postgres:dbname=D host=H user=U, the "
        "password in PGPASSWORD; default HOME/lake",
    )
    lake_data: str | None = Field(
        default=None,
        description="where its files lie then: s3://BUCKET/PREFIX/, the keys in AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY",
    )
    landing_store: str | None = Field(
        default=None,
        description="bucket that whole landings go to: s3://BUCKET/PREFIX/; default HOME/landing",
    )
    publish_queue: str | None = Field(
        default=None,
        description="Celery queue of the one machine whose home has subscriptions, published file and mails",
    )

    shards: int = Field(default=4, ge=1, le=256, description="crawls that a night is cut into")
    delay_seconds: float = Field(default=2.5, ge=0, description="pause between two requests to one host")
    max_source_seconds: int = Field(default=1200, ge=10, description="the longest one source may take")
    allow_private: tuple[str, ...] = Field(
        default=(),
        description="host:port on private addresses that may be fetched, and posted to without https",
    )

    send_ceiling: int = Field(
        default=500, ge=1, description="the most messages of one night; the rest stay owed and you are told"
    )
    mail_dir: Path | None = Field(default=None, description="write mails here as .eml and send none")
    mail_from: str = Field(default="policywatch@localhost", description="the sender's address")
    smtp_host: str | None = Field(default=None, description="the mail server; none: mails go to HOME/mail")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("POLICYWATCH_SMTP_PASSWORD")
    )
    smtp_connection: str | None = Field(
        default=None, description="id of an Airflow connection of type smtp to send through instead"
    )
    airflow_host: str = Field(default="127.0.0.1", description="the address that Airflow's servers listen on")
    airflow_port: int = Field(default=8080, ge=1, le=65535)

    @field_validator("lake_catalog")
    @classmethod
    def _catalog_without_secret(cls, value: str | None) -> str | None:
        if value is None:
            return None
        kind, _, address = value.partition(":")
        named = dict(each.partition("=")[::2] for each in address.split())
        if kind != "postgres" or not named.get("dbname"):
            raise ValueError("write it as postgres:dbname=lake host=db.example.org user=policywatch")
        if "password" in named:
            raise ValueError("it holds a password, which is a secret; leave it out and set PGPASSWORD")
        return value

    @field_validator("lake_data", "landing_store")
    @classmethod
    def _bucket(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = urlsplit(value)
        if address.scheme != "s3" or not address.hostname or "@" in address.netloc or address.query:
            raise ValueError("write it as s3://BUCKET/PREFIX/, keys and endpoint in the AWS_* variables")
        return value.rstrip("/") + "/"

    @model_validator(mode="after")
    def _shared_whole(self) -> Self:
        shared = {"lake_catalog": self.lake_catalog, "lake_data": self.lake_data}
        missing = [name for name, value in shared.items() if value is None]
        if len(missing) == 1 or (self.landing_store is not None and missing):
            raise ValueError(
                f"the lake is shared by lake_catalog and lake_data together, and landings only with it; "
                f"set POLICYWATCH_{missing[0].upper()} too"
            )
        return self

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"{value!r} is not an IANA time zone; write one such as America/New_York"
            ) from error
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def landing_root(self) -> Path:
        return self.home / "landing"

    @property
    def lake_root(self) -> Path:
        return self.home / "lake"

    @property
    def published(self) -> Path:
        return self.home / "published" / "policywatch.duckdb"

    @property
    def site(self) -> Path:
        """The static site; its folder is replaced whole by each good night."""
        return self.home / "published" / "site"

    @property
    def nights_root(self) -> Path:
        """Progress, report and log of each night."""
        return self.home / "nights"

    @property
    def subscriptions_path(self) -> Path:
        return self.subscriptions or self.home / "subscriptions.yml"

    @property
    def feeds(self) -> Path:
        """Atom files of subscribers who asked for one."""
        return self.home / "feeds"

    @property
    def mail_folder(self) -> Path:
        return self.mail_dir or self.home / "mail"


def load_settings(**overrides: object) -> Settings:
    """Return the settings in force. Raises UserError, one line a fault, naming the variable."""
    if "smtp_password" in _toml_keys():
        raise UserError(f"{SETTINGS_FILE}: smtp_password is a secret; set POLICYWATCH_SMTP_PASSWORD instead")
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = [
            f"setting {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}; "
            f"correct POLICYWATCH_{str(fault['loc'][0]).upper()} or {SETTINGS_FILE}"
            if fault["loc"]
            else str(fault["msg"])
            for fault in error.errors(include_url=False, include_input=False)
        ]
        raise UserError("\n".join(faults)) from error
    return settings.model_copy(
        update={"home": settings.home.absolute(), "sources": settings.sources.absolute()}
    )


def settings_environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the environment of a child process, without the secrets (it inherits those)."""
    found = {}
    for name, value in settings.model_dump(mode="json", exclude={"smtp_password"}).items():
        if value is not None:
            found[f"POLICYWATCH_{name.upper()}"] = value if isinstance(value, str) else json.dumps(value)
    return found


def _toml_keys() -> set[str]:
    import tomllib

    path = Path(SETTINGS_FILE)
    if not path.is_file():
        return set()
    try:
        return set(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{path}: cannot be read as TOML ({error}); correct it") from error


PROBE_BYTES = 1_000_000
"""A disk with less room than this is told as full before a night begins."""


def prepare_home(settings: Settings) -> None:
    """Make the home's folders, for the owner alone. Raises UserError where it cannot be written.

    From here on this process and its children make files that nobody else can read.
    """
    os.umask(0o077)
    try:
        for folder in (settings.home, settings.landing_root, settings.nights_root, settings.published.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = settings.home / f".write-test-{os.getpid()}"
        try:
            probe.write_bytes(bytes(PROBE_BYTES))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"{settings.home}: cannot be written ({error.strerror}); "
            "make it writable, free some space, or set POLICYWATCH_HOME to another folder"
        ) from error
