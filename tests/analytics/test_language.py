"""The language of texts."""

import pytest

from limelight.analytics.language import text_language, usual_language, with_languages
from tests.analytics.audience_builders import sample

GERMAN = "Heute zeige ich euch, wie man im Garten Tomaten und Kräuter pflanzt"
ENGLISH = "Today I will show you how to plant tomatoes and herbs in the garden"
SPANISH = "Hoy os enseño cómo plantar tomates y hierbas en el jardín de casa"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (ENGLISH.upper(), "en"),
        (SPANISH, "es"),
        ("今日は庭にトマトとハーブを植えます", "ja"),
        ("Сегодня мы посадим в саду помидоры и зелень", "ru"),
        ("اليوم سنزرع الطماطم والأعشاب في الحديقة", "ar"),
    ],
)
def test_prose(text: str, language: str):
    assert text_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🌱🌱🌱",
        "#giveaway #instagood #love #photooftheday",
        "@somebody.else @another https://example.com/a/very/long/path/of/words",
        "Merci",
        "1234567890 1234567890 1234567890",
    ],
)
def test_text_without_prose_has_no_language(text: str):
    """Tags and links are English to a detector, whatever the language of who uses them."""
    assert text_language(text) is None


def test_tags_do_not_outvote_the_prose():
    tags = "#gardening #plantsofinstagram #homegrown #springvibes #organicfood #growyourown"
    assert text_language(f"{GERMAN} {tags} https://example.com/free-shipping-today-only") == "de"


def test_usual_language_needs_a_majority():
    assert usual_language([GERMAN, GERMAN, ENGLISH, "🌱"]) == "de"
    assert usual_language([GERMAN, ENGLISH]) is None
    assert usual_language(["🌱", "ok"]) is None


def test_mostly_unknown_languages_are_filled_from_introductions():
    rows = [{"introduction": GERMAN, "language": "fr"}, {"introduction": GERMAN}, {"introduction": "🌱"}, {}]
    assert with_languages(sample(rows).people)["language"].to_list() == ["fr", "de", None, None]
    assert with_languages(sample(rows[:2]).people)["language"].to_list() == ["fr", None]
    assert with_languages(sample([]).people).is_empty()
