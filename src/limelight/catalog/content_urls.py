"""Content ids in URLs."""

from urllib.parse import parse_qs, urlsplit


def content_id_from_url(url: str) -> str | None:
    """The platform's content id in a URL: the parameter ``v``, else the last segment of the path."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        return None
    watched = parse_qs(parts.query).get("v")
    return watched[0] if watched else parts.path.rstrip("/").rpartition("/")[2] or None
