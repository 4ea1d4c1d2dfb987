"""Every job has an initial result, its two operations and registered completion events."""

from collections import Counter
from typing import Any

import pytest
from litestar import Litestar

from limelight.api.openapi import build_openapi
from limelight.jobs import JOBS
from limelight.jobs.declaration import QUEUES, Job
from limelight.webhooks.events import EVENTS

EVERY = [pytest.param(job, id=job.name) for job in JOBS]


@pytest.mark.parametrize("job", EVERY)
def test_a_job_has_a_result_before_it_has_run(job: Job[Any, Any]):
    """A response is built from the default result until the job has ended."""
    assert isinstance(job.result(), job.result)


@pytest.mark.parametrize("job", EVERY)
def test_a_job_runs_in_a_registered_queue_and_emits_registered_events(job: Job[Any, Any]):
    assert job.queue in QUEUES
    if job.completion_events is not None:
        assert {job.completion_events.success, job.completion_events.failure} <= set(EVENTS)


def test_every_job_can_be_created_and_read(app: Litestar):
    paths = build_openapi(app)["paths"].values()
    operations = {operation["operationId"] for path in paths for operation in path.values()}
    assert {f"{verb}_{job.name}" for job in JOBS for verb in ("create", "get")} <= operations


def test_job_names_are_unique():
    names = Counter(job.name for job in JOBS)
    assert [name for name, count in names.items() if count > 1] == []
