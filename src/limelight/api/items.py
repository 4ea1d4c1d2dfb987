"""What the lists of account data share: how a record is shown, and whose list may be empty."""

from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from limelight.api.connect import work_platform_attribute
from limelight.kernel.extending import extend
from limelight.kernel.timestamps import timestamp
from limelight.platforms import platform
from limelight.schemas.common import AccountAttribute, UserAttribute
from limelight.settings import Settings

_Wire = TypeVar("_Wire", bound=Struct)

ItemId = Annotated[UUID, PathParameter(description="The id of the object.")]
AccountId = Annotated[UUID, QueryParameter(description="Only what belongs to this account.")]
FromDate = Annotated[
    date | None, QueryParameter(description="Only what was published on this day (UTC) or after.")
]
ToDate = Annotated[
    date | None, QueryParameter(description="Only what was published on this day (UTC) or before.")
]


def owned(kind: type[_Wire], item: Any, settings: Settings, **more: Any) -> _Wire:
    """An item's record on the wire, with whose it is."""
    return extend(
        kind,
        item.record,
        id=item.id,
        created_at=timestamp(item.created_at),
        updated_at=timestamp(item.updated_at),
        user=UserAttribute(id=item.user_id, name=item.user_name),
        account=AccountAttribute(
            id=item.account_id, platform_username=item.platform_username, username=item.platform_username
        ),
        work_platform=work_platform_attribute(platform(item.platform), settings),
        **more,
    )
