"""A context of what the test knows, and nothing else."""

from collections.abc import Sequence

from limelight.catalog.creator_lookup import CreatorLookup
from limelight.catalog.discovery import Discovery
from limelight.catalog.index.factory import open_search_index
from limelight.connectors.public_source import PublicSource, PublicSourceChain
from limelight.jobs.declaration import JobContext
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database


def make_context(settings: Settings, database: Database, sources: Sequence[PublicSource] = ()) -> JobContext:
    return JobContext(
        database=database,
        public_creators=CreatorLookup(database),
        observations=PublicSourceChain(sources),
        discovery=Discovery(open_search_index(settings, database)),
        settings=settings.jobs,
        clock=now,
    )
