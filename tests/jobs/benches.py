"""A workbench of what the test knows, and nothing else."""

from collections.abc import Sequence

from limelight.catalog.discovery import Discovery
from limelight.catalog.opening import search_index
from limelight.catalog.resolving import PublicCreators
from limelight.connectors.observing import Observations, PublicSource
from limelight.jobs.declaration import Workbench
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database


def bench(settings: Settings, database: Database, sources: Sequence[PublicSource] = ()) -> Workbench:
    return Workbench(
        database=database,
        public_creators=PublicCreators(database),
        observations=Observations(sources),
        discovery=Discovery(search_index(settings, database)),
        settings=settings.jobs,
        clock=now,
    )
