"""Logging: JSON lines, or coloured text on a terminal."""

import logging
import sys
from typing import Any, Final

import msgspec
import structlog
from structlog.typing import Processor

from limelight.settings import LogFormat, LogSettings

_SHARED: Final[list[Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_QUIETED_LOGGERS: Final = ("alembic", "filelock", "httpx")


def configure(settings: LogSettings) -> None:
    """Formats the log records of Limelight and of libraries alike, on stderr."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    rendered = _renderers(settings)
    # Bypasses the standard library's logging, which would double the cost of a request.
    structlog.configure(
        processors=[*_SHARED, *rendered],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _QUIETED_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def _renderers(settings: LogSettings) -> list[Processor]:
    is_auto_pretty = settings.format is LogFormat.AUTO and sys.stderr.isatty()
    if is_auto_pretty or settings.format is LogFormat.PRETTY:
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]


def _json(line: Any, **_options: Any) -> str:
    return msgspec.json.encode(line, enc_hook=str).decode()
