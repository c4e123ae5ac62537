# SPDX-License-Identifier: MIT
"""Which alarms were raised, acknowledged, came back or closed, for the record.

The law of this file: between two looks nothing that sounded is lost. An alarm's sentence may
name a client, so it stands in the private part; its code and priority say enough without it.
"""

from collections.abc import Iterable, Sequence

from stoneheater.core.alarm import Alarm
from stoneheater.core.board_event import Entry
from stoneheater.core.timers import AMBER, CHECK_IN, RED, UNKNOWN

_HAPPENED = {
    "alarm.raise": "",
    "alarm.ack": "acknowledged: ",
    "alarm.again": "sounds again: ",
    "alarm.close": "over: ",
}
_WORDS = {
    RED: "a stone is to be lifted",
    AMBER: "a stone is to be lifted soon",
    UNKNOWN: "a stone lies for an unknown time",
    CHECK_IN: "a client is to be asked",
}
"""What an alarm says without naming anybody."""


def changes(
    before: Sequence[Alarm], after: Sequence[Alarm], at_s: float, boot_id: str
) -> tuple[Entry, ...]:
    """What changed from one tick to the next, one entry each.

    ``alarm.raise``, ``alarm.ack`` (somebody acknowledged it), ``alarm.again`` (the pause is
    over) and ``alarm.close``; who acknowledged is known to the door it came through.
    """
    old = {alarm.code: alarm for alarm in before}
    new = {alarm.code: alarm for alarm in after}
    found = [
        *(("alarm.close", alarm) for code, alarm in old.items() if code not in new),
        *(("alarm.raise", alarm) for code, alarm in new.items() if code not in old),
        *_pauses((old[code], alarm) for code, alarm in new.items() if code in old),
    ]
    return tuple(_entry(event, alarm, at_s, boot_id) for event, alarm in found)


def _pauses(pairs: Iterable[tuple[Alarm, Alarm]]) -> list[tuple[str, Alarm]]:
    changed = [(old, new) for old, new in pairs if old.paused is not new.paused]
    return [("alarm.ack" if new.paused else "alarm.again", new) for _, new in changed]


def _entry(event: str, alarm: Alarm, at_s: float, boot_id: str) -> Entry:
    kind, _, name = alarm.code.partition(":")
    data: dict[str, object] = {
        "event": event,
        "code": alarm.code,
        "priority": alarm.priority.name.lower(),
        "at_s": at_s,
        "boot_id": boot_id,
    }
    if name:
        stone = kind.startswith("stone-")
        data["session_id"] = name.rpartition("-")[0] if stone else name
        data |= {"placement_id": name} if stone else {}
    what = _WORDS[kind] if name else alarm.text
    text = f"{_HAPPENED[event]}{what} ({alarm.code})" if name else _HAPPENED[event] + what
    return Entry(text, data, {"text": alarm.text} if name else {})
