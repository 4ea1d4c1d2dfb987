"""Log lines: one JSON object each for machines, or coloured text for a person at a terminal."""

import logging
import sys
from typing import Any

import msgspec
import structlog
from structlog.typing import Processor

from limelight.settings import LogFormat, LogSettings


def configure(settings: LogSettings) -> None:
    """Ours and those of the libraries, in one form on stderr."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written(settings)],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)


def _written(settings: LogSettings) -> list[Processor]:
    is_pretty = settings.format is LogFormat.PRETTY or (
        settings.format is LogFormat.AUTO and sys.stderr.isatty()
    )
    if is_pretty:
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]


def _json(line: Any, **_options: Any) -> str:
    return msgspec.json.encode(line, enc_hook=str).decode()
