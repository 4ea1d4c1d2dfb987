"""The settings: one frozen tree, read once from ``LIMELIGHT_…`` environment variables.

``LIMELIGHT_DATABASE__URL`` sets ``settings.database.url``. A variable that no setting has is refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

PREFIX = "LIMELIGHT_"
_NOT_SETTINGS = frozenset({"LIMELIGHT_SHARED_DATA"})
"""Variables of the test suite, which may be exported in a developer's shell."""


class Environment(StrEnum):
    SANDBOX = "sandbox"
    STAGING = "staging"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    AUTO = "auto"
    JSON = "json"
    PRETTY = "pretty"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class DatabaseSettings(Struct, frozen=True, kw_only=True):
    url: Annotated[
        str | None,
        Meta(
            description="Where the records are: `postgresql://user:password@host/name`, or `sqlite:///path`. "
            "Unset: an SQLite file in the data directory."
        ),
    ] = None
    pool_size: Annotated[
        int, Meta(ge=1, le=1000, description="The most connections that one process keeps open.")
    ] = 10


class SearchSettings(Struct, frozen=True, kw_only=True):
    url: Annotated[
        str | None,
        Meta(description="Where the search cluster is. Unset: the embedded index in the data directory."),
    ] = None


class SandboxSettings(Struct, frozen=True, kw_only=True):
    seed: Annotated[
        int, Meta(ge=0, le=2**31 - 1, description="The simulated world is a function of this number.")
    ] = 1
    creators: Annotated[
        int, Meta(ge=0, le=100_000_000, description="The creators of the simulated world at first start.")
    ] = 10_000


class HttpSettings(Struct, frozen=True, kw_only=True):
    host: Annotated[str, Meta(description="The address that the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="The port that the server listens on.")] = 8080
    cors_origins: Annotated[
        tuple[str, ...],
        Meta(description="Web origins whose pages may call the API, separated by commas; `*` is any."),
    ] = ()


class ConnectSettings(Struct, frozen=True, kw_only=True):
    origins: Annotated[
        tuple[str, ...],
        Meta(
            description="Web origins that may open Connect for every tenant, besides the tenant's own, "
            "separated by commas. The sandbox always takes those of this machine, and `*` is any there."
        ),
    ] = ()
    link_days: Annotated[
        int, Meta(ge=1, le=365, description="How many days a connection link can be opened.")
    ] = 30


class LimitSettings(Struct, frozen=True, kw_only=True):
    body_bytes: Annotated[
        int, Meta(ge=1024, le=2**30, description="The largest request body; a larger one is a 413.")
    ] = 10 * 1024 * 1024
    requests_per_minute: Annotated[
        int, Meta(ge=0, le=10_000_000, description="Requests a minute per tenant and process; 0 is no limit.")
    ] = 0


Seconds = Annotated[float, Meta(ge=0, le=31_536_000)]


class WorkerSettings(Struct, frozen=True, kw_only=True):
    drain_seconds: Annotated[
        float, Meta(ge=0.05, le=60, description="How often a worker looks for work that others promised.")
    ] = 0.5
    lease_seconds: Annotated[
        float,
        Meta(
            ge=1,
            le=3600,
            description="After so many seconds without a sign of life, others take over a worker's work.",
        ),
    ] = 15.0
    grace_seconds: Annotated[
        float, Meta(ge=0, le=3600, description="How long work under way may take to finish at a stop.")
    ] = 10.0
    retry_seconds: Annotated[
        tuple[Seconds, ...],
        Meta(description="The pauses before work that failed unexpectedly is tried again, then given up."),
    ] = (5.0, 30.0, 300.0, 1800.0)


Hours = Annotated[float, Meta(ge=0.01, le=8784)]


class SyncSettings(Struct, frozen=True, kw_only=True):
    window_days: Annotated[
        int, Meta(ge=1, le=3650, description="How many days of contents are kept up to date.")
    ] = 90
    commented_contents: Annotated[
        int, Meta(ge=0, le=1000, description="Of how many of the latest contents comments are read.")
    ] = 10
    identity_hours: Annotated[
        Hours, Meta(description="How often profiles that are monitored are brought up to date.")
    ] = 24.0
    identity_audience_hours: Annotated[
        Hours, Meta(description="How often audiences that are monitored are brought up to date.")
    ] = 168.0
    engagement_hours: Annotated[
        Hours, Meta(description="How often contents that are monitored are brought up to date.")
    ] = 12.0
    activity_hours: Annotated[
        Hours, Meta(description="How often activities that are monitored are brought up to date.")
    ] = 24.0
    retry_hours: Annotated[
        Hours, Meta(description="When what could not be brought up to date is tried again by itself.")
    ] = 1.0
    schedule_seconds: Annotated[
        float, Meta(ge=0.1, le=3600, description="How often a worker looks for accounts that are due.")
    ] = 15.0


class JobsSettings(Struct, frozen=True, kw_only=True):
    freshness_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=525_600,
            description="For so long a tenant's equal requests share one computation; 0: each has its own.",
        ),
    ] = 60
    keep_days: Annotated[
        int, Meta(ge=1, le=3650, description="How many days jobs and their results can be read.")
    ] = 30
    report_link_days: Annotated[
        int, Meta(ge=1, le=3650, description="How many days a link to a report can be opened.")
    ] = 30
    audience_sample: Annotated[
        int, Meta(ge=100, le=1_000_000, description="Of how many people of an audience a report is made.")
    ] = 10_000
    analysed_contents: Annotated[
        int, Meta(ge=10, le=10_000, description="Of how many of the latest contents a report is made.")
    ] = 100


class WebhookSettings(Struct, frozen=True, kw_only=True):
    allow_private: Annotated[
        bool | None,
        Meta(
            description="Whether webhooks may be on private, loopback and link-local addresses. Unset: in "
            "the sandbox those of this machine may, elsewhere none."
        ),
    ] = None
    timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=60, description="How long a receiver may take to answer.")
    ] = 5.0
    retry_seconds: Annotated[
        tuple[Seconds, ...],
        Meta(
            description="The pauses between the attempts of a delivery, before its webhook becomes inactive."
        ),
    ] = (60.0, 300.0, 21600.0)
    log_days: Annotated[
        int, Meta(ge=1, le=3650, description="How many days deliveries stay in the log, and can be replayed.")
    ] = 30


class PlatformSettings(Struct, frozen=True, kw_only=True):
    client_id: Annotated[
        str | None, Meta(description="The id of your app at the platform, with which creators sign in.")
    ] = None
    client_secret: Annotated[str | None, Meta(description="The secret of your app at the platform.")] = None
    api_key: Annotated[
        str | None, Meta(description="Your key at the platform, for what is public: profiles and comments.")
    ] = None
    timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=600, description="How long the platform may take to answer.")
    ] = 30.0
    gateway_url: Annotated[
        Annotated[str, Meta(pattern="^https?://[^/]")] | None,
        Meta(
            description="Where requests to the platform go instead, with the platform's host first in the "
            "path: a gateway of yours, or a stand-in. It may be on a private address."
        ),
    ] = None


class PlatformsSettings(Struct, frozen=True, kw_only=True):
    """One field for each platform that is spoken to, named by its key."""

    youtube: PlatformSettings = PlatformSettings()


class LogSettings(Struct, frozen=True, kw_only=True):
    format: Annotated[
        LogFormat, Meta(description="How log lines look; `auto` is pretty on a terminal and JSON elsewhere.")
    ] = LogFormat.AUTO
    level: Annotated[LogLevel, Meta(description="The least important level that is logged.")] = LogLevel.INFO


class Settings(Struct, frozen=True, kw_only=True):
    environment: Annotated[
        Environment,
        Meta(
            description="`sandbox` answers from a simulated world and has a demo tenant; `staging` and "
            "`production` answer from platforms and imports."
        ),
    ] = Environment.SANDBOX
    data_dir: Annotated[
        Path, Meta(description="The directory of everything that is kept in files: records, index, rejects.")
    ] = Path(".limelight")
    public_url: Annotated[
        str, Meta(pattern="^https?://[^/]", description="The address under which clients reach this server.")
    ] = "http://127.0.0.1:8080"
    secret_key: Annotated[
        Annotated[str, Meta(min_length=32)] | None,
        Meta(
            description="Signs tokens and seals credentials: at least 32 characters, the same in every "
            "process, needed outside the sandbox."
        ),
    ] = None
    previous_secret_keys: Annotated[
        tuple[Annotated[str, Meta(min_length=32)], ...],
        Meta(
            description="Secret keys of before, separated by commas: what they sealed and signed can still "
            "be read, while new seals are made with the secret key."
        ),
    ] = ()
    database: DatabaseSettings = DatabaseSettings()
    search: SearchSettings = SearchSettings()
    sandbox: SandboxSettings = SandboxSettings()
    http: HttpSettings = HttpSettings()
    connect: ConnectSettings = ConnectSettings()
    limits: LimitSettings = LimitSettings()
    log: LogSettings = LogSettings()
    platforms: PlatformsSettings = PlatformsSettings()
    sync: SyncSettings = SyncSettings()
    jobs: JobsSettings = JobsSettings()
    webhooks: WebhookSettings = WebhookSettings()
    worker: WorkerSettings = WorkerSettings()

    @property
    def database_url(self) -> str:
        """The database that is used, whether named or the default in the data directory."""
        return self.database.url or f"sqlite:///{(self.data_dir / 'limelight.db').absolute()}"

    @property
    def is_sandbox(self) -> bool:
        return self.environment is Environment.SANDBOX


_PLATFORM_SECRETS = {
    f"platforms.{name}.{secret}"
    for name in PlatformsSettings.__struct_fields__
    for secret in ("client_secret", "api_key")
}
SECRET_SETTINGS = _PLATFORM_SECRETS | {"secret_key", "previous_secret_keys", "database.url", "search.url"}
"""Settings whose value is never shown."""


class SettingsError(Exception):
    """An environment variable is wrong: the message names it, its value and what is allowed."""


@dataclass(frozen=True)
class Setting:
    """One leaf of the tree: what generated docs, ``doctor`` and the reader of the environment walk."""

    path: str
    annotation: Any
    default: Any
    description: str

    @property
    def variable(self) -> str:
        return PREFIX + self.path.replace(".", "__").upper()

    @property
    def is_secret(self) -> bool:
        return self.path in SECRET_SETTINGS

    @property
    def allowed(self) -> str:
        """The values that the setting takes, in words: ``sandbox, staging, production`` or ``0 to 65535``."""
        return _allowed(msgspec.inspect.type_info(self.annotation))

    def shown(self, value: Any) -> str:
        """A value of the setting as the environment would have it, if it is no secret."""
        if value is None or value == ():
            return "unset"
        if self.is_secret:
            return "hidden"
        return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def of(self, settings: Settings) -> Any:
        return reduce(getattr, self.path.split("."), settings)


def declared(tree: type[Struct] = Settings, prefix: str = "") -> Iterator[Setting]:
    """Every setting, in the order of its declaration."""
    hints = get_type_hints(tree, include_extras=True)
    for field in msgspec.structs.fields(tree):
        annotation = hints[field.name]
        if isinstance(annotation, type) and issubclass(annotation, Struct):
            yield from declared(annotation, f"{prefix}{field.name}.")
        else:
            yield Setting(f"{prefix}{field.name}", annotation, field.default, _description(annotation))


def load(environ: Mapping[str, str]) -> Settings:
    """The settings that the environment gives. Raises SettingsError."""
    settings = {setting.variable: setting for setting in declared()}
    given = sorted(name for name in environ if name.startswith(PREFIX) and name not in _NOT_SETTINGS)
    tree: dict[str, Any] = {}
    for name in given:
        if name not in settings:
            raise SettingsError(_unknown(name, settings))
        if environ[name]:
            _place(tree, settings[name].path.split("."), _read(settings[name], environ[name]))
    return msgspec.convert(tree, Settings, dec_hook=_hook)


def _read(setting: Setting, text: str) -> Any:
    raw: Any = text
    if _is_tuple(setting.annotation):
        raw = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return msgspec.convert(raw, setting.annotation, strict=False, dec_hook=_hook)
    except msgspec.ValidationError:
        shown = "a hidden value" if setting.is_secret else repr(text)
        raise SettingsError(f"{setting.variable} is {shown}: it takes {setting.allowed}.") from None


def _place(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value


def _unknown(name: str, settings: Mapping[str, Setting]) -> str:
    close = get_close_matches(name, settings, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(settings)}."
    return f"{name} is not a setting: {hint}"


def _hook(target: type, value: Any) -> Any:
    return target(value)


def _is_tuple(annotation: Any) -> bool:
    inner = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return get_origin(inner) is tuple


def _description(annotation: Any) -> str:
    metas = [part for part in get_args(annotation) if isinstance(part, Meta)]
    return next((meta.description for meta in metas if meta.description), "")


def _allowed(kind: Any) -> str:
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            return _allowed(inner)
        case msgspec.inspect.EnumType(cls=cls):
            return ", ".join(member.value for member in cls)
        case msgspec.inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case msgspec.inspect.FloatType(ge=low, le=high):
            return f"a number from {low} to {high}"
        case msgspec.inspect.BoolType():
            return "true or false"
        case msgspec.inspect.StrType(min_length=int(length)):
            return f"text of at least {length} characters"
        case msgspec.inspect.StrType(pattern=str()):
            return "an http or https URL"
        case msgspec.inspect.UnionType(types=types):
            return next(_allowed(each) for each in types if not isinstance(each, msgspec.inspect.NoneType))
        case msgspec.inspect.VarTupleType():
            return "a list separated by commas"
        case msgspec.inspect.CustomType():
            return "a path"
        case _:
            return "text"
