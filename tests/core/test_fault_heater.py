# SPDX-License-Identifier: MIT
"""Faults of relays, element, water and people, each against the whole core."""

import pytest

from stoneheater.core.alarm import Priority
from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.observer import IoFacts
from stoneheater.core.plant import Bath
from stoneheater.core.reading import Fault
from stoneheater.core.rule import Limits
from stoneheater.core.sequence import Levels
from support.closed_loop import ON, RESET, STANDBY, TOUCH, ClosedLoop, spoke, to, tripped_by

WARM = Bath(start_c=47.0)
H = 3600
CLICK = Command(Verb.CLICK, output="heater")


def _tripped(outcome: Outcome) -> bool:
    return bool(outcome.trips)


def _codes(outcome: Outcome) -> set[str]:
    return {alarm.code for alarm in outcome.alarms}


def test_F21_a_relay_welded_before_the_heat_up_shows_in_its_first_looks() -> None:
    """`enable` closed, `heater` open, the water rises; open it rests; closed it rises: a weld."""
    loop = ClosedLoop(Bath(stone_kg=0.0, element_lag_s=5.0), has_enable=True, lag_s=2.0)
    loop.plant.water_kg, loop.plant.power, loop.welded = 4.0, 1.3, True
    loop.run(120)
    assert not _tripped(loop.outcome)
    loop.tick(ON)
    outcome = loop.run(22, lambda outcome: outcome.holding)
    assert "rise-unexplained" in spoke(outcome)
    assert outcome.levels == Levels(heartbeat=outcome.levels.heartbeat)
    loop.run(200, lambda outcome: _tripped(outcome) or outcome.levels.heater)
    assert tripped_by(loop.outcome) == "rise-without-heat"
    assert loop.now_s < 260.0
    assert "PULL THE PLUG" in loop.outcome.trips[0][1]
    top_c = loop.plant.water_c
    loop.run(600)
    assert loop.plant.water_c < top_c + 3.0
    assert "still-heating" not in _codes(loop.outcome)


@pytest.mark.parametrize("pause_s", [1, 50])
@pytest.mark.parametrize(
    "bath",
    [
        Bath(start_c=44.0, element_lag_s=100.0),
        Bath(start_c=40.0, water_kg=2.5, stone_kg=1.0, element_w=1500.0, element_lag_s=33.0),
    ],
)
def test_F43_killed_over_a_hot_element_and_switched_on_again_nothing_trips(
    bath: Bath, pause_s: int
) -> None:
    """What the element still holds is no weld, however soon a hand says `on`."""
    loop = ClosedLoop(bath, has_enable=True)
    loop.tick(ON)
    loop.run(200, lambda _: loop.plant.water_c > 49.0)
    loop.restart()
    loop.run(pause_s)
    for _ in range(60):
        if loop.tick(ON).answers[0].ok:
            break
        assert "if it rises for 3 minutes, PULL THE PLUG" in loop.outcome.answers[0].text
        loop.run(10)
    loop.run(700)
    assert loop.outcome.trips == ()
    assert loop.outcome.mode is Mode.HEATING


def test_F43_over_a_hot_element_the_heat_waits_until_it_is_spent() -> None:
    """The water rises before any heat was given: a hold, `enable` open, then heat as ever."""
    loop = ClosedLoop(Bath(start_c=30.0, element_lag_s=100.0, stone_kg=0.0), has_enable=True)
    loop.tick(ON)
    loop.run(300)
    loop.restart()
    assert loop.tick(ON).answers[0].ok
    outcome = loop.run(60, lambda outcome: "rise-unexplained" in spoke(outcome))
    assert outcome.holding
    assert not any(loop.tick().levels.heater for _ in range(5))
    loop.run(600, lambda outcome: outcome.levels.heater)
    assert loop.outcome.levels.heater
    assert loop.outcome.trips == ()


def test_F21_a_weld_at_the_very_start_waits_like_a_hot_element_and_trips_in_the_next_look() -> None:
    """With `enable` open the water is quiet; closed again, it rises again: that is the relay."""
    loop = ClosedLoop(Bath(stone_kg=0.0, element_lag_s=5.0), has_enable=True, lag_s=2.0)
    loop.plant.water_kg, loop.plant.power, loop.welded = 4.0, 1.3, True
    loop.tick(ON)
    outcome = loop.run(25, lambda outcome: "rise-unexplained" in spoke(outcome))
    assert "rise-unexplained" in spoke(outcome)
    assert not outcome.trips
    assert not any(loop.tick().levels.heater for _ in range(150))
    loop.run(60, _tripped)
    assert tripped_by(loop.outcome) == "rise-without-heat"
    assert loop.plant.water_c < 23.0


@pytest.mark.parametrize("start_c", [20.0, 45.0])
def test_F21_a_weld_that_the_look_is_too_short_for_is_found_at_the_target(start_c: float) -> None:
    """A heavy bath, or one that was cooling: the first pause of the heat shows the weld."""
    loop = ClosedLoop(Bath(start_c=start_c), has_enable=True)
    loop.welded = True
    loop.run(120)
    loop.tick(ON)
    loop.run(H, _tripped)
    assert tripped_by(loop.outcome) == "rise-without-heat"
    assert loop.plant.water_c < 52.0


def test_F21_without_enable_a_weld_in_standby_is_found_and_told() -> None:
    """Nothing can open the circuit then: the trip says what to do, and the alarm goes on."""
    loop = ClosedLoop(Bath(start_c=30.0))
    loop.welded = True
    loop.run(1200, _tripped)
    assert tripped_by(loop.outcome) == "rise-without-heat"
    loop.run(600, lambda outcome: "still-heating" in _codes(outcome))
    assert "still-heating" in _codes(loop.outcome)
    loop.welded = False
    loop.run(3 * H, lambda outcome: "still-heating" not in _codes(outcome))
    assert "still-heating" not in _codes(loop.outcome)


@pytest.mark.parametrize(("has_enable", "at_most_c"), [(True, 52.0), (False, 54.0)])
def test_F21_a_relay_that_welds_while_holding_is_found(has_enable: bool, at_most_c: float) -> None:
    """Held at its target, the relay sticks: told in the next pause, long before it burns."""
    loop = ClosedLoop(WARM, has_enable=has_enable).settled()
    loop.run(600, lambda outcome: outcome.levels.heater)
    loop.welded = True
    loop.run(600, lambda outcome: "rise-unexplained" in spoke(outcome))
    assert "PULL THE PLUG" in loop.outcome.alarms[0].text
    assert loop.plant.water_c < at_most_c
    loop.run(600, _tripped)
    assert tripped_by(loop.outcome) == "rise-without-heat"
    assert loop.plant.water_c < (at_most_c if has_enable else 56.0)


@pytest.mark.parametrize("start_c", [20.0, 45.0])
def test_F22_F23_an_element_that_gives_no_heat_trips(start_c: float) -> None:
    """Relay, cut-out or element open: all the heat in vain ends in a trip that says so."""
    loop = ClosedLoop(Bath(start_c=start_c))
    loop.broken = True
    loop.tick(ON)
    loop.run(H, _tripped)
    assert tripped_by(loop.outcome) == "unanswered"
    assert "thermal cut-out open, or element broken" in loop.outcome.trips[0][1]


def test_F22_F23_after_the_repair_it_heats_again() -> None:
    """Five quiet minutes, a reset, the disk, `on`: and the water answers."""
    loop = ClosedLoop(WARM)
    loop.broken = True
    loop.tick(ON)
    loop.run(H, _tripped)
    loop.run(60)
    assert loop.outcome.mode is Mode.TRIPPED
    loop.broken = False
    loop.run(300)
    assert loop.tick(RESET).answers[0].ok
    loop.disk()
    loop.settled()


@pytest.mark.parametrize("wait_s", [1, 60, 600])
@pytest.mark.parametrize("probe_lag_s", [8, 20])
@pytest.mark.parametrize(("dryness", "heat_s"), [(0.25, 30), (0.125, 15), (0.1, 15)])
def test_F25_a_bath_that_runs_dry_goes_to_standby_and_whoever_insists_trips_it(
    dryness: float, heat_s: int, probe_lag_s: int, wait_s: int
) -> None:
    """An eighth: within 15 s of heat and the probe's lag; a quarter needs twice that."""
    loop = ClosedLoop(Bath(stone_kg=0.0, element_lag_s=15.0, start_c=20.0), lag_s=probe_lag_s)
    loop.tick(ON)
    loop.run(120)
    loop.plant.dryness = dryness
    loop.run(heat_s + probe_lag_s, lambda outcome: not outcome.levels.heater)
    assert spoke(loop.outcome) == {"rise-fast"}
    assert loop.outcome.mode is Mode.STANDBY
    loop.run(wait_s)
    assert loop.tick(ON).answers[0].ok
    loop.run(400, _tripped)
    assert tripped_by(loop.outcome) == "rise-too-fast"
    assert loop.plant.water_c < 50.0


def test_F25_a_bath_that_was_filled_again_is_reset_after_five_quiet_minutes_and_heats() -> None:
    """Tripped, refused at once, filled to the line, and accepted: the count began anew."""
    loop = ClosedLoop(Bath(stone_kg=0.0, element_lag_s=15.0, start_c=20.0))
    loop.tick(ON)
    loop.run(120)
    loop.plant.dryness = 0.125
    loop.run(400, lambda outcome: outcome.mode is Mode.STANDBY)
    loop.tick(ON)
    loop.run(400, _tripped)
    assert tripped_by(loop.outcome) == "rise-too-fast"
    assert not loop.tick(RESET).answers[0].ok
    loop.plant.dryness = 1.0
    loop.run(310)
    assert loop.tick(RESET).answers[0].ok
    loop.disk()
    loop.settled()


@pytest.mark.parametrize("pour_s", [1, 8, 15, 30])
@pytest.mark.parametrize("start_c", [30.0, 50.0])
def test_F25_a_kettle_is_no_dry_bath_however_slowly_it_is_poured(
    start_c: float, pour_s: int
) -> None:
    """Half a litre of 95 °C, and again after two minutes of heat: `on` is said again, at most."""
    loop = ClosedLoop(Bath(start_c=start_c), target_c=54.0)
    loop.tick(ON)
    loop.run(120)
    for _ in range(2):
        for _ in range(pour_s):
            loop.plant.pour(0.5 / pour_s, 95.0)
            loop.tick()
        loop.run(300)
        assert loop.outcome.trips == ()
        loop.tick(ON)
        loop.run(210)
        assert (loop.outcome.mode, loop.outcome.holding) == (Mode.HEATING, False)


def _kettle() -> ClosedLoop:
    """Two minutes after `on`, half a litre of 95 °C is poured in."""
    loop = ClosedLoop(Bath(start_c=30.0), target_c=54.0)
    loop.tick(ON)
    loop.run(120)
    loop.plant.pour(0.5, 95.0)
    return loop


def _ended() -> ClosedLoop:
    """The same, in the second in which the heat-up ends."""
    loop = _kettle()
    loop.run(60, lambda outcome: outcome.mode is Mode.STANDBY)
    return loop


def test_F25_a_fast_rise_ends_the_heat_up_with_one_event_that_says_why() -> None:
    """The number, the limit, what it may be, and what to do."""
    loop = _ended()
    (event,) = loop.outcome.events
    assert event.text == f"HEATING to STANDBY: {loop.outcome.findings[0].sentence}"
    assert "hot water came in, it was stirred, or too little is left. Fill it up." in event.text


def test_F25_an_end_is_told_with_its_newest_number_until_somebody_says_on() -> None:
    """The alarm stays when the rule is silent again; until then it follows the rule."""
    loop = _ended()
    first = {alarm.code: alarm.text for alarm in loop.outcome.alarms}
    loop.run(10)
    now = {alarm.code: alarm.text for alarm in loop.outcome.alarms}
    assert now == {"rise-fast": f"{loop.outcome.findings[0].sentence} Then say on."}
    assert now != first
    loop.run(1800)
    assert (loop.outcome.mode, loop.outcome.findings) == (Mode.STANDBY, ())
    assert _codes(loop.outcome) == {"rise-fast"}
    loop.tick(ON)
    assert _codes(loop.outcome) == set()


def test_F25_on_is_granted_while_the_water_still_moves_and_the_heat_waits() -> None:
    """It says so, ends once, and heats when the water has been still for a minute."""
    loop = _ended()
    loop.run(10)
    granted = loop.tick(ON).answers[0]
    assert granted.text == "HEATING to 54.0 °C; heat waits for a minute of still water."
    assert (loop.outcome.mode, loop.outcome.holding) == (Mode.HEATING, True)
    loop.tick(STANDBY)
    assert _codes(loop.outcome) == set()
    loop.tick(ON)
    assert not any(loop.tick().levels.heater for _ in range(50))
    assert loop.run(60, lambda outcome: outcome.levels.heater).levels.heater


def test_F25_no_click_gives_heat_while_an_end_speaks() -> None:
    """A click is a second of heat, too; it is refused with the reason."""
    answer = _ended().tick(CLICK).answers[0]
    assert (answer.ok, answer.text.startswith("not yet: the water rose")) == (False, True)


def test_F25_an_on_in_the_second_of_the_end_does_not_undo_it() -> None:
    """Nobody can have seen it yet: refused with the reason; a second later it is granted."""
    loop = _kettle()
    answers = [loop.tick(ON).answers[0] for _ in range(60)]
    first = next(n for n, answer in enumerate(answers) if "already" not in answer.text)
    assert not answers[first].ok
    assert answers[first].text.startswith("not ready: the water rose")
    assert answers[first + 1].ok


def test_F25_a_trip_takes_the_place_of_an_end() -> None:
    """What is said of a trip is not mixed with what to do about something less."""
    loop = _ended()
    loop.says["bath"] = lambda _: 59.0
    loop.run(5, _tripped)
    assert _codes(loop.outcome) == {"cutoff"}


@pytest.mark.parametrize("silent_s", [1, 6, 15])
def test_F25_a_probe_that_falls_silent_makes_no_water_still(silent_s: int) -> None:
    """A minute of still water has to be seen after the gap, and is counted anew."""
    loop = ClosedLoop(Bath(start_c=30.0, stone_kg=0.0, element_lag_s=15.0), target_c=54.0)
    loop.tick(ON)
    loop.run(120)
    loop.plant.dryness = 0.125
    loop.run(60, lambda outcome: outcome.mode is Mode.STANDBY)
    loop.tick()
    loop.tick(ON)
    loop.says["bath"] = lambda _: Fault.CRC
    loop.run(silent_s)
    del loop.says["bath"]
    assert not any(loop.tick().levels.heater for _ in range(69))
    assert loop.run(60, lambda outcome: outcome.levels.heater).levels.heater


def test_F25_the_warmer_of_two_probes_that_was_gone_and_is_back_is_no_fast_rise() -> None:
    """Between them lies what layers and calibrations may; a return begins every window anew."""
    loop = ClosedLoop(Bath(start_c=30.0), probes=("bath", "bath-2"), target_c=54.0)
    loop.tick(ON)
    loop.run(60)
    for _ in range(3):
        loop.says["bath-2"] = lambda _: Fault.CRC
        loop.run(12)
        loop.says["bath-2"] = lambda true_c: true_c + 1.4
        loop.run(120)
        assert (loop.outcome.mode, loop.outcome.trips) == (Mode.HEATING, ())


def test_F25_F21_a_relay_that_sticks_as_a_bath_runs_dry_is_told_in_standby_too() -> None:
    """The end opens a relay that does not open: the water rises without heat, pull the plug."""
    loop = ClosedLoop(Bath(stone_kg=0.0, element_lag_s=15.0, start_c=30.0))
    loop.tick(ON)
    loop.run(120)
    loop.plant.dryness, loop.welded = 0.25, True
    loop.run(60, lambda outcome: outcome.mode is Mode.STANDBY)
    loop.run(240, lambda outcome: "rise-unexplained" in spoke(outcome))
    assert loop.plant.water_c < 50.0
    loop.run(200, _tripped)
    assert tripped_by(loop.outcome) == "rise-without-heat"


def test_F21_a_weld_in_a_bath_that_hardly_cools_trips_too() -> None:
    """`enable` is open for longer than a quarter of an hour: that ends no suspicion."""
    bath = Bath(start_c=44.0, water_kg=20.0, stone_kg=0.0, element_w=1500.0, loss_w_per_k=1.5)
    loop = ClosedLoop(bath, has_enable=True, target_c=45.0)
    loop.welded = True
    loop.run(120)
    loop.tick(ON)
    loop.run(2 * H, _tripped)
    assert tripped_by(loop.outcome) == "rise-without-heat"


def test_F21_standby_and_on_and_again_end_no_suspicion() -> None:
    """Ten minutes without heat, two with: the relay that sticks trips at its second odd rise."""
    loop = ClosedLoop(Bath(stone_kg=0.0, element_lag_s=5.0), has_enable=True, lag_s=2.0)
    loop.plant.water_kg, loop.welded = 4.0, True
    for _ in range(4):
        loop.tick(ON)
        loop.run(120, _tripped)
        if _tripped(loop.outcome):
            break
        loop.tick(STANDBY)
        loop.run(950)
    assert tripped_by(loop.outcome) == "rise-without-heat"


def test_F21_standby_silences_no_rise_that_may_be_a_weld() -> None:
    """Without `enable` the water rises on: it is told, loudly, until it trips or is quiet."""
    loop = ClosedLoop(WARM).settled()
    loop.run(600, lambda outcome: outcome.levels.heater)
    loop.welded = True
    loop.run(600, lambda outcome: "rise-unexplained" in spoke(outcome))
    loop.tick(STANDBY)
    while not _tripped(loop.outcome):
        assert "rise-unexplained" in _codes(loop.outcome)
        assert loop.outcome.alarms[0].priority is Priority.HIGH
        assert loop.plant.water_c < 56.0
        loop.tick()
    assert tripped_by(loop.outcome) == "rise-without-heat"


def test_F21_a_probe_that_falls_silent_now_and_then_hides_no_weld() -> None:
    """Eight seconds in each eighty: the rise goes on before them and after them."""
    loop = ClosedLoop(WARM).settled()
    loop.run(600, lambda outcome: outcome.levels.heater)
    loop.welded = True
    for _ in range(8):
        loop.run(72, _tripped)
        loop.says["bath"] = lambda _: Fault.CRC
        loop.run(8, _tripped)
        del loop.says["bath"]
    assert tripped_by(loop.outcome) == "rise-without-heat"


def test_F31_a_warm_fill_just_after_the_start_is_no_weld() -> None:
    """In STANDBY the heat is not given, and nothing trips; then it is given."""
    loop = ClosedLoop(Bath(start_c=20.0), has_enable=True)
    loop.run(20)
    for _ in range(180):
        loop.plant.water_c += 0.06
        loop.tick()
    assert not loop.tick(ON).answers[0].ok  # what was not counted must not be heated over
    loop.run(240)
    assert loop.outcome.trips == ()
    loop.tick(ON)
    assert loop.run(120, lambda outcome: outcome.levels.heater).levels.heater


def test_F25_what_else_is_wrong_after_an_end_is_told_too() -> None:
    """Somebody has to come anyway: water above the high alarm is said in STANDBY."""
    loop = ClosedLoop(Bath(start_c=47.0), target_c=54.0)
    loop.tick(ON)
    loop.run(120)
    loop.says["bath"] = lambda _: 56.5
    loop.run(60, lambda outcome: outcome.mode is Mode.STANDBY)
    loop.run(5)
    assert (loop.outcome.mode, "high-alarm" in _codes(loop.outcome)) == (Mode.STANDBY, True)


def test_F27_water_above_its_target_gets_no_heat() -> None:
    """Hot water poured in: off in the tick, an alarm after a minute of `on`, no trip."""
    loop = ClosedLoop(WARM, target_c=45.0).settled()
    loop.plant.water_c = 49.5
    loop.run(20)
    loop.tick(ON)
    loop.run(40)
    assert loop.outcome.levels.heater is False
    loop.run(90)
    assert "above-target" in _codes(loop.outcome)
    assert loop.outcome.trips == ()


@pytest.mark.parametrize(("value_c", "tripped"), [(58.0, False), (59.0, True)])
def test_F28_too_hot_trips_within_three_seconds(value_c: float, tripped: bool) -> None:
    """Two of three readings above the cutoff, whatever the heater was doing."""
    loop = ClosedLoop(WARM)
    loop.says["bath"] = lambda _: value_c
    loop.run(3)
    assert (tripped_by(loop.outcome) == "cutoff") is tripped
    assert loop.outcome.levels == Levels()


def test_F28_too_hot_is_reset_when_the_water_is_cool() -> None:
    """Not before the highest target; then by a person, and to STANDBY."""
    loop = ClosedLoop(WARM)
    loop.says["bath"] = lambda _: 59.0
    loop.run(3)
    loop.says["bath"] = lambda _: 55.0
    loop.run(90)
    assert "must cool" in loop.tick(RESET).answers[0].text
    loop.says["bath"] = lambda _: 54.0
    loop.run(3)
    assert loop.tick(RESET).answers[0].ok
    loop.disk()
    assert loop.outcome.mode is Mode.STANDBY


@pytest.mark.parametrize("probes", [("bath",), ("bath", "bath-2")])
def test_F30_cold_stones_are_no_fault(probes: tuple[str, ...]) -> None:
    """Stones of 10 °C put into a ready bath: not ready, heated up again, nothing trips."""
    loop = ClosedLoop(Bath(stone_kg=8.0, start_c=47.0), probes=probes).settled()
    loop.plant.swap_stones(10.0)
    loop.run(300)
    assert loop.outcome.ready is False
    assert loop.run(2 * H, lambda outcome: outcome.ready).ready
    assert loop.outcome.trips == ()


@pytest.mark.parametrize(("added_c", "trip"), [(75.0, ""), (95.0, "cutoff")])
def test_F31_poured_hot_water_trips_above_the_cutoff_only(added_c: float, trip: str) -> None:
    """Two litres of hot water: no weld is seen in it; burning water is burning water."""
    loop = ClosedLoop(WARM).settled()
    loop.plant.pour(2.0, added_c)
    loop.run(20)
    assert loop.outcome.levels.heater is False
    loop.run(1200)
    assert tripped_by(loop.outcome) == trip


@pytest.mark.parametrize("draft", [4.0, 0.0])
def test_F32_a_draft_or_a_lid_is_no_fault(draft: float) -> None:
    """More loss or less: the bath is held, nothing trips."""
    loop = ClosedLoop(WARM).settled()
    loop.plant.draft, loop.plant.lid = draft, draft == 0.0
    loop.run(2 * H)
    assert loop.outcome.trips == ()
    assert abs(loop.plant.water_c - 50.0) < 0.8


def test_F36_a_forgotten_heater_goes_to_standby() -> None:
    """Two hours after the first `ready` without a touch, told five minutes before."""
    loop = ClosedLoop(WARM).settled()
    ready_s = loop.now_s
    loop.run(3 * H, lambda outcome: "auto-standby" in _codes(outcome))
    assert loop.now_s - ready_s == pytest.approx(2 * H - 300, abs=2.0)
    loop.run(H, lambda outcome: outcome.mode is Mode.STANDBY)
    assert loop.now_s - ready_s == pytest.approx(2 * H, abs=2.0)
    assert "nobody touched the heater" in loop.outcome.events[-1].text
    assert loop.outcome.levels == Levels()


def test_F36_a_touch_gives_two_hours_more() -> None:
    """Somebody is there: the warning goes, and comes back two hours later."""
    loop = ClosedLoop(WARM).settled()
    loop.run(2 * H - 60)
    assert "auto-standby" in _codes(loop.outcome)
    loop.tick(TOUCH)
    assert "auto-standby" not in _codes(loop.tick())
    loop.run(2 * H - 120)
    assert loop.outcome.mode is Mode.HEATING


def test_F37_an_element_too_weak_for_its_target_is_told_and_never_tripped() -> None:
    """A weak element in an open bath: the alarm says how far it will come."""
    loop = ClosedLoop(Bath(element_w=300.0, start_c=35.0, surface_m2=0.2))
    loop.plant.power = 0.7
    loop.tick(ON)
    loop.run(3 * H, lambda outcome: "weak-element" in _codes(outcome))
    alarm = next(alarm for alarm in loop.outcome.alarms if alarm.code == "weak-element")
    assert "too weak for 50.0 °C" in alarm.text
    assert loop.outcome.trips == ()


IO_FAULTS = [
    ("F39", IoFacts(read_back_wrong_s=1.0, read_back_name="heater"), "read-back"),
    ("F46", IoFacts(guard_silent_s=2.0), "guard-silent"),
    ("F65", IoFacts(clock_skew=0.03), "clock-skew"),
]


@pytest.mark.parametrize(("_", "io", "rule"), IO_FAULTS, ids=[fault for fault, *_ in IO_FAULTS])
def test_F39_F46_F65_a_faulty_computer_trips_at_once(_: str, io: IoFacts, rule: str) -> None:
    """An output that is not ours, a dead guard, a wrong clock: everything open, in that tick."""
    loop = ClosedLoop(WARM, has_enable=True)
    loop.tick(ON)
    assert loop.run(60, lambda outcome: outcome.levels.heater).levels.heater
    outcome = loop.tick(io=io)
    assert (tripped_by(outcome), outcome.levels) == (rule, Levels())


@pytest.mark.parametrize("each_s", [1, 2, 3])
def test_G33_somebody_who_plays_with_the_target_does_not_wear_the_relay(each_s: int) -> None:
    """Up and down every few seconds: it stays open for five seconds each time, or longer."""
    loop = ClosedLoop(WARM).settled()
    heats = []
    for second in range(600):
        asked = [to((50.0, 46.0)[second // each_s % 2])] if second % each_s == 0 else []
        heats.append(loop.tick(*asked).levels.heater)
    told = "".join("h" if on else "." for on in heats).strip(".")
    assert told.count(".h") > 10
    assert min(len(pause) for pause in told.split("h") if pause) >= 5


def test_F72_a_limit_that_changes_in_memory_trips_in_that_tick() -> None:
    """A cutoff of 90 °C that nobody set; a reset is refused for as long as it stands."""
    limits = Limits()
    loop = ClosedLoop(WARM, has_enable=True, limits=limits)
    loop.tick(ON)
    assert loop.run(60, lambda outcome: outcome.levels.heater).levels.heater
    object.__setattr__(limits, "cutoff_c", 90.0)
    outcome = loop.tick()
    assert (tripped_by(outcome), outcome.levels) == ("memory", Levels())
    loop.run(60)
    assert not loop.tick(RESET).answers[0].ok
    object.__setattr__(limits, "cutoff_c", 58.0)
    loop.run(11)
    assert loop.tick(RESET).answers[0].ok


@pytest.mark.parametrize(("slept_s", "held"), [(4.0, False), (4.01, True)])
def test_F63_F64_a_computer_that_slept_holds_the_heat(slept_s: float, held: bool) -> None:
    """Five seconds between two cycles are allowed, with the sleep counted; more is a hold."""
    loop = ClosedLoop(WARM)
    loop.tick(ON)
    assert loop.run(60, lambda outcome: outcome.levels.heater).levels.heater
    outcome = loop.tick(io=IoFacts(slept_s=slept_s))
    assert outcome.levels.heater is not held
    assert ("late-cycle" in spoke(outcome)) is held
    assert loop.run(12).levels.heater
    assert loop.outcome.trips == ()


def test_a_day_at_the_bath() -> None:
    """Heat up, hold, raise, lower, rest, heat again: nothing trips, nothing is forgotten."""
    loop = ClosedLoop(Bath(start_c=20.0), has_enable=True).settled()
    for command in (to(53.0), to(46.0), STANDBY, ON, to(50.0)):
        assert loop.tick(command).answers[0].ok
        loop.run(2400)
    assert (loop.outcome.trips, loop.outcome.mode) == ((), Mode.HEATING)
    assert abs(loop.plant.water_c - 50.0) < 0.6
