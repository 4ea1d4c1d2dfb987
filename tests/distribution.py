"""Which tests run on the same worker: those of a module, and the modules of a group.

A scheduler of our own, because xdist's ``loadgroup`` cannot change the ids of tests since pytest 9.2.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

PROCESSES: Final = "processes"
"""Tests that start processes or a browser run one after another; they take longest, so they start first."""
GROUPS: Final = {
    "tests/browser": PROCESSES,
    "tests/catalog/test_indexer_crash.py": PROCESSES,
    "tests/catalog/test_index_subprocess.py": PROCESSES,
    "tests/cli/test_server_processes.py": PROCESSES,
    "tests/cli/test_serving.py": PROCESSES,
    "tests/durable/test_killed_workers.py": PROCESSES,
    "tests/jobs/test_crash.py": PROCESSES,
    "tests/sync/test_killed_workers.py": PROCESSES,
    # Their fixtures of a session are costly.
    "tests/jobs": "jobs",
    "tests/sandbox": "sandbox",
}


def group(nodeid: str) -> str:
    """The group of a module or of its folder, else the module itself."""
    module = nodeid.split("::", 1)[0]
    return GROUPS.get(module) or GROUPS.get(module.rpartition("/")[0], module)


class GroupScheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
