"""How many examples Hypothesis tries: few every day, all of them in continuous integration.

``LIMELIGHT_TEST_PROFILE`` is ``daily`` or ``deep``; the default is ``deep`` where ``CI`` is set.
"""

import os
from typing import Final

from hypothesis import settings

PROFILES: Final = ("daily", "deep")
PROFILE: Final = os.environ.get("LIMELIGHT_TEST_PROFILE") or ("deep" if os.environ.get("CI") else "daily")
_DAILY_FRACTION: Final = 0.2
_DEFAULT_EXAMPLES: Final = 100

if PROFILE not in PROFILES:
    raise ValueError(f"LIMELIGHT_TEST_PROFILE is {PROFILE!r}; it takes {' or '.join(PROFILES)}.")


def examples(deep: int) -> int:
    """The number of examples in the profile of this run, given that of the deep one."""
    return deep if PROFILE == "deep" else max(3, round(deep * _DAILY_FRACTION))


# No deadlines: what an example takes depends on what else the machine does.
settings.register_profile("deep", max_examples=_DEFAULT_EXAMPLES, deadline=None)
settings.register_profile("daily", max_examples=examples(_DEFAULT_EXAMPLES), deadline=None, derandomize=True)
settings.load_profile(PROFILE)
