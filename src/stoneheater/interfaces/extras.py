# SPDX-License-Identifier: MIT
"""What stands behind the sockets besides the heater: probes, doctor, commissioning, panel.

The law of this file: it hands each request to whoever does the work and decides nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from stoneheater import __version__
from stoneheater.config import Config
from stoneheater.core.command import Answer
from stoneheater.interfaces.assembly import App
from stoneheater.interfaces.socket import SocketServer
from stoneheater.interfaces.verbs import Extras
from stoneheater.service import commissioning, probe_list, proof_tests
from stoneheater.service.doctor import report
from stoneheater.service.doctor_facts import gather
from stoneheater.service.latch import LatchFile

TOO_EARLY = Answer(ok=False, text="the heater has only just started: ask again.")


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
    extras = Extras(
        probes=partial(probe_list.rows, config, app.hardware.probes),
        doctor=partial(_examine, app, config, state_dir),
        commission=partial(_commission, app, config, state_dir, LatchFile(state_dir, runtime_dir)),
        dip=partial(_dip, app, config, state_dir),
        sound=partial(_sound, app),
        notice=partial(commissioning.notice, config=config, state_dir=state_dir),
    )
    if app.hardware.simulated:
        return extras
    return replace(extras, prove=partial(_prove, app, state_dir))


def _examine(app: App, config: Config, state_dir: Path) -> list[dict[str, Any]]:
    wall_s = app.clock.wall_s()
    return report(gather(config, app.hardware, app.service, app.heater, state_dir, wall_s))


def _commission(
    app: App,
    config: Config,
    state_dir: Path,
    latch: LatchFile,
    params: Mapping[str, Any],
    who: str,
) -> Answer:
    snapshot, wall_s = app.service.snapshot(), app.clock.wall_s()
    if snapshot is None:
        return TOO_EARLY
    return commissioning.finish(
        params,
        who,
        config=config,
        mode=snapshot.outcome.mode,
        latch=latch,
        state_dir=state_dir,
        wall_s=wall_s,
    )


def _dip(app: App, config: Config, state_dir: Path, lag_s: float) -> Answer:
    snapshot, wall_s = app.service.snapshot(), app.clock.wall_s()
    if snapshot is None:
        return TOO_EARLY
    mode = snapshot.outcome.mode
    return commissioning.dip(lag_s, config=config, mode=mode, state_dir=state_dir, wall_s=wall_s)


def _sound(app: App) -> dict[str, object]:
    if app.panel is None:
        return {"buzzer": False, "lamp": False, "lasts_s": 0.0}
    return app.panel.test()


def _prove(app: App, state_dir: Path, barrier: str, who: str) -> Answer:
    there_are = proof_tests.fitted(
        has_enable=app.hardware.enable is not None,
        has_heartbeat=app.hardware.heartbeat is not None,
    )
    wall_s = app.clock.wall_s()
    return proof_tests.prove(barrier, who, there_are=there_are, state_dir=state_dir, wall_s=wall_s)
