"""Small random catalogues with many ties, and Hypothesis strategies for queries on them."""

from random import Random
from types import UnionType

from hypothesis import strategies as st

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AGE_BRACKETS
from limelight.search.clauses import (
    AgeShareAtLeast,
    And,
    AnyPhrase,
    AnyTerm,
    InRange,
    MoreLikeThis,
    NoTerm,
    Or,
    ShareInRange,
    StartsWith,
)
from limelight.search.documents import CreatorDocument, age_key
from limelight.search.engine import IndexEntry
from limelight.search.field_types import (
    KeywordField,
    MonthlyField,
    NumericField,
    SharesField,
    TextField,
    indexed_fields,
    numeric_columns,
)
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery

PLATFORM = PlatformKey.INSTAGRAM
TERMS = ("a", "b", "c d", "é", "👩‍🚀", "not_a")
WORDS = ("sun", "moon", "हिन्दी", "日", "本", "👩‍🚀")
FLAGS = ("followers", "likers", "commenters")
KEYS = ("US", "US_CA", "g1", "häagen_dazs", "18_24")
NUMBERS = (-300, -1, 0, 1, 2, 7, 500, 501, 10**6, 2**40)


def entries(seed: int, size: int, first_id: int = 1) -> list[IndexEntry]:
    random = Random(seed)
    return [_entry(random, number) for number in range(first_id, first_id + size)]


def _entry(random: Random, number: int) -> IndexEntry:
    values = {name: _value(random, kind) for name, kind in indexed_fields(CreatorDocument)}
    values["flags"] = tuple(name for name in FLAGS if values[name] is not None) + values["flags"]
    if values["follower_count"] is not None:
        values["follower_count"] = abs(values["follower_count"])
    return IndexEntry(document=CreatorDocument(id=number, **values), result_json=b'{"id":%d}' % number)


def _value(random: Random, kind: object) -> object:
    match kind:
        case NumericField():
            return random.choice((*NUMBERS, None))
        case MonthlyField():
            return {str(month): random.choice(NUMBERS) for month in range(1, 13) if random.random() < 0.5}
        case KeywordField():
            return tuple(random.sample(TERMS, random.randrange(4)))
        case TextField():
            return tuple(random.choices(WORDS, k=random.randrange(6)))
        case SharesField():
            return _shares(random) if random.random() < 0.7 else None


def _shares(random: Random) -> dict[str, dict[str, int]]:
    shares = [random.choice((0, 99, 100, 500, 1601)) for _ in AGE_BRACKETS]
    runs = {
        age_key(AGE_BRACKETS[start][0], AGE_BRACKETS[end][1]): sum(shares[start : end + 1])
        for start in range(len(shares))
        for end in range(start, len(shares))
    }
    table = {key: random.choice((0, 1, 120, 5000, 10000)) for key in KEYS if random.random() < 0.7}
    return {"locations": table} | ({"ages": runs} if random.random() < 0.8 else {})


def _names(kind: type | UnionType) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name, each in indexed_fields(CreatorDocument) if isinstance(each, kind)])


_columns = st.sampled_from([path for path, _ in numeric_columns(CreatorDocument)])
_bounds = st.sampled_from(NUMBERS)
_terms = st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True).map(tuple)
_phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple)
_audiences = st.sampled_from(
    [("likers", "followers", "commenters"), ("likers",), ("followers",), ("commenters",)]
)
_weights = st.dictionaries(st.sampled_from((*TERMS, *WORDS)), st.integers(1, 9), min_size=1)

_in_range = st.builds(InRange, field=_columns, gte=_bounds, lte=st.none() | st.just(2**41))
_any_of = st.builds(AnyTerm, field=_names(KeywordField), terms=_terms)
_none_of = st.builds(NoTerm, field=_names(KeywordField), terms=_terms)
_prefixed = st.builds(
    StartsWith, field=_names(KeywordField), prefix=st.sampled_from(("", "a", "c ", "c d", "é", "."))
)
_phrases = st.builds(
    AnyPhrase,
    phrases=st.lists(_phrase, min_size=1, max_size=3, unique=True).map(tuple),
    fields=st.dictionaries(_names(TextField), st.integers(1, 3), min_size=1),
)
_share = st.builds(
    ShareInRange,
    audiences=_audiences,
    dimension=st.just("locations"),
    key=st.sampled_from(KEYS),
    gte=st.sampled_from((0, 1, 100, 5000)),
    lte=st.none() | st.just(9999),
)
_asked_share = st.builds(
    ShareInRange,
    audiences=_audiences,
    dimension=st.just("locations"),
    key=st.sampled_from(KEYS),
    gte=st.sampled_from((0, 1, 100)),
)
_ages = st.tuples(st.integers(13, 99), st.integers(13, 99)).map(sorted)
_age_share = st.builds(
    lambda audiences, ages, least: AgeShareAtLeast(
        audiences=audiences, min_age=ages[0], max_age=ages[1], gte=least
    ),
    audiences=_audiences,
    ages=_ages | st.sampled_from([(18, 24), (18, 34), (13, 99), (65, 99)]),
    least=st.sampled_from((1, 250, 2500)),
)
_alike = st.builds(
    MoreLikeThis,
    weights=st.dictionaries(_names(KeywordField | TextField), _weights, max_size=3),
    min_score=st.integers(1, 12),
)
_simple = _in_range | _any_of | _none_of | _prefixed | _phrases | _share | _age_share | _alike
_clause = (
    _simple
    | st.builds(And, clauses=st.lists(_simple, min_size=2, max_size=3).map(tuple))
    | st.builds(Or, clauses=st.lists(_simple, min_size=2, max_size=3).map(tuple))
)


@st.composite
def queries(draw: st.DrawFn) -> CreatorQuery:
    """A sort by shares or score comes with its clauses, as in compiled requests."""
    clauses = draw(st.lists(_clause, max_size=3))
    order = draw(
        st.just(ByRank())
        | _columns.map(ByNumber)
        | st.lists(_asked_share | _age_share, min_size=1, max_size=3).map(
            lambda shares: ByShare(tuple(shares))
        )
        | (_phrases | _alike).map(ByScore)
    )
    asked = order.clauses if isinstance(order, ByShare) else ()
    asked = (order.clause,) if isinstance(order, ByScore) else asked
    return CreatorQuery(
        platform=PLATFORM,
        clauses=(*clauses, *asked),
        order=order,
        limit=draw(st.sampled_from((1, 3, 10, 100))),
        offset=draw(st.sampled_from((0, 1, 7, 50))),
    )
