"""What the endpoints of account data share: the records of accounts with whose they are."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter
from msgspec import Raw, Struct
from msgspec.json import encode

from limelight.api.connect import work_platform_attribute
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import timestamp
from limelight.platforms import platform
from limelight.schemas.common import AccountAttribute, UserAttribute
from limelight.settings import Settings
from limelight.store.accounts import Accounts
from limelight.store.reader import Condition, Reader

ItemReader = Reader[Any, Raw]
"""Items as JSON: their records are stored as such, and passed on without being decoded."""

ItemId = Annotated[UUID, PathParameter(description="The id of the object.")]
AccountId = Annotated[UUID, QueryParameter(description="Only what belongs to this account.")]
FromDate = Annotated[
    date | None, QueryParameter(description="Only what was published on this day (UTC) or after.")
]
ToDate = Annotated[
    date | None, QueryParameter(description="Only what was published on this day (UTC) or before.")
]


def answers(kind: type[Struct]) -> dict[int, ResponseSpec]:
    """What an endpoint that answers with ready JSON is said to answer."""
    return {200: ResponseSpec(kind, generate_examples=False)}


def owned(item: Any, settings: Settings, **more: Any) -> Raw:
    """An item's record with whose it is, and with ``more``."""
    beside = {
        "id": item.id,
        "created_at": timestamp(item.created_at),
        "updated_at": timestamp(item.updated_at),
        "user": UserAttribute(id=item.user_id, name=item.user_name),
        "account": AccountAttribute(
            id=item.account_id, platform_username=item.platform_username, username=item.platform_username
        ),
        "work_platform": work_platform_attribute(platform(item.platform), settings),
        **more,
    }
    return Raw(b"%b,%b}" % (encode(beside)[:-1], item.members.encode()))


async def page_of_account(
    items: ItemReader, accounts: Accounts, account_id: UUID, paging: Paging, *conditions: Condition
) -> Sequence[Raw]:
    """Raises IncorrectAccountId: the account is looked for only if the page is empty."""
    found = await items.page(paging, *conditions)
    if not found:
        await accounts.account(account_id)
    return found
