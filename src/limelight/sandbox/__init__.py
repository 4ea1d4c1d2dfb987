"""The simulated world: public creators from a seed, with the truth about them."""

from limelight.sandbox.ground_truth import CreatorTruth
from limelight.sandbox.growth import ensure_grown, grow, load_world
from limelight.sandbox.platform_distributions import creators_per_platform
from limelight.sandbox.world import World

__all__ = ["CreatorTruth", "World", "creators_per_platform", "ensure_grown", "grow", "load_world"]
