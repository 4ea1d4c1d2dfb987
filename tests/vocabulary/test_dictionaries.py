"""Languages, interests, brands and the keys and corrections made of names."""

import pytest

from limelight.vocabulary.brands import brand, brands
from limelight.vocabulary.interests import INTERESTS, interest
from limelight.vocabulary.languages import country_languages, language, language_named, languages
from limelight.vocabulary.locations import LocationType, location, locations
from limelight.vocabulary.slugs import slug
from limelight.vocabulary.suggestions import closest_matches

PROMISED_BRANDS = (
    "20th Century Fox", "2Pac", "7-Eleven", "7UP", "A Game of Tones", "A.P.C.", "ABC",
    "Abercrombie & Fitch", "Ableton", "Absolut", "Abus", "Acacia Swimwear",
)  # fmt: skip
SAMPLED_LANGUAGES = {
    "English": "en", "Spanish": "es", "Portuguese": "pt", "French": "fr", "Arabic": "ar", "Russian": "ru",
    "Italian": "it", "German": "de", "Persian": "fa", "Indonesian": "id", "Turkish": "tr", "Japanese": "ja",
}  # fmt: skip


def test_languages_have_the_codes_that_clients_use():
    assert {found.name: found.code for found in languages()}.items() >= SAMPLED_LANGUAGES.items()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Farsi", "fa"), ("PERSIAN", "fa"), ("fa-IR", "fa"), ("pt_BR", "pt"), ("zh-Hans-CN", "zh"),
        ("Filipino", "tl"), ("español", "es"), ("Bengali", "bn"), ("iw", "he"), ("Klingon", None), ("", None),
    ],
)  # fmt: skip
def test_language_is_found_by_name_code_and_locale(text: str, code: str | None):
    found = language_named(text)
    assert (found.code if found else None) == code


def test_country_languages_exist_main_language_first():
    spoken = {
        place.key: country_languages(place.key) for place in locations() if place.type is LocationType.COUNTRY
    }
    assert all(language(code) for codes in spoken.values() for code in codes)
    mains = {"US": "en", "IN": "hi", "BR": "pt", "BE": "nl", "CH": "de", "MA": "ar", "MX": "es", "NO": "no"}
    assert {country: spoken[country][0] for country in mains} == mains
    silent = {country for country, codes in spoken.items() if not codes}
    assert all(getattr(location(country), "population", 0) == 0 for country in silent)


def test_28_interests_are_found_case_insensitively():
    assert len(INTERESTS) == 28
    assert interest(" sports ") == "Sports"
    assert interest("COFFEE, TEA & BEVERAGES") == "Coffee, Tea & Beverages"
    assert interest("Chess") is None


def test_documented_brands_exist_with_exact_spelling():
    assert set(brands()) >= set(PROMISED_BRANDS)
    assert len(brands()) > 1000
    assert brand("l'oreal paris") == "L'Oréal Paris"
    assert brand("No Such Brand") is None


@pytest.mark.parametrize("names", [brands(), INTERESTS], ids=["brands", "interests"])
def test_slugs_are_unique(names: tuple[str, ...]):
    slugs = [slug(name) for name in names]
    assert all(slugs)
    assert len(set(slugs)) == len(names)
    assert [slug(key) for key in slugs] == slugs


def test_a_slug_is_the_folded_words():
    assert slug("Beer, Wine & Spirits") == "beer_wine_spirits"
    assert slug("Fjällräven") == slug("FJALLRAVEN") == "fjallraven"


@pytest.mark.parametrize(
    ("value", "allowed", "first"),
    [
        ("addidas", brands(), "Adidas"),
        ("loreal", brands(), "L'Oréal Paris"),
        ("food", INTERESTS, "Restaurants, Food & Grocery"),
        ("jewelry", INTERESTS, "Jewellery & Watches"),
        ("San Fransisco", [place.name for place in locations()], "San Francisco"),
    ],
)
def test_intended_value_is_suggested_first(value: str, allowed: list[str], first: str):
    found = closest_matches(value, allowed)
    assert found[0] == first
    assert len(found) == len(set(found)) <= 10
    assert set(found) <= set(allowed)


def test_no_suggestions_without_allowed_values():
    assert closest_matches("a", []) == []
    assert len(closest_matches("", INTERESTS, limit=3)) <= 3
