"""Main purposes of platforms."""

from enum import StrEnum


class PlatformCategory(StrEnum):
    MEDIA = "MEDIA"
    EDUCATION = "EDUCATION"
    SOCIAL = "SOCIAL"
    ENTERTAINMENT = "ENTERTAINMENT"
    LIFESTYLE = "LIFESTYLE"
    BUSINESS = "BUSINESS"
