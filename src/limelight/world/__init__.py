"""The simulated world: public creators from a seed, with the truth about them."""

from limelight.world.growth import ensure_grown, grow, stored_world
from limelight.world.shapes import shares
from limelight.world.simulation import World
from limelight.world.truth import Truth

__all__ = ["Truth", "World", "ensure_grown", "grow", "shares", "stored_world"]
