# SPDX-License-Identifier: MIT
"""What stands behind the sockets besides the heater: probes, doctor, commissioning, panel.

The law of this file: it hands each request to whoever does the work and decides nothing.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from stoneheater import __version__
from stoneheater.config import Config
from stoneheater.core.command import Answer
from stoneheater.interfaces.assembly import App
from stoneheater.interfaces.socket import SocketServer
from stoneheater.interfaces.verbs import Extras
from stoneheater.service import commissioning, probe_list
from stoneheater.service.doctor import report
from stoneheater.service.doctor_facts import gather
from stoneheater.service.latch import LatchFile


def opened(app: App, config: Config, state_dir: Path, runtime_dir: Path) -> SocketServer:
    """Both sockets, bound and not yet served.

    Raises:
        OSError: a socket cannot be made.
    """
    ceiling_c = config.temperature.caution_c
    extras = extras_of(app, config, state_dir, runtime_dir)
    server = SocketServer(app.service, runtime_dir, ceiling_c, extras, __version__)
    server.bind()
    return server


def extras_of(app: App, config: Config, state_dir: Path, runtime_dir: Path) -> Extras:
    """What is asked of the installation rather than of the control loop."""
    latch = LatchFile(state_dir, runtime_dir)

    def examine() -> list[dict[str, Any]]:
        wall_s = app.clock.wall_s()
        return report(gather(config, app.hardware, app.service, app.heater, state_dir, wall_s))

    def commission(params: Mapping[str, Any], who: str) -> Answer:
        snapshot = app.service.snapshot()
        if snapshot is None:
            return Answer(ok=False, text="the heater has only just started: ask again.")
        mode, wall_s = snapshot.outcome.mode, app.clock.wall_s()
        return commissioning.finish(
            params,
            who,
            config=config,
            mode=mode,
            latch=latch,
            state_dir=state_dir,
            wall_s=wall_s,
        )

    def dip(lag_s: float) -> Answer:
        snapshot = app.service.snapshot()
        if snapshot is None:
            return Answer(ok=False, text="the heater has only just started: ask again.")
        mode, wall_s = snapshot.outcome.mode, app.clock.wall_s()
        return commissioning.dip(
            lag_s, config=config, mode=mode, state_dir=state_dir, wall_s=wall_s
        )

    def sound() -> dict[str, object]:
        if app.panel is None:
            return {"buzzer": False, "lamp": False, "lasts_s": 0.0}
        return app.panel.test()

    return Extras(
        probes=partial(probe_list.rows, config, app.hardware.probes),
        doctor=examine,
        commission=commission,
        dip=dip,
        sound=sound,
        notice=partial(commissioning.notice, config=config, state_dir=state_dir),
    )
