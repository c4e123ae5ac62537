# SPDX-License-Identifier: MIT
"""One client's session: a pseudonym, the intake, the techniques, the check-ins.

The law of this file: nothing here names a person, advises on a disease or touches the heat.
What the client says can end a placement early, and never prolong one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stoneheater.core.burn import ClientProfile
from stoneheater.core.intake import is_sensitive

CLIENT_LENGTH = 12
CLIENT_DIGITS = 3
WORDS_LENGTH = 60
NOTE_LENGTH = 500

TECHNIQUES = (
    "hot stone",
    "Swedish",
    "deep tissue",
    "trigger point",
    "myofascial release",
)
"""What a session can consist of; a practice's own words are as good."""

CHECK_IN_S = 300.0
CHECK_IN_SENSITIVE_S = 60.0
"""While stones lie, the client is asked so often (judgement; sensitive: every minute), s."""

COOLER_C = {ClientProfile.TYPICAL: (47.0, 42.0), ClientProfile.SENSITIVE: (44.0, 42.0)}
"""Targets 1 °C under a limit of the timers: 48 or 45 and 43 °C."""

AFTERCARE = (
    "Wear loose clothing and keep warm without further heat: no hot bath, sauna or heating pad "
    "today. Drink water, rest, and stretch gently. If your skin stays red, blisters or hurts, "
    "or pain stays, see a doctor. For anything about your health, ask your health-care provider."
)
"""The aftercare card, until the practice words its own."""


class SessionError(ValueError):
    """A session that cannot be as asked; the text is one sentence for a person."""


class CheckIn(StrEnum):
    """What the client says when asked."""

    OK = "ok"
    COOLER = "cooler"
    PAIN = "pain"


@dataclass(frozen=True, slots=True)
class Session:
    """One open session.

    Attributes:
        session_id: its name in the record.
        boot_id: in which run of the computer the instants below count.
        at_s: when it began, s since boot.
        client: a pseudonym or initials; empty when nobody said.
        intake: the ticks; None while unanswered.
        techniques: what is done, in the therapist's words.
        checked_s: when the client was last asked, s since boot; None before.
        checked_boot: in which run of the computer that was.
        stones: every stone that went out, once each.
        placed: how many placements there were.
        opened: False while stones were laid and no session was started.
    """

    session_id: str
    boot_id: str
    at_s: float
    client: str = ""
    intake: tuple[str, ...] | None = None
    techniques: tuple[str, ...] = ()
    checked_s: float | None = None
    checked_boot: str = ""
    stones: tuple[str, ...] = ()
    placed: int = 0
    opened: bool = True

    @property
    def name(self) -> str:
        """How it is called on a screen."""
        return self.client or self.session_id

    @property
    def profile(self) -> ClientProfile:
        """With how much heat this client is trusted."""
        return ClientProfile.SENSITIVE if is_sensitive(self.intake) else ClientProfile.TYPICAL

    @property
    def check_in_s(self) -> float:
        """How often the client is asked while stones lie, s."""
        sensitive = self.profile is ClientProfile.SENSITIVE
        return CHECK_IN_SENSITIVE_S if sensitive else CHECK_IN_S

    def asked_ago_s(self, boot_id: str, now_s: float) -> float | None:
        """How long ago the client was asked, s; None if never in this run of the computer."""
        if self.checked_s is None or self.checked_boot != boot_id:
            return None
        return max(0.0, now_s - self.checked_s)


def parse_client(text: str) -> str:
    """Read a pseudonym or initials.

    A record that holds no name cannot leak one: at most 12 letters, digits, dots and dashes in
    one word, with at most 3 digits, so that neither a full name nor a date of birth fits.

    Raises:
        SessionError: it is longer, or could name a person.
    """
    client = text.strip()
    why = ""
    if len(client) > CLIENT_LENGTH:
        why = f"has {len(client)} characters, and the limit is {CLIENT_LENGTH}"
    elif sum(character.isdigit() for character in client) > CLIENT_DIGITS:
        why = f"has more than {CLIENT_DIGITS} digits, like a date of birth"
    elif not all(character.isalnum() or character in ".-_" for character in client):
        why = "is more than one word of letters, digits, dots and dashes"
    if why:
        raise SessionError(f"{client[:20]!r} {why}: write a pseudonym or initials, such as M.H.")
    return client


def parse_techniques(texts: Sequence[str]) -> tuple[str, ...]:
    """Read techniques; a known one in its usual spelling, others in the therapist's own words.

    Raises:
        SessionError: one is empty or longer than a label.
    """
    known = {name.lower(): name for name in TECHNIQUES}
    said = [" ".join(text.split()) for text in texts]
    for text in said:
        if not 0 < len(text) <= WORDS_LENGTH:
            limit = f"a technique has 1 to {WORDS_LENGTH} characters"
            raise SessionError(f"{limit}, this one has {len(text)}: put the rest into a note")
    return tuple(dict.fromkeys(known.get(text.lower(), text) for text in said))


def parse_note(text: str) -> str:
    """Read a note.

    Raises:
        SessionError: it is empty or too long to be kept.
    """
    note = text.strip()
    if not 0 < len(note) <= NOTE_LENGTH:
        limit = f"a note has 1 to {NOTE_LENGTH} characters"
        raise SessionError(f"{limit}, this one has {len(note)}: write it shorter, or in two")
    return note


def parse_check_in(text: str) -> CheckIn:
    """Read what the client said.

    Raises:
        SessionError: it is neither ok, cooler nor pain.
    """
    word = text.strip().lower()
    if word not in [*CheckIn]:
        raise SessionError(f"a check-in is {', '.join(CheckIn)}, and {text[:20]!r} is none of them")
    return CheckIn(word)


def cooler_target_c(target_c: float, profile: ClientProfile) -> float | None:
    """The next lower target worth having, 1 °C under a limit, °C; None when there is none."""
    return next((cooler_c for cooler_c in COOLER_C[profile] if cooler_c < target_c), None)


def aftercare(own_words: str = "") -> str:
    """The aftercare card: the practice's own words, or the usual ones."""
    return own_words.strip() or AFTERCARE
