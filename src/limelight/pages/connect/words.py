"""The words of the Connect page, in the languages it speaks: a file each in ``languages/``."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

DIRECTORY: Final = Path(__file__).parent / "languages"
DEFAULT: Final = "en"


class Words:
    """The words of one language, called by their key: ``words("back")``."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)


@cache
def all_words() -> dict[str, Words]:
    """Every language by its code."""
    decoder = msgspec.json.Decoder(dict[str, str])
    files = sorted(DIRECTORY.glob("*.json"))
    return {file.stem: Words(file.stem, decoder.decode(file.read_bytes())) for file in files}


def words_for(asked: str | None, accepted: str) -> Words:
    """In the language asked for, else the first that the browser accepts, else English."""
    known = all_words()
    wanted = [asked or "", *(part.partition(";")[0] for part in accepted.split(","))]
    codes = (tag.strip().lower().replace("_", "-").partition("-")[0] for tag in wanted)
    return next((known[code] for code in codes if code in known), known[DEFAULT])
