"""Connect: work platforms."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from limelight.api.paging import Limit, Offset
from limelight.connectors.spec import Platform, Product
from limelight.errors import NotFound
from limelight.platforms import PLATFORMS, platform_by_id, platform_named
from limelight.schemas.common import Metadata, WorkPlatformAttribute
from limelight.schemas.connect import (
    Support,
    SupportWithAudience,
    WorkPlatform,
    WorkPlatformList,
    WorkPlatformProducts,
    WorkPlatformStatus,
)
from limelight.settings import Settings


class WorkPlatformNotFound(NotFound):
    """No work platform has the id."""


def logo_url(platform: Platform, settings: Settings) -> str:
    return f"{settings.public_url.rstrip('/')}/static/platforms/{platform.key}.svg"


def work_platform_attribute(platform: Platform, settings: Settings) -> WorkPlatformAttribute:
    """The platform as other objects refer to it."""
    return WorkPlatformAttribute(id=platform.id, name=platform.name, logo_url=logo_url(platform, settings))


def _wire(platform: Platform, settings: Settings) -> WorkPlatform:
    return WorkPlatform(
        id=platform.id,
        name=platform.name,
        logo_url=logo_url(platform, settings),
        created_at=platform.added_at,
        updated_at=platform.added_at,
        category=platform.category,
        status=WorkPlatformStatus.ACTIVE,
        url=platform.url,
        products=_products(platform),
    )


def _products(platform: Platform) -> WorkPlatformProducts:
    def support(product: Product) -> Support:
        return Support(is_supported=product in platform.products)

    def with_audience(product: Product, audience: Product) -> SupportWithAudience:
        return SupportWithAudience(is_supported=product in platform.products, audience=support(audience))

    return WorkPlatformProducts(
        identity=with_audience(Product.IDENTITY, Product.IDENTITY_AUDIENCE),
        engagement=with_audience(Product.ENGAGEMENT, Product.ENGAGEMENT_AUDIENCE),
        income=support(Product.INCOME),
        switch=support(Product.SWITCH),
        activity=support(Product.ACTIVITY),
        publish=support(Product.PUBLISH),
        publish_content=support(Product.PUBLISH),
    )


Id = Annotated[UUID, PathParameter(description="The id of the work platform.")]
Name = Annotated[str | None, QueryParameter(description="Only the platform of this name, in any case.")]


class WorkPlatforms(Controller):
    path = "/work-platforms"
    tags = ("Connect",)

    @get()
    async def list_work_platforms(
        self, settings: NamedDependency[Settings], limit: Limit = 10, offset: Offset = 0, name: Name = None
    ) -> WorkPlatformList:
        """The platforms that creators are on, with what each of them can share."""
        found = PLATFORMS if name is None else filter(None, [platform_named(name)])
        shown = list(found)[offset : offset + limit]
        return WorkPlatformList(
            data=[_wire(platform, settings) for platform in shown],
            metadata=Metadata(offset=offset, limit=limit),
        )

    @get("/{id:uuid}")
    async def get_work_platform(self, settings: NamedDependency[Settings], id: Id) -> WorkPlatform:  # noqa: A002
        """One platform, with what it can share."""
        platform = platform_by_id(id)
        if platform is None:
            raise WorkPlatformNotFound(
                f"No work platform has the id {id}: GET /v1/work-platforms lists them."
            )
        return _wire(platform, settings)
