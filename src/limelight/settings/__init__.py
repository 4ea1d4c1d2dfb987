"""Settings: a frozen tree, read once from ``LIMELIGHT_…`` environment variables.

``LIMELIGHT_DATABASE__URL`` sets ``settings.database.url``.
"""

from limelight.settings.loader import SECRET_SETTINGS, Setting, SettingsError, all_settings, load
from limelight.settings.tree import (
    ConnectSettings,
    DatabaseSettings,
    Environment,
    HttpSettings,
    JobsSettings,
    LimitSettings,
    LogFormat,
    LogLevel,
    LogSettings,
    PlatformSettings,
    PlatformsSettings,
    SandboxSettings,
    SearchSettings,
    Settings,
    SyncSettings,
    WebhookSettings,
    WorkerSettings,
)

__all__ = [
    "SECRET_SETTINGS",
    "ConnectSettings",
    "DatabaseSettings",
    "Environment",
    "HttpSettings",
    "JobsSettings",
    "LimitSettings",
    "LogFormat",
    "LogLevel",
    "LogSettings",
    "PlatformSettings",
    "PlatformsSettings",
    "SandboxSettings",
    "SearchSettings",
    "Setting",
    "Settings",
    "SettingsError",
    "SyncSettings",
    "WebhookSettings",
    "WorkerSettings",
    "all_settings",
    "load",
]
