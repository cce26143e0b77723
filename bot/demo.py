"""What does the demo centre consist of? Invented numbers, fresh secrets in an ignored folder, drafts shown."""

import os
from pathlib import Path

from bot.secrets import write_secrets
from bot.settings import CHECKOUT, Settings, load_settings

# Numbers with 555 01 are invented: a demo must never ring at a clinic. The crisis line is the real Belgian one, since
# somebody in despair may well write to a demo.
_CENTRE = {
    "demo": "true",
    "require_approval": "false",
    "visitors_are_patients": "true",
    "clinic_name": "Demo MS Centre",
    "clinic_phone": "02 555 01 10",
    "clinic_hours": "Monday to Friday, 9 to 5",
    "out_of_hours_phone": "02 555 01 99",
    "crisis_line": "02 648 40 14",
    "country": "BE",
}


def demo_settings(folder: Path, **overrides: str) -> Settings:
    """The demo centre's settings, with secrets made once and kept in `folder/secrets.env`, readable by its owner only.

    Args:
        folder: where secrets and the database stand.
        overrides: settings by their name in lower case without the prefix; they win over the environment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "secrets.env"
    if not file.exists():
        write_secrets(file)
    values = {**_CENTRE, "database_url": f"sqlite:///{folder / 'aftercourse.db'}"}
    given = {name for name in values if f"AFTERCOURSE_{name.upper()}" in os.environ}
    return load_settings(file, **{**{name: values[name] for name in values if name not in given}, **overrides})


def demo_folder() -> Path:
    """Where the demo centre lives in the checkout."""
    return CHECKOUT / ".run" / "demo"
