"""Does a message read like a described warning sign, although no word pattern found one?

The word patterns of `language.triage` decide alone and without any model; this second reader may only add an alarm,
never take one away. It compares the meaning of the whole message with descriptions people might give, which catches
what nobody foresaw in words. When it cannot be used, triage stands as it is.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from content.red_flags import RedFlags
from language.encoder import Encoder
from language.plain import PlainWriter
from language.topics import TopicsMissing
from language.triage import Alarm, Triage

ALARM_FROM = 0.85
"""Probability of all alarming flags together from which the message alarms; set on the development cases."""
EMERGENCY_SHARE = 0.5
"""Share of the emergency flags in an alarm from which it is an emergency."""
LONGEST_READ = 400
"""Characters that are read."""


class SecondReader:
    """Reads whole messages by likeness with described warning signs."""

    def __init__(self, path: Path, encoder: Encoder, writer: PlainWriter, flags: RedFlags) -> None:
        """Load the trained numbers.

        Raises:
            TopicsMissing: when the file cannot be read or was made by other code.
        """
        try:
            with np.load(path, allow_pickle=False) as kept:
                self._names = tuple(str(name) for name in kept["sign_names"])
                self._weights = kept["sign_weights"].astype(np.float32)
                self._bias = kept["sign_bias"].astype(np.float32)
        except (OSError, KeyError, ValueError) as error:
            raise TopicsMissing(f"{path} cannot be read: run `make train`") from error
        self._encoder = encoder
        self._writer = writer
        self._flags = flags.flags
        urgency = [self._flags[name].urgency if name in self._flags else "none" for name in self._names]
        self._emergency = np.array([level == "emergency" for level in urgency])
        self._same_day = np.array([level == "same_day" for level in urgency])

    def add_to(self, triage: Triage, text: str) -> Triage:
        """The triage with one alarm more, when the message is like a described warning sign and none was found."""
        # A sign that the patterns saw and judged denied, past or somebody else's is not raised by likeness.
        if triage.level in ("emergency", "same_day") or triage.settled or not text.strip():
            return triage
        shares = self.shares(text)
        emergency, same_day = float(shares[self._emergency].sum()), float(shares[self._same_day].sum())
        if emergency + same_day < ALARM_FROM:
            return triage
        among = self._emergency if emergency >= EMERGENCY_SHARE * (emergency + same_day) else self._same_day
        name = self._names[int(np.argmax(np.where(among, shares, 0.0)))]
        flag = self._flags[name]
        alarm = Alarm(flag=flag.id, level=flag.urgency, reply=flag.reply, words=(text[:LONGEST_READ],))
        return Triage(alarms=(alarm, *triage.alarms), settled=triage.settled)

    def shares(self, text: str) -> NDArray[np.float32]:
        """The probability of each flag, and of no alarm, in the order of the trained names."""
        vector = self._encoder.encode([self._writer.lowered(text[:LONGEST_READ])])[0]
        scores = vector @ self._weights + self._bias
        powers = np.exp(scores - scores.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)
