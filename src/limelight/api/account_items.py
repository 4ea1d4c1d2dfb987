"""Shared by the endpoints of account data: records as JSON, with the account that they belong to."""

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
"""Yields items as JSON: the stored JSON is passed on without decoding."""

ItemId = Annotated[UUID, PathParameter(description="The id of the object.")]
AccountId = Annotated[UUID, QueryParameter(description="Only items of this account.")]
FromDate = Annotated[
    date | None, QueryParameter(description="Only items published on or after this date (UTC).")
]
ToDate = Annotated[
    date | None, QueryParameter(description="Only items published on or before this date (UTC).")
]


def json_response_spec(kind: type[Struct]) -> dict[int, ResponseSpec]:
    """Documents the response type of an endpoint that returns raw JSON."""
    return {200: ResponseSpec(kind, generate_examples=False)}


def item_json(item: Any, settings: Settings, **more: Any) -> Raw:
    """The JSON of an item: ``more``, its account, user and platform, and its stored record."""
    owner = _owner_json(
        item.account_id,
        item.platform_username,
        item.platform,
        item.user_id,
        item.user_name,
        settings.public_url,
    )
    own = encode({"id": item.id, "created_at": item.created_at, "updated_at": item.updated_at, **more})
    return Raw(b"%b,%b,%b}" % (own[:-1], owner, item.members))


@lru_cache(maxsize=10_000)
def _owner_json(
    account_id: str, username: str, platform_key: str, user_id: str, user_name: str, public_url: str
) -> bytes:
    """The JSON fields that all items of an account have in common, without braces."""
    declared = platform_by_key(PlatformKey(platform_key))
    fields = {
        "user": UserAttribute(id=UUID(user_id), name=user_name),
        "account": AccountAttribute(id=UUID(account_id), platform_username=username, username=username),
        "work_platform": WorkPlatformAttribute(
            id=declared.id, name=declared.name, logo_url=logo_url(declared, public_url)
        ),
    }
    return encode(fields)[1:-1]


async def account_page(
    items: ItemReader, accounts: Accounts, account_id: UUID, paging: Paging, *conditions: Condition
) -> Sequence[Raw]:
    """Raises IncorrectAccountId. The account is looked up only if the page is empty."""
    page = await items.page(paging, *conditions)
    if not page:
        await accounts.get(account_id)
    return page
