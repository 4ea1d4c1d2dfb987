"""The settings tree: every setting with its bounds, default and description."""

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
            description="Database URL: `postgresql://user:password@host/name` or `sqlite:///path`. "
            "Default: an SQLite file in the data directory."
        ),
    ] = None
    pool_size: Annotated[
        int, Meta(ge=1, le=1000, description="Maximum number of database connections per process.")
    ] = 10


class SearchSettings(Struct, frozen=True, kw_only=True):
    url: Annotated[
        str | None,
        Meta(description="URL of the search cluster. Default: the embedded index in the data directory."),
    ] = None


class SandboxSettings(Struct, frozen=True, kw_only=True):
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1, description="Random seed of the simulated data.")] = 1
    creators: Annotated[
        int, Meta(ge=0, le=100_000_000, description="Number of simulated creators at the first start.")
    ] = 10_000


class HttpSettings(Struct, frozen=True, kw_only=True):
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port to listen on.")] = 8080
    processes: Annotated[
        int,
        Meta(ge=1, le=256, description="Number of server processes. More than one per core does not help."),
    ] = 1
    cors_origins: Annotated[
        tuple[str, ...],
        Meta(description="Web origins that may call the API (CORS), separated by commas. `*` allows any."),
    ] = ()


class ConnectSettings(Struct, frozen=True, kw_only=True):
    origins: Annotated[
        tuple[str, ...],
        Meta(
            description="Web origins that may open Connect for every tenant, in addition to the "
            "tenant's own, separated by commas. The sandbox also allows local origins, and `*` for any."
        ),
    ] = ()
    link_days: Annotated[int, Meta(ge=1, le=365, description="Lifetime of a connection link, in days.")] = 30


class LimitSettings(Struct, frozen=True, kw_only=True):
    body_bytes: Annotated[
        int,
        Meta(
            ge=1024,
            le=2**30,
            description="Maximum size of a request body, in bytes. A larger body returns 413.",
        ),
    ] = 10 * 1024 * 1024
    requests_per_minute: Annotated[
        int,
        Meta(
            ge=0,
            le=10_000_000,
            description="Maximum requests per minute and tenant, over all processes of a data directory. "
            "0: no limit.",
        ),
    ] = 0


Seconds = Annotated[float, Meta(ge=0, le=31_536_000)]


class WorkerSettings(Struct, frozen=True, kw_only=True):
    drain_seconds: Annotated[
        float, Meta(ge=0.05, le=60, description="Outbox polling interval, in seconds.")
    ] = 0.5
    lease_seconds: Annotated[
        float,
        Meta(
            ge=1,
            le=3600,
            description="Lease of a worker, in seconds. When it expires, other workers take over its work.",
        ),
    ] = 15.0
    grace_seconds: Annotated[
        float, Meta(ge=0, le=3600, description="Time for work in progress to finish at shutdown, in seconds.")
    ] = 10.0
    retry_seconds: Annotated[
        tuple[Seconds, ...],
        Meta(description="Delays before retries of failed work, in seconds, until it fails permanently."),
    ] = (5.0, 30.0, 300.0, 1800.0)


Hours = Annotated[float, Meta(ge=0.01, le=8784)]


class SyncSettings(Struct, frozen=True, kw_only=True):
    window_days: Annotated[
        int, Meta(ge=1, le=3650, description="Age up to which contents are refreshed, in days.")
    ] = 90
    commented_contents: Annotated[
        int, Meta(ge=0, le=1000, description="Number of latest contents whose comments are fetched.")
    ] = 10
    identity_hours: Annotated[
        Hours, Meta(description="Refresh interval of monitored profiles, in hours.")
    ] = 24.0
    identity_audience_hours: Annotated[
        Hours, Meta(description="Refresh interval of monitored audiences, in hours.")
    ] = 168.0
    engagement_hours: Annotated[
        Hours, Meta(description="Refresh interval of monitored contents, in hours.")
    ] = 12.0
    activity_hours: Annotated[
        Hours, Meta(description="Refresh interval of monitored activities, in hours.")
    ] = 24.0
    retry_hours: Annotated[Hours, Meta(description="Delay before a failed refresh is retried, in hours.")] = (
        1.0
    )
    schedule_seconds: Annotated[
        float,
        Meta(
            ge=0.1,
            le=3600,
            description="Interval at which a worker checks for accounts due for refresh, in seconds.",
        ),
    ] = 15.0


class JobsSettings(Struct, frozen=True, kw_only=True):
    freshness_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=525_600,
            description="Time in which equal job requests of a tenant share a result, in minutes. 0: never.",
        ),
    ] = 60
    keep_days: Annotated[
        int, Meta(ge=1, le=3650, description="Retention of jobs and their results, in days.")
    ] = 30
    report_link_days: Annotated[
        int, Meta(ge=1, le=3650, description="Lifetime of a report link, in days.")
    ] = 30
    audience_sample: Annotated[
        int, Meta(ge=100, le=1_000_000, description="Number of audience members sampled for a report.")
    ] = 10_000
    analysed_contents: Annotated[
        int, Meta(ge=10, le=10_000, description="Number of latest contents analysed for a report.")
    ] = 100


class WebhookSettings(Struct, frozen=True, kw_only=True):
    allow_private: Annotated[
        bool | None,
        Meta(
            description="Whether webhook URLs may have private, loopback and link-local addresses. Default: "
            "only loopback in the sandbox, none elsewhere."
        ),
    ] = None
    timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=60, description="Timeout of a delivery, in seconds.")
    ] = 5.0
    retry_seconds: Annotated[
        tuple[Seconds, ...],
        Meta(description="Delays between delivery attempts, in seconds. Then the webhook is deactivated."),
    ] = (60.0, 300.0, 21600.0)
    log_days: Annotated[
        int,
        Meta(
            ge=1,
            le=3650,
            description="Retention of deliveries in the log, in days. Only these can be replayed.",
        ),
    ] = 30


class PlatformSettings(Struct, frozen=True, kw_only=True):
    client_id: Annotated[str | None, Meta(description="OAuth client id of your app on the platform.")] = None
    client_secret: Annotated[
        str | None, Meta(description="OAuth client secret of your app on the platform.")
    ] = None
    api_key: Annotated[
        str | None, Meta(description="API key for the platform's public data: profiles and comments.")
    ] = None
    timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=600, description="Timeout of a request to the platform, in seconds.")
    ] = 30.0
    gateway_url: Annotated[
        Annotated[str, Meta(pattern="^https?://[^/]")] | None,
        Meta(
            description="Gateway or test server that receives all requests to the platform, with the "
            "platform's host as first path segment. It may have a private address."
        ),
    ] = None


class PlatformsSettings(Struct, frozen=True, kw_only=True):
    """One field per platform with an API client, named by its key."""

    youtube: PlatformSettings = PlatformSettings()


class LogSettings(Struct, frozen=True, kw_only=True):
    format: Annotated[
        LogFormat, Meta(description="Log format. `auto`: pretty on a terminal, JSON elsewhere.")
    ] = LogFormat.AUTO
    level: Annotated[LogLevel, Meta(description="Minimum log level.")] = LogLevel.INFO


class Settings(Struct, frozen=True, kw_only=True):
    environment: Annotated[
        Environment,
        Meta(
            description="`sandbox` serves simulated data and has a demo tenant. `staging` and `production` "
            "serve data from platforms and imports."
        ),
    ] = Environment.SANDBOX
    data_dir: Annotated[
        Path, Meta(description="Directory of all local files: database, search index, rejected rows.")
    ] = Path(".limelight")
    public_url: Annotated[
        str, Meta(pattern="^https?://[^/]", description="Public base URL of this server.")
    ] = "http://127.0.0.1:8080"
    secret_key: Annotated[
        Annotated[str, Meta(min_length=32)] | None,
        Meta(
            description="Key that signs tokens and encrypts credentials, at least 32 characters. All "
            "processes need the same key. Required outside the sandbox."
        ),
    ] = None
    previous_secret_keys: Annotated[
        tuple[Annotated[str, Meta(min_length=32)], ...],
        Meta(
            description="Former secret keys, separated by commas. They still decrypt and verify; new data "
            "uses the secret key."
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
        """The configured database URL, or the default in the data directory."""
        return self.database.url or f"sqlite:///{(self.data_dir / 'limelight.db').absolute()}"

    @property
    def is_sandbox(self) -> bool:
        return self.environment is Environment.SANDBOX
