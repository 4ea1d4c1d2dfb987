"""Which contents are paid for, and how they do."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import fmean
from typing import Final

import regex

from limelight.analytics.engagement import comparison_metric, is_post, sort_newest_first
from limelight.analytics.formula import formula
from limelight.analytics.tags import TEXT_CACHE_SIZE, hashtags_of, text_of
from limelight.kernel.records import Content
from limelight.kernel.text import fold, normalize_tag

MAX_SPONSORED: Final = 30
MIN_POSTS: Final = 3
"""Of either kind, so many contents make a comparison."""

_TAGS: Final = {
    "US FTC, UK ASA, ASAI, ASCI, Awin": (
        "ad ads advert advertisement advertising advertorial paidad sponsored sponsoredpost sponsoredcontent "
        "sponsoredvideo sponsorship spon sponcon paidpost paidpromotion paidpartnership paidcollaboration"
    ),
    "Medienanstalten, Österreichischer Werberat": (
        "anzeige werbung bezahltewerbung bezahltepartnerschaft gesponsert produktplatzierung werbepartner"
    ),
    "ARPP, loi Delaporte-Vojetta": (
        "publicité pub publicite collaborationcommerciale partenariatrémunéré sponsorisé"
    ),
    "Autocontrol, PROFECO": "publicidad publi patrocinado publicidadpagada colaboraciónpagada anuncio",
    "CONAR": "publicidade publipost parceriapaga anúncio patrocinio conteúdopatrocinado",
    "IAP, AGCOM": "pubblicità adv advertising sponsorizzato sponsorizzata collaborazioneretribuita",
    "Stichting Reclame Code, JEP": "reclame advertentie betaaldpartnerschap gesponsord",
    "Forbrukertilsynet, Forbrugerombudsmanden": "reklame annonse annonce betaltsamarbeid betaltsamarbejde",
    "Konsumentverket, KKV": "reklam annons betaltsamarbete mainos kaupallinenyhteistyö",
    "UOKiK": "reklama materiałreklamowy współpracareklamowa płatnawspółpraca postsponsorowany",
    "GVH, RPR, CZ, SK": "reklám hirdetés fizetettegyüttműködés placenáspolupráce platenáspolupráca",
    "RAC, EL, NSS": "publicitate continutplătit διαφήμιση реклама спонсориранпост спонсориранопост",
    "Consumer Affairs Agency": "広告 プロモーション タイアップ 企業案件 pr案件",
    "Korea Fair Trade Commission": "광고 유료광고 협찬 유료광고포함",
    "TR, RU, UA": "işbirliği ücretliişbirliği рекламнаяинтеграция партнёрскийматериал рекламнийдопис",
    "AR, HE, HI": "إعلان اعلان إعلانمدفوع פרסומת תוכןשיווקי विज्ञापन",
    "ID, VI, TH, ZH": "iklan kerjasamaberbayar quảngcáo โฆษณา 广告 廣告 業配",
}
"""Disclosure hashtags that advertising regulators require or accept, and the platforms' own terms.

Left out are ambiguous ones that regulators call unclear: collab, partner, ambassador,
gifted, thanks.
"""
_PHRASES: Final = (
    "paid partnership",
    "paid promotion",
    "paid collaboration",
    "paid advertisement",
    "paid ad",
    "sponsored by",
    "sponsored post",
    "sponsored video",
    "sponsored content",
    "sponsored this",
    "sponsoring this",
    "video is sponsored",
    "post is sponsored",
    "brought to you by",
    "bezahlte partnerschaft",
    "bezahlte werbung",
    "bezahlte kooperation",
    "gesponsert von",
    "partenariat rémunéré",
    "collaboration commerciale",
    "sponsorisé par",
    "sponsorisé cette vidéo",
    "vidéo sponsorisée",
    "colaboración pagada",
    "publicidad pagada",
    "patrocinado por",
    "parceria paga",
    "collaborazione retribuita",
    "partnership pubblicizzata",
    "sponsorizzato da",
    "betaald partnerschap",
    "gesponsord door",
    "betalt samarbeid",
    "betalt samarbejde",
    "betalt samarbete",
    "betalt partnerskab",
    "kaupallinen yhteistyö",
    "płatna współpraca",
    "materiał reklamowy",
    "współpraca reklamowa",
    "placená spolupráce",
    "fizetett együttműködés",
    "ücretli iş birliği",
    "на правах рекламы",
    "платное партнерство",
    "유료 광고",
    "شراكة مدفوعة",
)
_DISCLOSURES: Final = frozenset(normalize_tag(name) for names in _TAGS.values() for name in names.split())
_BETWEEN_WORDS: Final = r"\s+"
_WORDING: Final = regex.compile(
    r"(?<!\p{L}|\b(?:not|never|isn't|isn’t|wasn't|nicht|kein|keine|non|pas|no|nie|ikke|inte)\s)(?:"
    + "|".join(_BETWEEN_WORDS.join(map(regex.escape, fold(phrase).split())) for phrase in _PHRASES)
    + r")(?!\p{L})"
)
_STEMS: Final = {
    max(regex.findall("[a-z]+", phrase), default=phrase.split()[0], key=len) for phrase in _PHRASES
}
"""The longest ASCII run of each phrase: a cheap test before the regular expression."""
_JAPANESE: Final = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_SOURCES: Final = (
    "What regulators and self-regulators publish (FTC Disclosures 101, ASA/CAP, ASCI, Medienanstalten, ARPP, "
    "Autocontrol, CONAR, IAP, UOKiK, Forbrukertilsynet, Japan's CAA; collected in EASA's Best Practice "
    "Recommendation on Influencer Marketing, 2023), with the platforms' paid partnership labels"
)


@formula(version="1", unit="yes or no", source=_SOURCES)
def is_sponsored(content: Content) -> bool:
    """Whether a content is recognisably sponsored.

    Yes if the platform flags it, if one of its hashtags is a disclosure (#ad, #werbung, #publi, …; #pr with
    Japanese text) or if its text contains a phrase ("paid partnership", "gesponsert von", …) without a "not"
    before it. Any other content counts as organic.
    """
    if content.sponsored and content.sponsored.is_sponsored:
        return True
    tags, text = set(hashtags_of(content)), text_of(content)
    if tags & _DISCLOSURES or ("pr" in tags and _JAPANESE.search(text)):
        return True
    return _is_worded(text)


@formula(version="1", unit="contents", source="own")
def sponsored_contents(contents: Iterable[Content]) -> list[Content]:
    """The sponsored contents of a creator, newest first, 30 at most."""
    return [content for content in sort_newest_first(filter(is_post, contents)) if is_sponsored(content)][
        :MAX_SPONSORED
    ]


@formula(version="1", unit="ratio", source="The reference: performance of sponsored posts against organic.")
def sponsored_performance(contents: Sequence[Content]) -> float | None:
    """The engagement of sponsored posts relative to organic ones: 1 is equal, 0.5 is half.

    Mean engagement of the sponsored ÷ mean engagement of the organic posts; engagement is likes + comments
    or, where the platform shows no likes, views. Posts with hidden likes are left out. None with fewer than
    3 of either kind.
    """
    posts = list(filter(is_post, contents))
    engagement = comparison_metric(posts)
    known = [(is_sponsored(post), value) for post in posts if (value := engagement(post)) is not None]
    paid = [value for sponsored, value in known if sponsored]
    organic = [value for sponsored, value in known if not sponsored]
    if min(len(paid), len(organic)) < MIN_POSTS or not any(organic):
        return None
    return fmean(paid) / fmean(organic)


@lru_cache(maxsize=TEXT_CACHE_SIZE)
def _is_worded(text: str) -> bool:
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS) and bool(_WORDING.search(fold(text)))
