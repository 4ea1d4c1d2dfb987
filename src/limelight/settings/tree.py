"""What can be set, with its limits and its default."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct


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
    processes: Annotated[
        int,
        Meta(ge=1, le=256, description="How many processes answer requests: at most one a core is of use."),
    ] = 1
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
        int,
        Meta(
            ge=0,
            le=10_000_000,
            description="Requests a minute per tenant, over all processes of a data directory; "
            "0 is no limit.",
        ),
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
