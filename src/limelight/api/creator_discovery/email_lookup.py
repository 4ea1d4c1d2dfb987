"""Creator Discovery: finding the profiles that show an e-mail address."""

from typing import Any, Final

from litestar import Controller, Request, get, post

from limelight.api.connect import work_platform_attribute
from limelight.api.instrumentation import request_id
from limelight.api.jobs import JobId, response_mapper
from limelight.jobs.email_lookup import EMAIL_LOOKUP
from limelight.jobs.service import JobService, JobState
from limelight.kernel.struct_mapping import copy_fields
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.email_lookup import (
    EmailLookup,
    EmailLookupJob,
    EmailLookupRequest,
    EmailLookupResult,
    EmailMatch,
    LookupReport,
    MatchedEmail,
)
from limelight.settings import Settings

_to_receipt: Final = response_mapper(EMAIL_LOOKUP, EmailLookupJob)
_to_result: Final = response_mapper(
    EMAIL_LOOKUP, EmailLookupResult, given=("lookup_report", "matched_emails")
)
_to_report: Final = response_mapper(EMAIL_LOOKUP, LookupReport, given=("matched_count", "non_matched_count"))
_to_matched_email: Final = copy_fields(EmailMatch, MatchedEmail, given=("work_platform",))


class EmailLookups(Controller):
    path = "/social/creators/email-lookup"
    tags = ("Creator Discovery",)

    @post(status_code=202)
    async def create_email_lookup(
        self, jobs: JobService, settings: Settings, data: EmailLookupRequest
    ) -> EmailLookupJob:
        """Submit up to 1,000 e-mail addresses. The job finds the public profiles that show them."""
        job = await jobs.create(EMAIL_LOOKUP, data)
        return _to_receipt(job, settings)

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
        return _to_result(
            lookup,
            settings,
            request_id(request.scope),
            lookup_report=_report(lookup, settings),
            matched_emails=_matched(lookup.result, settings),
        )


def _report(lookup: JobState[EmailLookupRequest, EmailLookup], settings: Settings) -> LookupReport:
    result = lookup.result
    return _to_report(
        lookup,
        settings,
        matched_count=len({match.email for match in result.matches}),
        non_matched_count=len(result.non_matched_emails),
    )


def _matched(result: EmailLookup, settings: Settings) -> list[MatchedEmail]:
    return [
        _to_matched_email(
            match, work_platform=work_platform_attribute(platform_by_key(match.platform), settings)
        )
        for match in result.matches
    ]
