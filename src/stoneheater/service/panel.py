# SPDX-License-Identifier: MIT
"""The panel at work: its alarms are played, its buttons are heard.

The law of this file: it says what each button asks for, and nothing here is waited for.
"""

from collections.abc import Callable
from concurrent.futures import Future

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.ports import Annunciator
from stoneheater.service.buttons import Ask, Buttons
from stoneheater.service.heater_service import HeaterService
from stoneheater.service.sounder import Sounder

Submit = Callable[[Command], Future[Answer]]


class PanelService:
    """Both threads of one panel.

    Args:
        panel: buzzer, lamp and buttons.
        now_s: the monotonic clock of the heater.
        submit: leaves a command for the control loop.
        quiet: medium and low alarms shine only.
        foot: what the foot switch asks for.

    Attributes:
        sounder: plays the alarms.
    """

    def __init__(
        self,
        panel: Annunciator,
        now_s: Callable[[], float],
        submit: Submit,
        *,
        quiet: bool = False,
        foot: Ask | None = None,
    ) -> None:
        self._panel = panel
        self.sounder = Sounder(panel, now_s, quiet=quiet)
        self._buttons = Buttons(
            panel,
            {
                "stop": lambda: submit(Command(Verb.STANDBY, who="STOP button")),
                "ack": lambda: submit(Command(Verb.ACK, who="ACK button")),
                **({"foot": foot} if foot is not None else {}),
            },
            now_s,
        )

    def start(self) -> None:
        """Test buzzer and lamp, then play and listen."""
        self.sounder.start()
        self._buttons.start()

    def close(self, deadline_s: float) -> None:
        """Silent and deaf, each within the deadline."""
        self.sounder.close(deadline_s)
        self._buttons.close(deadline_s)

    def tell(self, outcome: Outcome) -> None:
        """Take note of a finished cycle's alarms; returns at once."""
        self.sounder.tell(outcome.alarms)

    def test(self) -> dict[str, object]:
        """Test buzzer and lamp: which of them are fitted, and how long it lasts, s."""
        fitted = {"buzzer": self._panel.has_buzzer, "lamp": self._panel.has_lamp}
        return {**fitted, "lasts_s": self.sounder.test()}

    def trouble(self) -> tuple[str, ...]:
        """Sentences about what does not work now; never asks the panel itself."""
        return (*self.sounder.trouble(), *self._buttons.trouble())


def fitted(
    panel: Annunciator | None,
    now_s: Callable[[], float],
    service: HeaterService,
    *,
    quiet: bool = False,
    foot: Ask | None = None,
) -> PanelService | None:
    """The panel of a heater, its troubles told to the service; None if there is no panel."""
    if panel is None:
        return None
    made = PanelService(panel, now_s, service.submit, quiet=quiet, foot=foot)
    service.panel = made.trouble
    return made
