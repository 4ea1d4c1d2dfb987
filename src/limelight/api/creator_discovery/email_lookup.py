"""Creator Discovery: finding the profiles that show an e-mail address."""

from typing import Any

from litestar import Controller, Request, get, post

from limelight.api.connect import work_platform_attribute
from limelight.api.instrumentation import request_id
from limelight.api.jobs import JobId, job_fields, select_fields
from limelight.jobs.email_lookup import EMAIL_LOOKUP
from limelight.jobs.service import JobService
from limelight.kernel.struct_mapping import extend
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.email_lookup import (
    EmailLookup,
    EmailLookupJob,
    EmailLookupRequest,
    EmailLookupResult,
    LookupReport,
    MatchedEmail,
)
from limelight.settings import Settings


class EmailLookups(Controller):
    path = "/social/creators/email-lookup"
    tags = ("Creator Discovery",)

    @post(status_code=202)
    async def create_email_lookup(
        self, jobs: JobService, settings: Settings, data: EmailLookupRequest
    ) -> EmailLookupJob:
        """Submit up to 1,000 e-mail addresses. The job finds the public profiles that show them."""
        job = await jobs.create(EMAIL_LOOKUP, data)
        return select_fields(EmailLookupJob, job_fields(job, settings))

    @get("/{id:uuid}")
    async def get_email_lookup(
        self,
        request: Request[Any, Any, Any],
        jobs: JobService,
        settings: Settings,
        id: JobId,  # noqa: A002
    ) -> EmailLookupResult:
        """Get the status of a lookup and, once it is SUCCESS, the matches on all platforms.

        A profile matches if its contact details contain the address, ignoring case.
        """
        lookup = await jobs.get(EMAIL_LOOKUP, id)
        fields = job_fields(lookup, settings, request_id(request.scope)) | _counts(lookup.result)
        return select_fields(
            EmailLookupResult,
            {
                **fields,
                "lookup_report": select_fields(LookupReport, fields),
                "matched_emails": _matched(lookup.result, settings),
            },
        )


def _counts(result: EmailLookup) -> dict[str, int]:
    return {
        "matched_count": len({match.email for match in result.matches}),
        "non_matched_count": len(result.non_matched_emails),
    }


def _matched(result: EmailLookup, settings: Settings) -> list[MatchedEmail]:
    return [
        extend(
            MatchedEmail,
            match,
            work_platform=work_platform_attribute(platform_by_key(match.platform), settings),
        )
        for match in result.matches
    ]
