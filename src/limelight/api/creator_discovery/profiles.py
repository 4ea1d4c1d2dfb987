"""Creator Discovery: one public profile."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import QueryParameter

from limelight.api.connect import work_platform_attribute
from limelight.catalog.creator_lookup import CreatorLookup, stored_creator
from limelight.catalog.result_documents import profile_url
from limelight.catalog.work_platforms import require_platform
from limelight.kernel.records import Creator
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.creator_discovery.profiles import (
    ContactInfoRequest,
    CreatorContactInfo,
    CreatorContactProfile,
    CreatorProfile,
    ProfileLink,
    ProfileProvenance,
)
from limelight.settings import Settings
from limelight.store.database import Session

_Identifier = Annotated[
    str, QueryParameter(min_length=1, max_length=2000, description="A user name or the URL of a profile.")
]


_to_profile: Final = copy_fields(
    Creator,
    CreatorProfile,
    given=(
        "work_platform",
        "platform_username",
        "url",
        "platform_profile_id",
        "profile_links",
        "provenance",
    ),
)
_to_contact_profile: Final = copy_fields(
    Creator,
    CreatorContactProfile,
    given=("platform_username", "url", "platform_profile_id", "contact_details"),
)


class CreatorProfiles(Controller):
    path = "/social/creators/profiles"
    tags = ("Creator Discovery",)

    @get()
    async def get_creator_profile(
        self,
        public_creators: CreatorLookup,
        settings: Settings,
        identifier: _Identifier,
        work_platform_id: UUID,
    ) -> CreatorProfile:
        """Get the follower count and other basic data of a public profile."""
        platform = require_platform(work_platform_id)
        creator = await public_creators.creator(platform, identifier)
        return _to_profile(
            creator,
            work_platform=work_platform_attribute(platform, settings),
            platform_username=creator.username,
            url=profile_url(creator),
            platform_profile_id=creator.external_id,
            profile_links=[ProfileLink(url=url) for url in creator.profile_links or ()],
            provenance=ProfileProvenance(origins=creator.origins),
        )

    @post("/contact-info", status_code=200)
    async def get_creator_contact_info(
        self, data: ContactInfoRequest, session: Session, settings: Settings
    ) -> CreatorContactInfo:
        """Get the contact details of a public profile."""
        platform = require_platform(data.work_platform_id)
        creator = await stored_creator(session, platform, data.identifier)
        profile = _to_contact_profile(
            creator,
            platform_username=creator.username,
            url=profile_url(creator),
            platform_profile_id=creator.external_id,
            contact_details=creator.contact_details or (),
        )
        return CreatorContactInfo(work_platform=work_platform_attribute(platform, settings), profile=profile)
