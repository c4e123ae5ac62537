# SPDX-License-Identifier: MIT
"""`stoneheater stone forecast`: when to lift a stone, asked beforehand and without a daemon.

The law of this file: it computes what the daemon would, with the same words, and leaves nothing
behind. What cannot be read is a usage error; a stone that must not lie is an answer like any other.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

import click

from stoneheater.core import burn
from stoneheater.core.burn import (
    ClientProfile,
    Exposure,
    Forecast,
    ProfileError,
    carry,
    parse_profile,
    refuse,
)
from stoneheater.core.placement import ContactError, parse_contact
from stoneheater.core.site import Site, SiteError, parse_site
from stoneheater.core.skin import RESTED, SkinState
from stoneheater.core.stone import (
    MATERIALS,
    Material,
    StoneError,
    parse_mass,
    parse_thickness,
)
from stoneheater.core.units import (
    UnitError,
    format_temperature,
    in_unit,
    parse_temperature,
    suggestion,
)
from stoneheater.interfaces.cli.door import Stop
from stoneheater.interfaces.cli.wording import Unit, sentence

ALREADY_KEYS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "temperature": str,
    "thickness_mm": (int, float),
    "contact": str,
    "contact_s": (int, float),
    "gap_s": (int, float),
}
"""What one stone of --already says; nothing may be missing and nothing added."""

MOST_ALREADY: Final = 200


class AlreadyError(ValueError):
    """A history that cannot be read; the text is one sentence for a person."""


UNREADABLE: Final = (UnitError, StoneError, SiteError, ContactError, ProfileError, AlreadyError)


@click.command()
@click.option("--temperature", required=True, help="The hottest water of its last hour: 52C, 125F.")
@click.option("--stone", metavar="NAME", help="One of your own, instead of the next three.")
@click.option("--material", help="basalt, marble, jade, or one of your own.")
@click.option("--mass", help="200g or 0.2kg; it never lengthens a time.")
@click.option("--thickness", help="25mm or 2.5cm.")
@click.option("--contact", required=True, help="direct, sheet (a damp cloth) or towel.")
@click.option("--dry", is_flag=True, help="The towel is dry; without it, it counts as damp.")
@click.option("--profile", required=True, help="The client's: typical or sensitive.")
@click.option("--site", required=True, help="Where on the body, such as lower-back-left.")
@click.option("--already", default="[]", help="What lay there before: a JSON list, oldest first.")
@click.option("--json", "as_json", is_flag=True, help="One object; lengths in s, null is never.")
@click.option("--fahrenheit", is_flag=True, help="Show °F.")
def forecast(
    *,
    temperature: str,
    stone: str | None,
    material: str | None,
    mass: str | None,
    thickness: str | None,
    contact: str,
    dry: bool,
    profile: str,
    site: str,
    already: str,
    as_json: bool,
    fahrenheit: bool,
) -> None:
    """Say when a stone that is laid now must be lifted.

    An entry of --already is {"temperature":"54C","thickness_mm":25,"contact":"direct",
    "contact_s":120,"gap_s":10}, with the pause after it.
    """
    try:
        made_of, thickness_mm = _what(
            stone, {"--material": material, "--mass": mass, "--thickness": thickness}
        )
        exposure = Exposure(
            _temperature_c(temperature),
            thickness_mm,
            parse_contact(contact),
            dry=dry,
            material=made_of,
        )
        client, where, skin = parse_profile(profile), parse_site(site), read_already(already)
    except UNREADABLE as error:
        raise click.UsageError(sentence(str(error))) from error
    found = answer(exposure, client, where, skin)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        click.echo("\n".join(lines(found, exposure, where, "F" if fahrenheit else "C")))


def answer(exposure: Exposure, profile: ClientProfile, where: Site, skin: SkinState) -> Forecast:
    """The forecast, or the refusal of the site."""
    refusal = where.refusal
    return burn.forecast(exposure, profile, skin) if refusal is None else refuse(refusal)


def lines(found: Forecast, exposure: Exposure, where: Site, unit: Unit) -> Sequence[str]:
    """The answer in sentences."""
    if found.refused or found.amber_s is None or found.peak_basal_c is None:
        return [in_unit(f"REFUSED: {found.reason}.", unit)]
    stone = f"{exposure.material.name}, {exposure.thickness_mm:g} mm"
    hot = format_temperature(exposure.temperature_c, unit)
    never = "the dose does not reach red within 8 h"
    red = never if found.red_s is None else f"the dose reaches red after {found.red_s:.0f} s"
    peak = format_temperature(found.peak_basal_c, unit)
    return [
        f"{stone}, {exposure.contact}, {hot}, on {where}:",
        f"lift by {int(found.lift_by_s)} s after it is laid; amber after {int(found.amber_s)} s.",
        f"{in_unit(str(found.cap_reason), unit)}; {red}.",
        f"Left lying, the skin would reach {peak} where it burns.",
    ]


def read_already(text: str) -> SkinState:
    """The skin after everything that lay on the site.

    Raises:
        AlreadyError, UnitError, StoneError, ContactError: in one sentence.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AlreadyError(f"--already is no JSON ({error}): write a list such as []") from error
    if not isinstance(said, list) or len(said) > MOST_ALREADY:
        raise AlreadyError(f"--already is a JSON list of at most {MOST_ALREADY} stones")
    skin = RESTED
    for entry in said:
        skin = _after(skin, _entry(entry))
    return skin


def _entry(entry: object) -> Mapping[str, object]:
    if not isinstance(entry, dict) or set(entry) != set(ALREADY_KEYS):
        raise AlreadyError(f"each stone of --already has exactly {', '.join(ALREADY_KEYS)}")
    for key, kind in ALREADY_KEYS.items():
        if not isinstance(entry[key], kind) or isinstance(entry[key], bool):
            shape = "a text" if kind is str else "a number"
            raise AlreadyError(f"{key} in --already is {shape}, and not {entry[key]!r}")
    return entry


def _after(skin: SkinState, entry: Mapping[str, object]) -> SkinState:
    exposure = Exposure(
        parse_temperature(entry["temperature"], bare_is_celsius=False),
        float(str(entry["thickness_mm"])),
        parse_contact(str(entry["contact"])),
    )
    return carry(skin, exposure, float(str(entry["contact_s"])), float(str(entry["gap_s"])))


def _what(stone: str | None, told: Mapping[str, str | None]) -> tuple[Material, float]:
    """What the stone is made of, and its thickness, mm: as it is named, or as it is told."""
    given = {option: word for option, word in told.items() if word is not None}
    if stone is not None:
        if given:
            raise StoneError(f"--stone {stone} says it all: leave {', '.join(given)} out")
        from stoneheater.interfaces.cli.shelf import one_stone  # noqa: PLC0415 - reads files

        named = one_stone(stone)
        return named.material, named.thickness_mm
    if lacking := next((option for option in told if option not in given), ""):
        raise click.UsageError(f"Missing option '{lacking}'; or name a stone with --stone.")
    parse_mass(given["--mass"])
    return _material(given["--material"]), parse_thickness(given["--thickness"])


def _material(text: str) -> Material:
    """A material; only one that is not in the table costs a look into the configuration."""
    if known := MATERIALS.get(text.strip().lower()):
        return known
    from stoneheater.interfaces.cli.shelf import one_material  # noqa: PLC0415 - reads files

    return one_material(text)


def _temperature_c(text: str) -> float:
    """A temperature; one that makes sense in the other unit only is asked about."""
    if question := suggestion(text):
        raise Stop(f"{text} is no stone's temperature: {question}")
    return parse_temperature(text, bare_is_celsius=True)
