"""The requests of the comparison, as a client would send them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from msgspec import convert

from benchmarks.dataset import Dataset
from limelight.catalog.index.term_statistics import CatalogTermStatistics
from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.search import CreatorSearchRequest
from limelight.search.clauses import AnyTerm
from limelight.search.compiler import compile_query
from limelight.search.engine import SearchEngine
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import CreatorQuery
from limelight.vocabulary.locations import location

INSTAGRAM: Final = PlatformKey.INSTAGRAM
TIKTOK: Final = PlatformKey.TIKTOK
YOUTUBE: Final = PlatformKey.YOUTUBE
TWITTER: Final = PlatformKey.TWITTER
TWITCH: Final = PlatformKey.TWITCH
_KNOWN_RANK: Final = 400


@dataclass(frozen=True)
class SearchRequest:
    """``body`` is the JSON of a search."""

    kind: str
    name: str
    platform: PlatformKey
    body: dict[str, Any]


def all_requests(data: Dataset) -> list[SearchRequest]:
    """All of them, the lookalikes of somebody known whose posts and audience are known."""
    engine = data.generation.engine
    return [*_broad(), *_selective(), *_text(), *_shares(), *_lookalikes(engine), *_deep()]


def compile_request(request: SearchRequest, data: Dataset) -> CreatorQuery:
    """What the product makes of a request."""
    asked = convert(request.body, CreatorSearchRequest)
    generation = data.generation
    return compile_query(
        asked,
        platform=request.platform,
        audience_source=asked.audience_source,
        sort_by=asked.sort_by.field,
        paging=Paging(limit=asked.limit, offset=asked.offset),
        lexicon=CatalogTermStatistics(request.platform, generation.engine, generation.topics),
    ).query


_RequestFactory = Callable[..., SearchRequest]


def _request_factory(kind: str) -> _RequestFactory:
    def asked(name: str, on: PlatformKey, sort: str = "FOLLOWER_COUNT", **filters: Any) -> SearchRequest:
        order = {"field": sort, "order": "DESCENDING"}
        return SearchRequest(
            kind, name, on, {"work_platform_id": str(platform_by_key(on).id), "sort_by": order, **filters}
        )

    return asked


def _broad() -> list[SearchRequest]:
    asked = _request_factory("broad")
    return [
        asked("everybody, by followers", INSTAGRAM),
        asked(
            "10k–500k followers, 2 % engagement, by followers",
            INSTAGRAM,
            follower_count=_between(10_000, 500_000),
            engagement_rate=_percent("2"),
        ),
        asked("5k+ followers, by likes", TIKTOK, "AVERAGE_LIKES", follower_count={"min": 5_000}),
        asked(
            "10k–100k followers, by engagement",
            INSTAGRAM,
            "ENGAGEMENT_RATE",
            follower_count=_between(10_000, 100_000),
        ),
        asked("50+ contents, by views", YOUTUBE, "AVERAGE_VIEWS", content_count={"min": 50}),
        asked(
            "not private, posted in May, by likes",
            INSTAGRAM,
            "AVERAGE_LIKES",
            exclude_private_profiles=True,
            last_post_timestamp="2026-05-01T00:00:00",
        ),
        asked(
            "growing in 3 months, by growth",
            INSTAGRAM,
            "FOLLOWER_GROWTH",
            follower_growth=_grown(3, "2"),
        ),
        asked("in English with an e-mail address, by followers", YOUTUBE, **_english_with_email()),
    ]


def _english_with_email() -> dict[str, Any]:
    return {"creator_language": {"code": "en"}, "specific_contact_details": [_contact("EMAIL")]}


def _selective() -> list[SearchRequest]:
    asked = _request_factory("selective")
    return [
        asked(
            "women of 25–34 in Germany, verified",
            INSTAGRAM,
            creator_gender="FEMALE",
            creator_age=_between(25, 34),
            creator_locations=[_place("DE")],
            is_verified=True,
        ),
        asked(
            "12k–15k followers, 6 % engagement, in Brazil, by engagement",
            INSTAGRAM,
            "ENGAGEMENT_RATE",
            follower_count=_between(12_000, 15_000),
            engagement_rate=_percent("6"),
            creator_locations=[_place("BR")],
        ),
        asked(
            "1,000–1,050 followers, by likes",
            TIKTOK,
            "AVERAGE_LIKES",
            follower_count=_between(1_000, 1_050),
        ),
        asked(
            "sponsored by two brands, by views",
            INSTAGRAM,
            "AVERAGE_VIEWS",
            has_sponsored_posts=True,
            brand_sponsors=["Nike", "Lego"],
        ),
        asked(
            "phone and one of two messengers, in India",
            INSTAGRAM,
            creator_locations=[_place("IN")],
            specific_contact_details=[
                _contact("PHONE"),
                _contact("WHATSAPP", "SHOULD_HAVE"),
                _contact("TELEGRAM", "SHOULD_HAVE"),
            ],
        ),
        asked(
            "gaming streams, 500+ viewers, by hours watched",
            TWITCH,
            "HOURS_WATCHED",
            livestream_options={"category": "GAMING", "average_concurrent_viewers": {"min": 500}},
        ),
        asked(
            "nobody: 1M+ followers with 12 % engagement, by likes",
            TWITTER,
            "AVERAGE_LIKES",
            follower_count={"min": 1_000_000},
            engagement_rate=_percent("12"),
        ),
    ]


def _text() -> list[SearchRequest]:
    asked = _request_factory("text")
    return [
        asked("a word of the bio", INSTAGRAM, bio_phrase="portraits"),
        asked("a frequent phrase of the bio, by likes", TIKTOK, "AVERAGE_LIKES", bio_phrase="made simple"),
        asked(
            "three keywords, by relevance",
            INSTAGRAM,
            "DESCRIPTION",
            description_keywords="recetas, cocina, postres",
        ),
        asked(
            "a phrase of the captions, by views",
            YOUTUBE,
            "AVERAGE_VIEWS",
            description_keywords="honest opinion",
        ),
        asked(
            "any of three hashtags, by engagement",
            INSTAGRAM,
            "ENGAGEMENT_RATE",
            hashtags=[{"name": "#skincare"}, {"name": "makeup"}, {"name": "glowup"}],
        ),
        asked(
            "a mention and a hashtag", TIKTOK, mentions=[{"name": "@nike"}], hashtags=[{"name": "running"}]
        ),
        asked(
            "a word of another script, 50k+ followers",
            INSTAGRAM,
            description_keywords="संगीत",
            follower_count={"min": 50_000},
        ),
    ]


def _shares() -> list[SearchRequest]:
    asked = _request_factory("shares")
    young_women = {
        "audience_gender": {"type": "FEMALE", "operator": "GT", "percentage_value": 60},
        "audience_age": {"min": 18, "max": 24, "percentage_value": 30},
    }
    return [
        asked(
            "women, 18–24, three countries",
            INSTAGRAM,
            **young_women,
            audience_locations=[_share("US", 3), _share("GB", 1), _share("CA", 1)],
        ),
        asked(
            "four selective percentages, by engagement",
            INSTAGRAM,
            "ENGAGEMENT_RATE",
            **young_women,
            audience_locations=[_share("US", 45)],
            audience_interest_affinities=[
                {"value": "Beauty & Cosmetics", "operation": "GT", "percentage_value": 55}
            ],
        ),
        asked(
            "in one country, by that share",
            TIKTOK,
            "AUDIENCE_LOCATIONS",
            audience_locations=[_share("BR", 20)],
        ),
        asked(
            "in two cities, 10k+ followers, by likes",
            INSTAGRAM,
            "AVERAGE_LIKES",
            audience_locations=[_share("g5128581", 1), _share("g5368361", 1)],
            follower_count={"min": 10_000},
        ),
        asked(
            "of 20–30 years, whichever audience is known",
            YOUTUBE,
            audience_source="ANY",
            audience_age={"min": 20, "max": 30, "percentage_value": 40},
        ),
        asked(
            "excellent credibility, followers, by engagement",
            TIKTOK,
            "ENGAGEMENT_RATE",
            audience_source="FOLLOWERS",
            audience_credibility_category=["EXCELLENT"],
        ),
        asked(
            "speaks Spanish and English, by both shares",
            INSTAGRAM,
            "AUDIENCE_LANGUAGE",
            audience_language=[
                {"code": "es", "percentage_value": 20},
                {"code": "en", "percentage_value": 20},
            ],
        ),
        asked(
            "likes one of two brands, nano, by followers",
            INSTAGRAM,
            audience_brand_affinities=["Nike", "Gucci"],
            follower_count=_between(1_000, 5_000),
        ),
    ]


def _lookalikes(engine: SearchEngine) -> list[SearchRequest]:
    asked = _request_factory("lookalikes")
    return [
        asked(
            "of a creator, by likeness",
            INSTAGRAM,
            "CREATOR_LOOKALIKES",
            creator_lookalikes=_known_handle(engine, INSTAGRAM),
        ),
        asked(
            "of an audience, by likeness",
            INSTAGRAM,
            "AUDIENCE_LOOKALIKES",
            audience_lookalikes=_known_handle(engine, INSTAGRAM),
        ),
        asked(
            "of a creator, 10k–100k followers, by engagement",
            TIKTOK,
            "ENGAGEMENT_RATE",
            creator_lookalikes=_known_handle(engine, TIKTOK),
            follower_count=_between(10_000, 100_000),
        ),
        asked(
            "of an audience, with an e-mail address",
            YOUTUBE,
            audience_lookalikes=_known_handle(engine, YOUTUBE),
            specific_contact_details=[_contact("EMAIL")],
        ),
        asked(
            "topics and those near them, by relevance",
            INSTAGRAM,
            "TOPIC_RELEVANCE",
            topic_relevance={"name": ["skincare", "nail art"], "weight": 0.5, "threshold": 0.2},
        ),
    ]


def _deep() -> list[SearchRequest]:
    asked = _request_factory("deep pages")
    return [
        asked(
            "the last page of everybody by engagement",
            INSTAGRAM,
            "ENGAGEMENT_RATE",
            follower_count={"min": 1_000},
            offset=490,
        ),
        asked("500 at once by followers", TIKTOK, engagement_rate=_percent("3"), limit=500),
        asked(
            "100 from 400 on of a word, by likes",
            INSTAGRAM,
            "AVERAGE_LIKES",
            description_keywords="football",
            limit=100,
            offset=400,
        ),
        asked(
            "50 from 300 on of women, 18–24, by views",
            YOUTUBE,
            "AVERAGE_VIEWS",
            audience_age={"min": 18, "max": 24, "percentage_value": 35},
            limit=50,
            offset=300,
        ),
    ]


def _between(least: int, most: int) -> dict[str, int]:
    return {"min": least, "max": most}


def _percent(value: str) -> dict[str, str]:
    return {"percentage_value": value}


def _grown(months: int, percent: str) -> dict[str, Any]:
    return {"interval": months, "interval_unit": "MONTH", "operator": "GT", "percentage_value": percent}


def _contact(kind: str, preference: str = "MUST_HAVE") -> dict[str, str]:
    return {"type": kind, "preference": preference}


def _place(key: str) -> str:
    found = location(key)
    if found is None:
        raise LookupError(f"the vocabulary has no location {key}")
    return str(found.id)


def _share(key: str, percent: int) -> dict[str, Any]:
    return {"location_id": _place(key), "percentage_value": percent, "operator": "GT"}


def _known_handle(engine: SearchEngine, on: PlatformKey) -> str:
    known = tuple(AnyTerm(field="flags", terms=(flag,)) for flag in ("posts", "sketch"))
    nth = CreatorQuery(platform=on, clauses=known, limit=1, offset=_KNOWN_RANK)
    (hit,) = engine.search(nth, ALL_FIELDS)
    return hit.document.handles[0] if hit.document else ""
