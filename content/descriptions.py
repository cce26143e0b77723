"""In which whole sentences have people described each warning sign, and which sentences only sound alike?

`knowledge/red_flags/descriptions.yml` holds them: under `flags` the descriptions of each flag, under `look_alikes`
sentences with the same words that are no alarm.
"""

from collections.abc import Mapping
from pathlib import Path

from content.reading import read_yaml
from content.values import Content, ContentError


class Descriptions(Content):
    """Described warning signs, by flag, and look-alikes."""

    flags: Mapping[str, tuple[str, ...]]
    look_alikes: tuple[str, ...]


def load_descriptions(path: Path) -> Descriptions:
    """Read the file; raises `ContentError` when it is missing or of another form."""
    try:
        return Descriptions.model_validate(read_yaml(path))
    except ValueError as error:
        raise ContentError(f"{path}: {error}") from error
