"""The two parameters that every list takes."""

from typing import Annotated

from litestar.params import QueryParameter

Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many items to return.")]
Offset = Annotated[int, QueryParameter(ge=0, le=2**31 - 1, description="How many items to skip first.")]
