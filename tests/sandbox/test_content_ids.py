"""Whose a content is, told from its id."""

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.contents.content_ids import decode_author, encode_content_id
from limelight.sandbox.contents.post_formats import POST_FORMATS
from limelight.sandbox.creators.external_ids import MAX_CREATORS

_TOLD_BY_THE_ADDRESS = {PlatformKey.SUBSTACK}
"""Their contents' URLs name the author, so their short ids need not."""


@pytest.mark.parametrize("platform", sorted(set(POST_FORMATS) - _TOLD_BY_THE_ADDRESS))
@pytest.mark.parametrize("index", [0, 12_345, MAX_CREATORS - 1])
def test_author_is_decoded_from_content_id(platform: PlatformKey, index: int):
    ids = {encode_content_id(7, platform, index, place) for place in (0, 11_800, 2**16 - 1)}
    assert len(ids) == 3
    assert {decode_author(7, platform, each) for each in ids} == {index}


@pytest.mark.parametrize("platform", sorted(POST_FORMATS))
@pytest.mark.parametrize("text", ["", "reel", "C8x_zzzzzzz", "12", "-5", "9" * 30, "dQw4w9WgXcQQ", "post_"])
def test_other_text_has_no_author(platform: PlatformKey, text: str):
    assert decode_author(7, platform, text) is None
