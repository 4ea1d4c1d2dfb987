"""What the lists of account data share: how a record is shown, and whose list may be empty."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from limelight.api.connect import work_platform_attribute
from limelight.kernel.extending import extend
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import timestamp
from limelight.platforms import platform
from limelight.schemas.common import AccountAttribute, UserAttribute
from limelight.settings import Settings
from limelight.store.accounts import Accounts
from limelight.store.reader import Condition, Reader

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


async def page_of_account(
    items: Reader[Any, _Wire],
    accounts: Accounts,
    account_id: UUID,
    paging: Paging,
    *conditions: Condition,
) -> Sequence[_Wire]:
    """Raises IncorrectAccountId: the account is looked for only if the page is empty."""
    found = await items.page(paging, *conditions)
    if not found:
        await accounts.account(account_id)
    return found
