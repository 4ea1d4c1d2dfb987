"""What creators and audiences are interested in."""

from functools import cache
from typing import Final

from limelight.kernel.text import fold

INTERESTS: Final = (
    "Television & Film",
    "Music",
    "Shopping & Retail",
    "Coffee, Tea & Beverages",
    "Camera & Photography",
    "Clothes, Shoes, Handbags & Accessories",
    "Beer, Wine & Spirits",
    "Sports",
    "Electronics & Computers",
    "Gaming",
    "Activewear",
    "Art & Design",
    "Travel, Tourism & Aviation",
    "Business & Careers",
    "Beauty & Cosmetics",
    "Healthcare & Medicine",
    "Jewellery & Watches",
    "Restaurants, Food & Grocery",
    "Toys, Children & Baby",
    "Fitness & Yoga",
    "Wedding",
    "Tobacco & Smoking",
    "Pets",
    "Healthy Lifestyle",
    "Luxury Goods",
    "Home Decor, Furniture & Garden",
    "Friends, Family & Relationships",
    "Cars & Motorbikes",
)


@cache
def _by_folded_name() -> dict[str, str]:
    return {fold(name): name for name in INTERESTS}


def interest(name: str) -> str | None:
    """The interest as it is spelled here, whatever the case and diacritics of the name."""
    return _by_folded_name().get(fold(name.strip()))
