"""Every event is registered, documented and has a unique name and a JSON object as payload."""

from collections import Counter

import msgspec
import pytest
from tools.build_docs import pages

from limelight.webhooks import events
from limelight.webhooks.events import EVENTS, AnyEvent, Event

EVERY = [pytest.param(event, id=event.name) for event in EVENTS]


def test_every_declared_event_is_registered():
    declared = [value for value in vars(events).values() if isinstance(value, Event)]
    assert [event.name for event in declared] == [event.name for event in EVENTS]


def test_event_names_are_unique():
    names = Counter(event.name for event in EVENTS)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("event", EVERY)
def test_an_event_is_documented(event: AnyEvent):
    """The freshness check alone would not notice an event that the generator leaves out."""
    assert f"| `{event.name}` | {event.title} |" in pages()["events.md"]
    assert (event.payload.__doc__ or "").endswith(".")


@pytest.mark.parametrize("event", EVERY)
def test_a_payload_has_required_fields_only(event: AnyEvent):
    """Receivers rely on every documented field of ``data``."""
    assert all(field.required for field in msgspec.structs.fields(event.payload))
