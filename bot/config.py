"""Settings: config.toml, then the environment. One clear line for whatever is wrong in them."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$|^$"
PREFIX = "CHUNGTAY_"
SECRETS = ("token", "secret", "password")
"""Parts of the names of settings that nobody may see."""
KEEPERS = ("telegram", "zalo", "email", "service", "url", "heartbeat_url")
"""Tables that hold one, and the URLs that may hold a password or are secret themselves."""


class ConfigError(ValueError):
    """A setting that cannot be used: what, where, and what would be right."""


class Section(BaseModel):
    """A table of config.toml; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Operator(Section):
    name: str = ""
    office: str = ""
    phone: str = ""
    site: str = ""


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""


class Database(Section):
    url: str = "sqlite:///var/chungtay.db"


class Service(Section):
    heartbeat_url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    audit_seconds: int = Field(60, ge=1, le=600)


class Security(Section):
    key_file: str = ""
    session_days: int = Field(7, ge=1, le=90)
    link_minutes: int = Field(15, ge=1, le=1440)


class Telegram(Section):
    token: SecretStr = SecretStr("")
    api_base: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    messages_per_second: int = Field(30, ge=1)
    paid_broadcast: bool = False
    webhook_secret: SecretStr = SecretStr("")


class Zalo(Section):
    token: SecretStr = SecretStr("")
    api_base: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    messages_per_second: int = Field(5, ge=1)
    webhook_secret: SecretStr = SecretStr("")
    people: int = Field(50, ge=0)
    groups: int = Field(3, ge=0)
    messages_a_month: int = Field(3000, ge=0)


class Email(Section):
    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: Annotated[str, StringConstraints(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    messages_per_second: int = Field(5, ge=1)

    @model_validator(mode="after")
    def whole(self) -> Self:
        """A server without a sender could send nothing."""
        if self.host and not self.sender:
            raise ValueError("email.sender: name the address that mails come from")
        return self


class Delivery(Section):
    quiet_hours: Annotated[str, StringConstraints(pattern=HOURS)] = "21:00-06:00"


class Campaigns(Section):
    approval_over: int = Field(500, ge=0)
    per_week: int = Field(3, ge=0)
    link_hosts: tuple[str, ...] = ("dichvucong.gov.vn", "thanhhoa.gov.vn", "vbsp.org.vn")


class Checks(Section):
    keep_months: int = Field(12, ge=1, le=60)
    follow_up_days: int = Field(30, ge=1, le=365)


class Repayments(Section):
    days_before: int = Field(3, ge=1, le=14)


class Media(Section):
    most_megabytes: int = Field(20, ge=1, le=50)


class Import(Section):
    basis: str = Field("", max_length=200)


class Chat(Section):
    updates_per_second: float = Field(5, ge=5)
    burst: int = Field(100, ge=100)


class Settings(BaseSettings):
    """All settings. The environment wins over the file, the file over the defaults."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    operator: Operator = Operator()
    server: Server = Server()
    database: Database = Database()
    service: Service = Service()
    security: Security = Security()
    telegram: Telegram = Telegram()
    zalo: Zalo = Zalo()
    email: Email = Email()
    delivery: Delivery = Delivery()
    campaigns: Campaigns = Campaigns()
    checks: Checks = Checks()
    repayments: Repayments = Repayments()
    media: Media = Media()
    import_: Import = Field(Import(), validation_alias=AliasChoices("import", "CHUNGTAY_IMPORT"))
    chat: Chat = Chat()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment above the file (which comes as init values); nothing else."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load(file: Path | None, env: dict[str, str]) -> Settings:
    """Read a config file (None: the config.toml of the working directory, if any).

    Raises ConfigError: file or variable, key, what is wrong, what would be right.
    """
    path = file or Path("config.toml")
    if file and not file.exists():
        raise ConfigError(f"{file}: no such file; copy config.toml from the project")
    table = read(path) if path.exists() else {}
    refuse_unknown_variables(env)
    try:
        settings = Settings(**table)
    except ValidationError as error:
        raise ConfigError(
            "; ".join(sentence(fault, path, env) for fault in error.errors())
        ) from None
    if settings.email.host and not settings.server.public_url:
        raise ConfigError(f"{path}: email.host: mails carry links, so set server.public_url too")
    return settings


def read(path: Path) -> dict[str, Any]:
    """The TOML of a file; raises ConfigError with the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None


def refuse_unknown_variables(env: dict[str, str]) -> None:
    """A mistyped CHUNGTAY_… variable would otherwise be ignored in silence."""
    known = {
        f"{PREFIX}{section.rstrip('_')}__{key}".upper()
        for section, field in Settings.model_fields.items()
        for key in getattr(field.annotation, "model_fields", {})
    }
    for name in sorted(env):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(f"environment: {name} is no setting{hint}")


def sentence(fault: Any, path: Path, env: dict[str, str]) -> str:
    """A pydantic fault as one line."""
    section, *rest = (str(part) for part in fault["loc"])
    key = ".".join([section, *rest])
    variable = f"{PREFIX}{section}__{'_'.join(rest)}".upper()
    where = f"environment {variable}" if variable in env else str(path)
    if fault["type"] == "extra_forbidden":
        near = nearest(section, rest)
        return f"{where}: unknown setting {key}" + (f"; did you mean {near}?" if near else "")
    shown = "" if is_secret(section, rest) else f" = {fault['input']!r}"
    return f"{where}: {key}{shown}: {expected(key, fault)}"


def is_secret(section: str, rest: list[str]) -> bool:
    """Whether what stands there must not be shown: a secret, or a whole table that holds one."""
    name = rest[0] if rest else section
    return any(part in name for part in SECRETS) or name in KEEPERS


def expected(key: str, fault: Any) -> str:
    """What would be right, in our words where pydantic's would not help."""
    if fault["type"] == "string_pattern_mismatch":
        return {
            "delivery.quiet_hours": "use HH:MM-HH:MM, for example 21:00-06:00, or nothing",
        }.get(key, "use http://… or https://…")
    return re.sub(r"^Input should", "should", str(fault["msg"]))


def nearest(section: str, rest: list[str]) -> str:
    """The known setting most like an unknown one."""
    field = Settings.model_fields.get("import_" if section == "import" else section)
    if field is None:
        names = [name.rstrip("_") for name in Settings.model_fields]
        return next(iter(difflib.get_close_matches(section, names, n=1)), "")
    known = getattr(field.annotation, "model_fields", {})
    found = difflib.get_close_matches(rest[0] if rest else "", list(known), n=1)
    return f"{section}.{found[0]}" if found else ""
