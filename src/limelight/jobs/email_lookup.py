"""Looking up whose profiles show an e-mail address."""

import asyncio
from typing import Final

from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.kernel.struct_mapping import extend
from limelight.schemas.creator_discovery.email_lookup import EmailLookup, EmailLookupRequest, EmailMatch
from limelight.webhooks.events import EMAIL_LOOKUP_FAILURE, EMAIL_LOOKUP_SUCCESS


async def run(task: JobRun[EmailLookupRequest], workbench: JobContext) -> EmailLookup:
    """The matches are in the order of the request, those of one address largest first."""
    found = await asyncio.to_thread(workbench.discovery.owners_by_email, task.request.emails)
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
    completion_events=CompletionEvents(EMAIL_LOOKUP_SUCCESS, EMAIL_LOOKUP_FAILURE),
)
