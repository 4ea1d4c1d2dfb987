"""What the pages of Connect show of platforms, accounts and products."""

from dataclasses import dataclass
from uuid import UUID

from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountProduct, AccountStatus
from limelight.kernel.text import fold
from limelight.pages.connect.visits import Visit
from limelight.platforms import platform as platform_of
from limelight.store.accounts import AccountRow


@dataclass(frozen=True)
class ShownPlatform:
    key: str
    name: str
    logo: str
    searched: str


@dataclass(frozen=True)
class ShownAccount:
    id: UUID
    label: str
    state: str
    platform: ShownPlatform


def shared_products(platform: Platform, visit: Visit) -> list[AccountProduct]:
    """What of the asked products the platform has."""
    offered = {product.value.upper() for product in platform.products}
    return [product for product in visit.session.opening.products if product.value in offered]


def shown_platform(platform: Platform) -> ShownPlatform:
    names = (platform.name, *platform.other_names)
    return ShownPlatform(
        key=platform.key.value,
        name=platform.name,
        logo=f"/static/platforms/{platform.key}.svg",
        searched=" ".join(map(fold, names)),
    )


def shown_account(row: AccountRow) -> ShownAccount:
    is_connected = row.status is AccountStatus.CONNECTED
    return ShownAccount(
        id=row.id,
        label=row.platform_username,
        state="connected" if is_connected else "expired",
        platform=shown_platform(platform_of(row.platform)),
    )


def word_of(product: AccountProduct) -> str:
    return product.value.lower().replace(".", "_")
