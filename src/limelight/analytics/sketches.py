"""Bottom-k sketches of audiences, from which audiences with common members are found."""

from typing import Final

import numpy as np
from pyroaring import BitMap

from limelight.analytics.formula import formula

SIZE: Final = 64
_FIRST: Final = 2**32
"""Offset of sketches of imported followers, above the follower numbers of the sandbox."""


@formula(
    version="1",
    unit="numbers",
    source="E. Cohen and H. Kaplan, Summarizing data using bottom-k sketches, PODC (2007); the numbers are "
    "mixed as A. Appleby's MurmurHash3 ends",
)
def sketch(members: BitMap) -> tuple[int, ...]:
    """A sample of an audience that is coordinated across creators: shared followers appear in both sketches.

    The 64 lowest of the members' numbers, mixed: h = n, h ⊕ h ≫ 16, × 0x85EBCA6B, ⊕ ≫ 13, × 0xC2B2AE35,
    ⊕ ≫ 16, all in 32 bits. The mix is a bijection; followers with adjacent numbers are not sampled
    together.
    """
    mixed = np.array(members, dtype=np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        mixed ^= mixed >> np.uint32(shift)
        mixed *= np.uint32(factor)
    lowest = np.sort(np.partition(mixed, SIZE - 1)[:SIZE] if mixed.size > SIZE else mixed)
    return tuple((lowest.astype(np.int64) + _FIRST).tolist())
