"""Audiences in a few numbers, by which those that share members are found."""

from typing import Final

import numpy as np
from pyroaring import BitMap

from limelight.analytics.formula import formula

SIZE: Final = 64
_FIRST: Final = 2**32
"""Sketches of numbered people stand above those of the simulated world, which are numbers themselves."""


@formula(
    version="1",
    unit="numbers",
    source="E. Cohen and H. Kaplan, Summarizing data using bottom-k sketches, PODC (2007); the numbers are "
    "mixed as A. Appleby's MurmurHash3 ends",
)
def sketch(members: BitMap) -> tuple[int, ...]:
    """A fair sample of an audience that is the same for all creators who share its people.

    The 64 lowest of the members' numbers, mixed: h = n, h ⊕ h ≫ 16, × 0x85EBCA6B, ⊕ ≫ 13, × 0xC2B2AE35,
    ⊕ ≫ 16, all in 32 bits. Mixing gives every number another, so that who came in together is not sampled
    together.
    """
    mixed = np.array(members, dtype=np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        mixed ^= mixed >> np.uint32(shift)
        mixed *= np.uint32(factor)
    lowest = np.sort(np.partition(mixed, SIZE - 1)[:SIZE] if mixed.size > SIZE else mixed)
    return tuple((lowest.astype(np.int64) + _FIRST).tolist())
