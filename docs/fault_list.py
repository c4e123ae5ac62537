# SPDX-License-Identifier: MIT
"""The faults that the heater is tested with: what happens, and what has to come of it.

The law of this file: one row a fault, in two phrases; how it is proven stands in the tests that
carry its number. F is what everybody names, G what was found by asking of each part: what if this
lies, stops, comes late, comes twice?
"""

from typing import Final, NamedTuple


class Fault(NamedTuple):
    """What happens, and what has to come of it."""

    happens: str
    demands: str


_LOST: Final = "no heat from 5 s after the last good reading, trip at 20 s"
_DEAD: Final = "bounded heat, then a look, then a trip that names cut-out, element and probe"
_KEPT: Final = "heat is controlled as before; what cannot be written waits, and the screen says so"
_NOT_STARTED: Final = "the daemon does not start, and says why in one sentence"

GROUPS: Final[dict[str, dict[str, Fault]]] = {
    "Probes": {
        "F01": Fault("a probe's cable comes out", _LOST),
        "F02": Fault("the data line is shorted to ground", f"every probe is absent: {_LOST}"),
        "F03": Fault("the whole 1-Wire bus goes away", f"{_LOST}; it heals without a restart"),
        "F04": Fault(
            "the checksum is wrong", "no temperature; three in a row, or 20 % of a minute, hold"
        ),
        "F05": Fault(
            "85.000 °C, a probe that lost power", "no heat in that tick; three in a row trip"
        ),
        "F06": Fault(
            "127.94 °C, a probe short of supply", "no heat in that tick; three in a row trip"
        ),
        "F07": Fault(
            "nonsense instead of a reading", "a fault, never a number and never an exception"
        ),
        "F08": Fault("a value freezes", "heat without an answer is bounded: a look, then a trip"),
        "F09": Fault("a read never ends", f"its reading grows old: {_LOST}"),
        "F10": Fault(
            "one probe drifts away", "pause at 1.5 °C apart, hold 60 s later, trip at 3 °C"
        ),
        "F11": Fault(
            "a wrong calibration", "corrections up to 2 °C; no start with probes 1 °C apart"
        ),
        "F12": Fault(
            "bath and element probe are swapped",
            "the hotter one rules: never above the target; 230 s of heat: trip",
        ),
        "F13": Fault(
            "a probe comes out of the water", "pause by the other probe; alone: a look, a trip"
        ),
        "F14": Fault(
            "electrical noise", "a fall must prove itself; more than 3 jumps in 10 s hold"
        ),
        "F15": Fault("a foreign or a surplus probe", "it has no voice, whatever it says"),
        "F16": Fault(
            "a role is missing or given twice", f"{_NOT_STARTED}, or it starts and refuses `on`"
        ),
        "F17": Fault(
            "a probe measures in coarse steps", "a warning; the step is known in every reading"
        ),
        "F18": Fault(
            "a probe reads degrees too low", "the hotter probe speaks, and the distance pauses"
        ),
        "F19": Fault(
            "every probe fails in the same way",
            "a look, and a trip before an unseen cutoff",
        ),
        "F20": Fault("a probe comes and goes", "a hold; 20 s in one piece without it trip"),
    },
    "Heater, relay, water": {
        "F21": Fault(
            "the heater relay welds", "trip and `enable` open; without one: pull the plug"
        ),
        "F22": Fault("the heater relay does not close", _DEAD),
        "F23": Fault("the element or its cut-out is open", _DEAD),
        "F24": Fault(
            "the element scales over or half of it fails",
            "told at 30 to 60 % of its old heat: descale; nothing trips",
        ),
        "F25": Fault(
            "the bath is dry, or nearly so",
            "no heat at a rise that no filled bath can make; trip at the second",
        ),
        "F26": Fault(
            "water boils off",
            "told from a quarter on: top up; at 40 % the heat is given up, without a trip",
        ),
        "F27": Fault(
            "water above the high alarm or the target", "no heat above 56 °C; 3 °C over warns"
        ),
        "F28": Fault("water above the cutoff", "trip: two of three readings of any one probe"),
        "F29": Fault("a wound-up controller", "the water passes its target by tenths of a degree"),
        "F30": Fault("cold stones put in", "nothing trips; it is not ready until they are soaked"),
        "F31": Fault("hot water poured in", "no heat while too hot; it is not taken for a weld"),
        "F32": Fault("a lid comes off, or a draft", "told at most; nothing trips"),
        "F33": Fault("a room of 5 or of 38 °C", "the band is kept; nothing trips"),
        "F34": Fault("mains 15 % low or high", "the band is kept; nothing trips"),
        "F35": Fault(
            "the relay's contacts wear",
            "operations counted, 5 s (SSR: 1 s) on and off at least, told at 80 % of its life",
        ),
        "F36": Fault(
            "the heater is forgotten", "STANDBY after 2 h, always after 10 h, told before"
        ),
        "F37": Fault("a heat-up that never ends", "a warning with where it will end; never a trip"),
        "F38": Fault(
            "a relay wired the wrong way round", "no heat until somebody has heard it click"
        ),
        "F39": Fault("a line does not read back what was written", "trip after 1 s"),
        "F40": Fault("a wrong pin, or one that is taken", _NOT_STARTED),
        "F41": Fault("the GPIO chip has another number", "found by its label, or refused"),
        "F42": Fault("another GPIO library than lgpio", "it is never used: lgpio or no start"),
    },
    "Process, computer, disk, time": {
        "F43": Fault(
            "the daemon is killed with the relay closed", "the helper drives the line off"
        ),
        "F44": Fault(
            "the control loop, or all of it, hangs", "3 s by the guard, 8 s by the watchdog"
        ),
        "F45": Fault("the control loop fails", "everything off within 1 s, exit code 70"),
        "F46": Fault("the guard of the leases dies", "trip after 2 s"),
        "F47": Fault("told to end, in any phase", "off first, within 0.5 s"),
        "F49": Fault(
            "memory is lost little by little",
            "hours of heat take none; the doctor warns at 80 MB, the unit ends it at 128",
        ),
        "F50": Fault("the disk is full", _KEPT),
        "F51": Fault("the card turns read-only", _KEPT),
        "F52": Fault("the card hangs", "nobody waits for it, least of all the control loop"),
        "F53": Fault("a damaged history", "set aside and kept; a new one begins"),
        "F54": Fault("a damaged record", "set aside and kept; the new one says so"),
        "F55": Fault("a torn configuration", f"no half setting is ever used: {_NOT_STARTED}"),
        "F56": Fault("dangerous settings", f"bounds that no key can move: {_NOT_STARTED}"),
        "F57": Fault("a typing slip in a key", f"{_NOT_STARTED}, with what was probably meant"),
        "F58": Fault("strangers may write the configuration", _NOT_STARTED),
        "F59": Fault(
            "a power cut tears a file", "the old content or the new; a torn latch is a trip"
        ),
        "F60": Fault(
            "a power cut", "trips and records survive it; a stone on a client is of unknown time"
        ),
        "F61": Fault("the power comes back", "STANDBY: nothing heats by itself"),
        "F62": Fault("the date jumps", "control does not notice; records and history lose nothing"),
        "F63": Fault("the computer sleeps", "no heat until ten good cycles after it woke"),
        "F64": Fault(
            "the computer is too busy", "a late loop loses its lease, and with it the heat"
        ),
        "F65": Fault("a clock runs at a wrong rate", "trip at 2 % between two clocks"),
        "F66": Fault("a second daemon", "exit code 75; the first one heats on"),
        "F67": Fault(
            "the computer's supply is too low", "told by the doctor; the heat is judged alone"
        ),
        "F68": Fault("the computer is too hot", "told by the doctor; a slow loop loses its lease"),
        "F69": Fault(
            "the daemon fails at every start", "every line off, and the alarm sounds under a stone"
        ),
        "F70": Fault("an upgrade while heating", "STANDBY before any file is replaced"),
        "F71": Fault(
            "a flickering fault floods the log", "under 1 MB a day, and a trip is always said"
        ),
    },
    "People and programs": {
        "F72": Fault("a bit of a limit flips in memory", "everything off in that tick, and a trip"),
        "F73": Fault("a target that is no number", "refused at every door; nothing changes"),
        "F74": Fault("°C and °F mixed up", "refused, with the question what was meant"),
        "F75": Fault("a large or a hot step up", "refused without an explicit yes"),
        "F76": Fault("malformed messages", "one sentence each; the third ends the connection"),
        "F77": Fault("a message without an end", "cut off at 8 KiB"),
        "F78": Fault("a client that never reads", "it is closed; no cycle waits for it"),
        "F79": Fault("two hundred connections", "sixteen are served, two places are kept"),
        "F80": Fault("a user of this computer without the right", "the kernel refuses him"),
        "F85": Fault("a trip is reset from afar", "refused: it is done at the heater"),
    },
    "Stones and clients": {
        "F89": Fault("a stone is laid or lifted twice", "the same timer, the same answer"),
        "F90": Fault(
            "a stone is forgotten on a client",
            "amber, then red and high until it is lifted",
        ),
        "F91": Fault(
            "the daemon stops under open timers", "the same boot: every timer goes on exactly"
        ),
        "F92": Fault("cold stones in a warm bath", "not ready until the last one is warm inside"),
        "F93": Fault("an alarm is muted for ever", "high is paused for 2 min, and sounds again"),
        "F94": Fault("buzzer or lamp broken", "tested at each start and in commissioning; told"),
    },
    "Beyond the list": {
        "G01": Fault("a reading is dated in the future", "a fault: it could not grow old"),
        "G02": Fault("a reading has no date that can be", f"a fault: {_LOST}"),
        "G03": Fault("a reading is older than the last one", "its own age counts"),
        "G04": Fault("a driver repeats its last answer", f"nothing new is silence: {_LOST}"),
        "G05": Fault("two bath probes swap their names", "the hottest speaks, whoever it is"),
        "G06": Fault("on and standby in one second", "both answered, the later word counts"),
        "G07": Fault("standby and on in one second", "the heat begins anew, with its looks"),
        "G08": Fault("reset and on in one second", "no heat: a reset ends in STANDBY"),
        "G09": Fault("a clearing that nobody asked for", "refused; the trip stays"),
        "G10": Fault("two targets in one second", "both answered and recorded, the later counts"),
        "G11": Fault("a name plate ten times wrong", "a trip at worst, never a hot bath"),
        "G12": Fault("the date jumps while an answer is due", "the answer comes as ever"),
        "G13": Fault("the process ends between reset and disk", "it starts TRIPPED"),
        "G14": Fault("ten starts in a minute", "STANDBY each time"),
        "G15": Fault("a kettle is poured in", "trip above cutoff; reset when it has cooled"),
        "G16": Fault("answers come twice", "nothing trips, nothing slows down"),
        "G17": Fault("readings under unknown names", "they are none, and `on` is refused"),
        "G18": Fault("a weld while every probe falls silent", "trip at 20 s, both relays open"),
        "G19": Fault("a relay sticks in STANDBY", "`enable` is open: no heat at all"),
        "G20": Fault("a hot bath is emptied", "no heat at a rise no full bath makes"),
        "G21": Fault("two guards, or one that beats twice", "one end, counted once"),
        "G22": Fault("a lease is renewed with an old instant", "it ends at the next look"),
        "G23": Fault("the latch is a folder", "not clear, so tripped; the path is named"),
        "G24": Fault("a trip was written and never synced", "the other copy speaks"),
        "G25": Fault("a learned bath of a later version", "not guessed at: learned anew"),
        "G26": Fault("a relay count of a later version", "not guessed at, and told"),
        "G27": Fault("nan and inf in the configuration", _NOT_STARTED),
        "G28": Fault("the record's thread is gone", "heat goes on, and it is told"),
        "G29": Fault("systemd goes away", "nothing is raised, nothing waits"),
        "G30": Fault("two people lay the same stone", "one timer, from the first of them"),
        "G31": Fault("a session ends while a stone is laid", "a stone that lies stays timed"),
        "G32": Fault("the foot switch bounces", "one stone is lifted, not two"),
        "G33": Fault("somebody plays with the target", "the relay stays open for 5 s each time"),
    },
}
"""Every fault that has tests, by what it happens to."""

WEB: Final = "comes with the web page"
MQTT: Final = "comes with the MQTT bridge"
MACHINE: Final = "is played in the virtual machine"

ELSEWHERE: Final[dict[str, tuple[str, str]]] = {
    "F48": ("the kernel kills the daemon for want of memory", MACHINE),
    "F81": ("a stranger in the network", WEB),
    "F82": ("a foreign page sends requests", WEB),
    "F83": ("a foreign name for this computer", WEB),
    "F84": ("a PIN is guessed", WEB),
    "F86": ("the MQTT broker is gone", MQTT),
    "F87": ("a retained or forged message", MQTT),
    "F88": ("the web process eats the computer", WEB),
    "F95": ("a screen that shows the past", WEB),
    "F96": ("two operators, two targets", f"G10 at the heater; its revision number {WEB}"),
}
"""Rows that no test of this folder carries: what happens, and where it belongs."""
