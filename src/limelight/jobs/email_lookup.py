"""Looking up whose profiles show an e-mail address."""

import asyncio
from typing import Final

from limelight.jobs.declaration import Ending, Job, Task, Workbench
from limelight.kernel.extending import extend
from limelight.schemas.creator_discovery.email_lookup import EmailLookup, EmailLookupRequest, EmailMatch
from limelight.webhooks.events import EMAIL_LOOKUP_FAILURE, EMAIL_LOOKUP_SUCCESS


async def run(task: Task[EmailLookupRequest], workbench: Workbench) -> EmailLookup:
    """The matches are in the order of the request, those of one address largest first."""
    found = await asyncio.to_thread(workbench.discovery.by_email, task.request.emails)
    return EmailLookup(
        matches=[
            extend(EmailMatch, owner.card, email=email, platform=owner.platform)
            for email, owners in found.items()
            for owner in owners
        ],
        non_matched_emails=[email for email, owners in found.items() if not owners],
    )


EMAIL_LOOKUP: Final = Job(
    name="email_lookup",
    request=EmailLookupRequest,
    result=EmailLookup,
    run=run,
    check=lambda request: request,
    ending=Ending(EMAIL_LOOKUP_SUCCESS, EMAIL_LOOKUP_FAILURE),
)
