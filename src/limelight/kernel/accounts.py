"""Statuses and products of connected accounts."""

from enum import StrEnum


class UserStatus(StrEnum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class AccountStatus(StrEnum):
    CONNECTED = "CONNECTED"
    NOT_CONNECTED = "NOT_CONNECTED"
    SESSION_EXPIRED = "SESSION_EXPIRED"


class AccountProduct(StrEnum):
    """Data of an account that is synced; each product is synced separately."""

    IDENTITY = "IDENTITY"
    IDENTITY_AUDIENCE = "IDENTITY.AUDIENCE"
    ENGAGEMENT = "ENGAGEMENT"
    ENGAGEMENT_AUDIENCE = "ENGAGEMENT.AUDIENCE"
    ACTIVITY = "ACTIVITY"


class SyncStatus(StrEnum):
    NOT_SYNCED = "NOT_SYNCED"
    IN_PROGRESS = "IN_PROGRESS"
    SYNCED = "SYNCED"
    PARTIAL_SYNCED = "PARTIAL_SYNCED"
    NOT_SUPPORTED = "NOT_SUPPORTED"


class MonitoringType(StrEnum):
    STANDARD = "STANDARD"
    ON_DEMAND = "ON_DEMAND"
