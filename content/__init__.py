"""What does a clinician read, approve and change? This package reads `knowledge/` into frozen values.

`load(folder)` returns a `Knowledge`; anything wrong in the files raises `ContentError`, which names the file,
the line and the field. Nothing here knows patients, databases or the web.
"""

from content.loading import load
from content.values import ContentError, Knowledge

__all__ = ["ContentError", "Knowledge", "load"]
