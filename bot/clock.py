"""What time is it? The one place of the service that looks at the clock; everything else is told."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
