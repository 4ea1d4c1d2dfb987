"""Lookup of profiles by the e-mail address that they show."""

import asyncio
from typing import Final

from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.creator_discovery.email_lookup import EmailLookup, EmailLookupRequest, EmailMatch
from limelight.schemas.creator_discovery.search import CreatorSummary
from limelight.webhooks.events import EMAIL_LOOKUP_FAILURE, EMAIL_LOOKUP_SUCCESS

_to_match: Final = copy_fields(CreatorSummary, EmailMatch, given=("email", "platform"))


async def run(job_run: JobRun[EmailLookupRequest], context: JobContext) -> EmailLookup:
    """Matches are in the order of the request, those of one address by size, largest first."""
    found = await asyncio.to_thread(context.discovery.owners_by_email, job_run.request.emails)
    return EmailLookup(
        matches=[
            _to_match(owner.card, email=email, platform=owner.platform)
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
