"""The folder of real files that some tests read.

It is ``LIMELIGHT_SHARED_DATA``, else ``shared/data`` beside the repository. A run without it says so.
"""

import os
from pathlib import Path
from typing import Final

import pytest

_ROOT: Final = Path(__file__).parents[1]
# A relative path starts at the top of the repository.
SHARED_DATA: Final = (_ROOT / os.environ.get("LIMELIGHT_SHARED_DATA", "../shared/data")).resolve()
HAS_SHARED_DATA: Final = SHARED_DATA.is_dir()

needs_shared_data = pytest.mark.skipif(not HAS_SHARED_DATA, reason=f"no shared data in {SHARED_DATA}")
