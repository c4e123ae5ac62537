# SPDX-License-Identifier: MIT
"""`stoneheater sim`: a whole heat-up in fast time, with a trace, a plot and a score.

The law of this file: it reads options and shows results; the run itself is `simulation.py`.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from math import isnan
from pathlib import Path
from typing import Any

import click

from stoneheater.config import BathFile, ConfigError, load_bath
from stoneheater.core.energy import NamePlate
from stoneheater.core.thermal_model import Learned, within
from stoneheater.core.time_proportioning import Profile
from stoneheater.core.units import UnitError, parse_temperature
from stoneheater.hardware.faults import (
    BATH_FAULTS,
    PROBE_FAULTS,
    FaultError,
    FaultSpec,
    parse_fault,
)
from stoneheater.interfaces.simulation import Plan, Report, Second, simulate
from stoneheater.service import bath_keeper

TARGETS_C = (30.0, 54.0)
LONGEST = 4096
"""No learned bath is longer, bytes."""


def _target(_ctx: click.Context, _param: click.Parameter, text: str) -> float:
    """A temperature with its unit, 52C or 125.6F; a bare number is °C."""
    try:
        target_c = parse_temperature(text, bare_is_celsius=True)
    except UnitError as error:
        raise click.BadParameter(str(error)) from error
    low_c, high_c = TARGETS_C
    if not low_c <= target_c <= high_c:
        raise click.BadParameter(
            f"{target_c:.1f} °C is outside {low_c:.0f} to {high_c:.0f} °C: choose one inside."
        )
    return target_c


def _hours(_ctx: click.Context, _param: click.Parameter, hours: float | None) -> float | None:
    if hours is not None and isnan(hours):
        raise click.BadParameter("nan is no number of hours: give one from 0.02 to 48.")
    return hours


def _faults(_ctx: click.Context, _param: click.Parameter, texts: Sequence[str]) -> list[FaultSpec]:
    try:
        return [parse_fault(text) for text in texts]
    except FaultError as error:
        raise click.BadParameter(str(error)) from error


def _list_faults(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    for name, (usual, meaning) in sorted((PROBE_FAULTS | BATH_FAULTS).items()):
        click.echo(f"{name:14} {usual:>8g}  {meaning}")
    ctx.exit()


@click.command("sim")
@click.option("--bath", type=click.Path(path_type=Path), help="Bath file; default: nominal bath.")
@click.option("--target", callback=_target, default="50C", show_default=True, help="50C or 122F.")
@click.option("--hours", type=click.FloatRange(0.02, 48.0), callback=_hours,
              help="Default: settled + 90 min.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the probes' noise.")
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]),
              default=Profile.MECHANICAL.value, help="The relay.")  # fmt: skip
@click.option("--learned", type=click.Path(path_type=Path), help="Keep the learned bath here.")
@click.option("--fault", "faults", metavar="NAME[=VALUE][:PROBE]@T[..T2]", multiple=True,
              callback=_faults, help="What goes wrong, and when, s; repeatable.")  # fmt: skip
@click.option("--faults", "listed", is_flag=True, is_eager=True, expose_value=False,
              callback=_list_faults, help="List every fault and leave.")  # fmt: skip
@click.option("--unattended", is_flag=True, help="Nobody touches the heater.")
@click.option("--trace", type=click.Path(path_type=Path), help="Write every second to a CSV file.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the run into a PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def sim(
    bath: Path | None,
    learned: Path | None,
    trace: Path | None,
    plot: Path | None,
    *,
    unattended: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Heat a simulated bath in fast time, and score the true water.

    Nothing real is heated. The figures: settle_s is counted from the end of the first look for a
    welded relay; steady state is the last 45 minutes.
    """
    file = _bath(bath)
    plan = Plan(
        file=file,
        target_c=given["target"],
        hours=given["hours"],
        profile=Profile(given["profile"]),
        faults=given["faults"],
        seed=given["seed"],
        kept=_read_learned(learned, file),
        attended=not unattended,
    )
    seconds: list[Second] = []
    try:
        with _writing(trace) as write, _progress(plan) as show:
            report = simulate(plan, _every(write, show, seconds if plot else None))
        if plot is not None:
            _plot(plan, seconds, plot)
        if learned is not None:
            _write_learned(learned, report.learned)
    except FaultError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else _text(report))


def _bath(path: Path | None) -> BathFile:
    if path is None:
        return BathFile()
    try:
        return load_bath(path)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def _read_learned(path: Path | None, file: BathFile) -> Learned | None:
    if path is None or not path.exists():
        return None
    try:
        with path.open("rb") as kept:
            learned = bath_keeper.decode(kept.read(LONGEST))
        if not within(NamePlate(file.named_w, file.named_kg), learned):
            raise _no_learned(path, "it does not fit this name plate")
    except (OSError, ValueError) as error:
        raise _no_learned(path, str(error)) from error
    return learned


def _no_learned(path: Path, why: str) -> click.ClickException:
    return click.ClickException(f"{path} is no learned bath ({why}): remove it to start afresh.")


def _write_learned(path: Path, learned: Learned) -> None:
    try:
        path.write_bytes(bath_keeper.encode(learned))
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> click.ClickException:
    why = error.strerror or str(error)
    return click.ClickException(f"cannot write {path}: {why}. Choose another place.")


def _every(
    write: Callable[[Second], None],
    show: Callable[[Second], None],
    keep: list[Second] | None,
) -> Callable[[Second], None]:
    def each(second: Second) -> None:
        write(second)
        show(second)
        if keep is not None:
            keep.append(second)

    return each


@contextmanager
def _writing(path: Path | None) -> Iterator[Callable[[Second], None]]:
    if path is None:
        yield lambda _: None
        return
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow([field.name for field in fields(Second)])
            yield lambda second: rows.writerow(
                [round(x, 4) if isinstance(x, float) else x for x in astuple(second)]
            )
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def _progress(plan: Plan) -> Iterator[Callable[[Second], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - rich is for terminals only
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - same

    total_s = None if plan.hours is None else plan.hours * 3600.0
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[seen]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("simulating", total=total_s, seen="")

        def show(second: Second) -> None:
            if second.at_s % 60 == 0:
                seen = f"{second.at_s / 60:4.0f} min  {second.water_c:5.1f} °C  {second.mode}"
                bar.update(task, completed=second.at_s, seen=seen)

        yield show


def _plot(plan: Plan, seconds: list[Second], path: Path) -> None:
    try:
        from stoneheater.interfaces.cli.plot import draw  # noqa: PLC0415 - matplotlib is an extra
    except ImportError as error:
        raise click.ClickException(
            "a plot needs matplotlib: pip install 'stoneheater[plot]', or leave out --plot."
        ) from error
    try:
        draw(plan, seconds, path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _text(report: Report) -> str:
    settle = "never" if report.settle_s is None else f"after {report.settle_s / 60:.1f} min"
    lines = [
        f"within 0.5 °C    {settle}",
        f"first peak       {report.overshoot_c:.2f} °C above the target",
        f"rms, offset      {report.rms_c:.3f} °C, {report.offset_c:+.3f} °C (last 45 min)",
        f"relay changes    {report.relay_changes_per_h:.0f} an hour",
        f"hottest water    {report.max_water_c:.1f} °C",
        f"energy           {report.energy_wh:.0f} Wh in {report.hours:.1f} h",
    ]
    lines += [
        f"TRIP at {trip['at_s']} s   {trip['rule']}: {trip['reason']}" for trip in report.trips
    ]
    lines += [f"STANDBY at {end['at_s']} s   {end['reason']}" for end in report.ends]
    lines += ["alarms           " + ", ".join(report.alarms)] if report.alarms else []
    return "\n".join(lines)
