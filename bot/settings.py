"""What must an operator decide before the service may start?

Every setting is read from the environment with the prefix `AFTERCOURSE_`. Secrets have no defaults, and neither have
the numbers a patient is told to call: a service that starts without them would be dangerous.
"""

import json
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent

EMERGENCY_NUMBERS = {"GB": "999", "US": "911", "CA": "911", "AU": "000", "NZ": "111"}
"""Where the number differs from 112, which works in the European Union and many other countries."""


class SettingsError(RuntimeError):
    """The settings are incomplete or wrong; the message names each one and what to do."""


class Settings(BaseSettings):
    """The centre's decisions, complete and checked."""

    model_config = SettingsConfigDict(env_prefix="AFTERCOURSE_", extra="ignore", frozen=True)

    demo: bool = Field(default=False, description="an invented centre: drafts are shown and every page says so")
    clinic_name: str = Field(min_length=2, description="how patients know the centre")
    clinic_phone: str = Field(min_length=3, description="the MS team's phone during opening hours")
    clinic_hours: str = Field(min_length=3, description="when nurses read messages, as patients read it")
    out_of_hours_phone: str = Field(min_length=3, description="whom patients call when the clinic is closed")
    crisis_line: str = Field(min_length=3, description="the suicide prevention line of the country")
    country: str = Field(default="BE", pattern="^[A-Z]{2}$", description="ISO 3166 code of the centre's country")
    time_zone: str = Field(default="Europe/Brussels", description="IANA name of the zone the centre's patients live in")
    emergency_number: str = Field(default="", description="overrides the country's emergency number")

    database_url: str = Field(description="sqlite:///file or postgresql+psycopg://…")
    encryption_keyset: SecretStr = Field(description="Tink AEAD keyset in JSON; `python -m bot keyset` makes one")
    address_index_key: SecretStr = Field(description="at least 32 random characters")
    action_secret: SecretStr = Field(description="shared by Rasa and the action endpoint, 32 random characters")
    session_secret: SecretStr = Field(description="signs the web chat's session cookie, 32 random characters")

    web_host: str = Field(default="127.0.0.1", description="the address the web chat listens on")
    web_port: int = Field(default=8080, description="the port the web chat listens on")
    action_port: int = Field(
        default=5055, description="the port of the actions on loopback; another is taken when it is used"
    )
    rasa_port: int = Field(default=5005, description="the port of Rasa on loopback; another is taken when it is used")
    public_url: str = Field(default="", description="how browsers reach the web chat; used for cookies and links")
    visitors_are_patients: bool = Field(default=False, description="treat every web visitor as linked (demo only)")
    require_approval: bool = Field(default=True, description="answer only from entries a clinician approved")
    knowledge: Path = Field(default=CHECKOUT / "knowledge", description="the folder of the approved content")
    plan: str = Field(default="", description="the monitoring plan; monitoring.yml of the content unless given")
    monitoring_day: int | None = Field(
        default=None,
        ge=1,
        le=28,
        description="the day of the month tests fall on; counted from the first infusion if not",
    )
    tests_on: frozenset[str] = Field(
        default=frozenset(), description="tests followed though the plan has them off, in JSON"
    )
    tests_off: frozenset[str] = Field(default=frozenset(), description="tests of the plan not followed here, in JSON")
    topics: str = Field(default="", description="the trained topics; the newest under models/ unless given")
    spool: str = Field(default="", description="file for urgent messages while the database cannot be written")
    twilio_account_sid: str = Field(
        default="", pattern="^(AC[0-9a-fA-F]{32})?$", description="the Twilio account; without one no text is sent"
    )
    twilio_auth_token: SecretStr = Field(
        default=SecretStr(""), description="the account's token: signs Twilio's requests to us and ours to it"
    )
    twilio_webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="the shared key of Twilio's newer SHA-256 signatures, where they are used"
    )
    twilio_sender: str = Field(
        default="",
        pattern=r"^(MG[0-9a-fA-F]{32}|\+[1-9][0-9]{4,14})?$",
        description="what texts are sent from: a messaging service (MG...) or a number (+...)",
    )
    twilio_api: str = Field(
        default="https://api.twilio.com",
        pattern="^https://|^http://(localhost|127[.]0[.]0[.]1)(:|/|$)",
        description="where Twilio's interface is; only a test has another",
    )

    @model_validator(mode="after")
    def _texts_need_all_of_it(self) -> "Settings":
        """An account that could send, but not be told what became of it, would be dangerous."""
        if not self.twilio_account_sid:
            return self
        missing = [
            f"AFTERCOURSE_{name.upper()}"
            for name, given in (
                ("twilio_auth_token", self.twilio_auth_token.get_secret_value()),
                ("twilio_sender", self.twilio_sender),
                ("public_url", self.public_url),
            )
            if not given
        ]
        if missing:
            raise ValueError(f"texts by Twilio also need {', '.join(missing)}")
        return self

    @property
    def sends_texts(self) -> bool:
        """Whether text messages go out by a provider; without one the demo shows them on its own page."""
        return bool(self.twilio_account_sid)

    @property
    def emergency(self) -> str:
        """The emergency number patients of this centre are told."""
        return self.emergency_number or EMERGENCY_NUMBERS.get(self.country, "112")

    @property
    def plan_file(self) -> Path:
        """The monitoring plan: the one given, else that of the content."""
        return Path(self.plan) if self.plan else self.knowledge / "monitoring.yml"

    @property
    def rasa_url(self) -> str:
        """Where Rasa listens, on loopback."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def action_url(self) -> str:
        """Where our actions listen, on loopback."""
        return f"http://127.0.0.1:{self.action_port}/webhook"

    @property
    def topics_file(self) -> Path:
        """The trained topics: those given, else the newest that `make train` left under `models/`."""
        if self.topics:
            return Path(self.topics)
        models = CHECKOUT / "models"
        trained = sorted(models.glob("*.topics.npz"), key=lambda path: path.stat().st_mtime)
        return trained[-1] if trained else models / "none.topics.npz"

    @property
    def spool_file(self) -> Path:
        """Where urgent messages wait while the database cannot be written: beside an SQLite database, else `.run`."""
        if self.spool:
            return Path(self.spool)
        kind, _, place = self.database_url.partition(":///")
        folder = Path(place).parent if kind.startswith("sqlite") and place else CHECKOUT / ".run"
        return folder / "spool.jsonl"

    def as_environment(self) -> dict[str, str]:
        """The settings as environment variables, secrets included, for the processes of the service."""
        variables = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            plain = value.get_secret_value() if isinstance(value, SecretStr) else value
            if plain is None:
                continue
            written = json.dumps(sorted(plain)) if isinstance(plain, frozenset) else str(plain)
            variables[f"AFTERCOURSE_{name.upper()}"] = written
        return variables

    def centre_values(self) -> dict[str, str]:
        """What fills the slots for the centre in any text."""
        return {
            "emergency_number": self.emergency,
            "clinic_name": self.clinic_name,
            "clinic_phone": self.clinic_phone,
            "clinic_hours": self.clinic_hours,
            "out_of_hours_phone": self.out_of_hours_phone,
            "crisis_line": self.crisis_line,
        }


def load_settings(env_file: Path | None = None, **given: str) -> Settings:
    """Read the settings.

    Args:
        env_file: a file of `NAME=value` lines; the environment wins over it.
        given: settings by name, which win over both.

    Raises:
        SettingsError: naming every setting that is missing or wrong.
    """
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"  AFTERCOURSE_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise SettingsError(
            "The service does not start: these settings are missing or wrong.\n"
            + "\n".join(lines)
            + "\nSee .env.example for what each one means. To try it out without a centre: make run"
        ) from error
