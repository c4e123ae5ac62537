# SPDX-License-Identifier: MIT
"""A session as a report shows it.

The law of this file: what was never recorded is None or an empty text, and stays that way.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Placement:
    """One stone on one site: what was laid, what was foreseen, what happened.

    Attributes:
        at_s: when it was laid, a label of the wall clock, s since 1970.
        placement_id: its name in the record.
        stone: its name and what it is made of.
        site: the site of the body.
        barrier: what lay between.
        temperature_c: the hottest water of its last hour, °C; None if not recorded.
        lift_by_s: the longest contact that was allowed, as far as was known at its end, s; 0 if
            refused as it came.
        refused: why it should not have been laid, or nothing.
        contact_s: how long it lay, s; None while not known.
        late_s: how much of that was too long, s.
        ended: ``lifted``, ``not placed``, or nothing while no entry says so.
        turned: how often it was turned over.
        sooner: why it was to be lifted at once, as became known while it lay, or nothing.
        laid_s: when it was laid, s since boot.
        face_s: when the face that is down came down, s since boot.
    """

    at_s: float
    placement_id: str
    stone: str
    site: str
    barrier: str
    temperature_c: float | None
    lift_by_s: float | None
    refused: str
    contact_s: float | None = None
    late_s: float | None = None
    ended: str = ""
    turned: int = 0
    sooner: str = ""
    laid_s: float | None = None
    face_s: float | None = None


@dataclass(slots=True)
class Alarm:
    """One alarm or trip, who acknowledged it when, and if it is over; times as in ``Session``."""

    at_s: float
    what: str
    code: str
    placement_id: str
    acked_by: str = ""
    acked_at_s: float | None = None
    over: bool = False


@dataclass(slots=True)
class Session:
    """One session as a report shows it; times are labels of the wall clock, s since 1970.

    What was never recorded is None or an empty text; ``erased`` says that a client's part is gone.
    """

    session_id: str
    erased: bool = False
    client: str = ""
    profile: str = ""
    techniques: str = ""
    intake: str = ""
    who: str = ""
    began_s: float | None = None
    ended_s: float | None = None
    last_s: float = 0.0
    stones: str = ""
    placements: list[Placement] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)
