"""What is paid for shows by a flag, a disclosure or a wording, in any of the common languages."""

import pytest

from limelight.analytics.sponsored import is_sponsored, sponsored_contents, sponsored_performance
from limelight.kernel.records import ContentType
from tests.analytics.post_builders import post

PAID = (
    "New shoes #ad",
    "New shoes #AD #sneakers",
    "Tolle Schuhe #Anzeige",
    "WERBUNG? ja: #werbung",
    "Zapatos #publi",
    "Sapatos #publicidade",
    "Scarpe #adv",
    "Chaussures #collaborationcommerciale",
    "Buty #współpracareklamowa",
    "Sko #reklame",
    "Skor #annons",
    "Kengät #kaupallinenyhteistyö",
    "Schoenen #advertentie",
    "Ayakkabı #işbirliği",
    "Обувь #реклама",
    "靴が届きました #PR",
    "신발 #협찬",
    "أحذية #إعلان",
    "Paid partnership with a brand",
    "This video is sponsored by a brand",
    "Bezahlte Partnerschaft mit einer Marke",
    "En partenariat rémunéré avec une marque",
    "Płatna   współpraca z marką",
    "Merci à la marque d'avoir sponsorisé cette vidéo",
    "유료 광고 포함",
)
ORGANIC = (
    "",
    "New shoes, my own money #shoes",
    "A new #PR today: 100 kg deadlift",
    "This video is not sponsored by anybody",
    "#notsponsored #nospon #unbezahltewerbung",
    "Unbezahlte Werbung wegen Namensnennung",
    "My address: #adventure #address #collab with a friend",
    "Nicht gesponsert von irgendwem",
    "Cette vidéo n'est pas sponsorisée",
)


@pytest.mark.parametrize("text", PAID)
def test_disclosed(text: str) -> None:
    assert is_sponsored(post(text))


@pytest.mark.parametrize("text", ORGANIC)
def test_organic(text: str) -> None:
    assert not is_sponsored(post(text))


def test_platform_flag_or_text_suffices() -> None:
    assert is_sponsored(post("New shoes", sponsored=True))
    assert is_sponsored(post("New shoes #ad", sponsored=False)), "a flag that was forgotten does not hide it"
    assert not is_sponsored(post("New shoes", sponsored=False))


def test_performance_matches_manual_calculation() -> None:
    paid = [
        post(sponsored=True, likes=40, comments=10),
        post(sponsored=True, likes=50),
        post("#ad", likes=50),
    ]
    organic = [post(likes=90, comments=10) for _ in range(3)]
    hidden = [post(sponsored=True, comments=9_999)]
    assert sponsored_performance([*paid, *organic, *hidden]) == 0.5
    assert sponsored_performance([*paid[:2], *organic]) is None, "two say nothing"
    assert sponsored_performance([*paid, *organic[:2]]) is None


def test_a_platform_without_likes_compares_views() -> None:
    paid = [post(sponsored=True, views=30) for _ in range(3)]
    assert sponsored_performance([*paid, *(post(views=20) for _ in range(3))]) == 1.5
    assert sponsored_performance([*paid, *(post(views=0) for _ in range(3))]) is None


def test_the_newest_thirty_are_shown() -> None:
    some = [post("#ad", days=day) for day in range(40)]
    story = post("#ad", days=0.1, type=ContentType.STORY)
    assert sponsored_contents([story, *reversed(some), post("organic")]) == some[:30]
