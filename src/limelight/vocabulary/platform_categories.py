"""What a platform is mostly for."""

from enum import StrEnum


class PlatformCategory(StrEnum):
    MEDIA = "MEDIA"
    EDUCATION = "EDUCATION"
    SOCIAL = "SOCIAL"
    ENTERTAINMENT = "ENTERTAINMENT"
    LIFESTYLE = "LIFESTYLE"
    BUSINESS = "BUSINESS"
