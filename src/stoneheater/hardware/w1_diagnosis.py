# SPDX-License-Identifier: MIT
"""What an installer should know about each probe, for ``doctor`` and ``probes``.

The law of this file: advice only. It blocks about a second for each probe, is never called by the
control loop, and nothing it finds permits or forbids heat.
"""

from dataclasses import dataclass

from stoneheater.core.reading import LSB_C, Fault
from stoneheater.hardware.w1_slave import W1Tree

GENUINE = "28-0000"
"""How the kernel writes ids of genuine parts: serial numbers whose two highest bytes are zero.

Source: cpetrich/counterfeit_DS18B20, from several hundred parts; a hint, not a proof.
"""

_CLONE = "Compare it with a thermometer, or replace it by a part from an authorised seller."
_COARSE = "It may have lost power: restart the daemon; if this stays, replace the probe."


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The state of one probe.

    Attributes:
        rom_id: its id on the bus.
        temperature_c: what it says, °C, *not* calibrated; None when ``fault`` says why.
        step_c: its resolution in °C, or None if it gave no good answer.
        fault: why it gave no good answer, or None.
        detail: what exactly was seen.
        parasite_power: True if it has no supply wire of its own; None if that is unknown.
        hints: sentences about what to mend, empty for a probe in order.
    """

    rom_id: str
    temperature_c: float | None
    step_c: float | None
    fault: Fault | None
    detail: str
    parasite_power: bool | None
    hints: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the probe gave a temperature."""
        return self.fault is None


def diagnose(tree: W1Tree, rom_id: str) -> Diagnosis:
    """Measure one probe and say what is good and bad about it; about 1 s, never raises."""
    answer = tree.ask(rom_id)
    step_c = answer.pad.step_c if answer.pad else None
    power = tree.number(rom_id, "ext_power") if answer.pad else None
    parasite = None if power is None else power == 0
    return Diagnosis(
        rom_id=rom_id,
        temperature_c=answer.temperature_c,
        step_c=step_c,
        fault=answer.fault,
        detail=answer.detail,
        parasite_power=parasite,
        hints=_hints(rom_id, step_c, answer.fault, parasite),
    )


def _hints(
    rom_id: str, step_c: float | None, fault: Fault | None, parasite: bool | None
) -> tuple[str, ...]:
    """The sentences that apply."""
    found = (
        (fault is not None, f"It gives no temperature: {fault}. Check its plug and wiring."),
        (
            not rom_id.startswith(GENUINE),
            f"Its serial number is not one of a genuine DS18B20 ({GENUINE}...). {_CLONE}",
        ),
        (
            step_c is not None and step_c > LSB_C,
            f"It answers in steps of {step_c} °C instead of {LSB_C} °C. {_COARSE}",
        ),
        (
            parasite is True,
            "It runs on parasite power, which is slow and fails when hot: connect its supply wire.",
        ),
    )
    return tuple(sentence for applies, sentence in found if applies)
