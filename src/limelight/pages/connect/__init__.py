"""Connect: the pages on which a creator connects accounts, and the script that opens them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.sdk_tokens import SdkTokens
from limelight.accounts.sign_in import SignInMethods
from limelight.pages.connect.callback import oauth_callback
from limelight.pages.connect.entry_routes import EntryRoutes, connect_script
from limelight.pages.connect.problems import show_problem
from limelight.pages.connect.session_routes import SessionRoutes
from limelight.store.database import Database, Session

__all__ = ["STATIC", "TEMPLATES", "connect_pages"]

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


def connect_pages(
    database: Database,
    vault: GrantCipher,
    tokens: SdkTokens,
    sign_ins: SignInMethods,
) -> list[ControllerRouterHandler]:
    """All routes below ``/connect``."""

    async def transaction() -> AsyncIterator[Session]:
        async with database.session() as session:
            yield session

    return [
        connect_script,
        Router(
            "/",
            route_handlers=[EntryRoutes, SessionRoutes, oauth_callback],
            exception_handlers={Exception: show_problem},
            dependencies={
                "session": Provide(transaction),
                "database": Provide(lambda: database, sync_to_thread=False),
                "vault": Provide(lambda: vault, sync_to_thread=False),
                "tokens": Provide(lambda: tokens, sync_to_thread=False),
                "sign_ins": Provide(lambda: sign_ins, sync_to_thread=False),
            },
        ),
    ]
