"""The extra figures of newsletter issues: opens, clicks and unsubscribes."""

from datetime import timedelta
from random import Random
from typing import Final

from msgspec.structs import replace

from limelight.kernel.records import Content, NewsletterAudience, NewsletterPlatform
from limelight.sandbox.account_owners import AccountOwner, seeded_random
from limelight.sandbox.contents.engagement import accrued_fraction

_AUDIENCES: Final = (NewsletterAudience.FREE, NewsletterAudience.BOTH, NewsletterAudience.PAID)
_PLACES: Final = (NewsletterPlatform.BOTH, NewsletterPlatform.WEB, NewsletterPlatform.EMAIL)
_PAID_SHARE: Final = (0.02, 0.09)


def open_and_click_rates(owner: AccountOwner) -> tuple[float, float]:
    """How many percent of the readers open an issue, and click in it."""
    draws = seeded_random(owner.key, "newsletter")
    opened = draws.uniform(28.0, 56.0)
    return round(opened, 2), round(opened * draws.uniform(0.05, 0.16), 2)


def paid_subscribers(owner: AccountOwner, readers: int) -> int:
    """How many of the readers pay."""
    return int(readers * seeded_random(owner.key, "paying").uniform(*_PAID_SHARE))


def newsletter_issue(owner: AccountOwner, content: Content, draws: Random, age: timedelta) -> Content:
    """The content as an issue of that age; the draws are its own."""
    opened, clicked = open_and_click_rates(owner)
    luck, part = draws.uniform(0.85, 1.15), accrued_fraction(age)
    audience = draws.choices(_AUDIENCES, (60, 25, 15))[0]
    readers = paid_subscribers(owner, owner.followers) if audience is _AUDIENCES[2] else owner.followers
    figures = replace(
        content.engagement,
        email_open_rate=round(opened * luck * part, 2),
        email_click_rate=round(clicked * luck * part, 2),
        click_count=int(readers * clicked / 100 * luck * part),
        unsubscribe_count=int(readers * draws.uniform(0.0005, 0.004) * part),
        spam_report_count=int(readers * draws.uniform(0, 0.0003) * part),
    )
    return replace(
        content,
        engagement=figures,
        audience=audience,
        platform=draws.choices(_PLACES, (80, 12, 8))[0],
        authors=(owner.creator.full_name or owner.creator.username,),
        content_tags=owner.community.topics[:3],
    )
