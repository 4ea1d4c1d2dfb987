"""What the endpoints of account data share: the records of accounts with whose they are."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter
from msgspec import Raw, Struct
from msgspec.json import encode

from limelight.api.connect import logo_url
from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.schemas.common import AccountAttribute, UserAttribute, WorkPlatformAttribute
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


def json_response_spec(kind: type[Struct]) -> dict[int, ResponseSpec]:
    """What an endpoint that answers with ready JSON is said to answer."""
    return {200: ResponseSpec(kind, generate_examples=False)}


def item_json(item: Any, settings: Settings, **more: Any) -> Raw:
    """An item's record with whose it is, and with ``more``."""
    whose = _owner_json(
        item.account_id,
        item.platform_username,
        item.platform,
        item.user_id,
        item.user_name,
        settings.public_url,
    )
    beside = encode({"id": item.id, "created_at": item.created_at, "updated_at": item.updated_at, **more})
    return Raw(b"%b,%b,%b}" % (beside[:-1], whose, item.members))


@lru_cache(maxsize=10_000)
def _owner_json(
    account_id: str, username: str, platform_key: str, user_id: str, user_name: str, public_url: str
) -> bytes:
    """The members that are the same for all items of an account."""
    on = platform_by_key(PlatformKey(platform_key))
    same = {
        "user": UserAttribute(id=UUID(user_id), name=user_name),
        "account": AccountAttribute(id=UUID(account_id), platform_username=username, username=username),
        "work_platform": WorkPlatformAttribute(id=on.id, name=on.name, logo_url=logo_url(on, public_url)),
    }
    return encode(same)[1:-1]


async def account_page(
    items: ItemReader, accounts: Accounts, account_id: UUID, paging: Paging, *conditions: Condition
) -> Sequence[Raw]:
    """Raises IncorrectAccountId: the account is looked for only if the page is empty."""
    found = await items.page(paging, *conditions)
    if not found:
        await accounts.get(account_id)
    return found
