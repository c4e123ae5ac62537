# SPDX-License-Identifier: MIT
"""What happened on the board, in the form in which it is kept.

The law of this file: an entry says everything that is needed to rebuild what it did, in values
that JSON carries unchanged; what could name a client stands in its private part and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from math import isfinite

from stoneheater.core.burn import Contact, Exposure, Forecast
from stoneheater.core.placement import Lifted, Placement
from stoneheater.core.site import parse_site
from stoneheater.core.stone import Material, Stone


class BoardError(ValueError):
    """An entry that cannot be read, or a request that cannot be; one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        text: one sentence that names no client.
        data: what it did; ``data["event"]`` says what it is.
        private: what could name a client.
    """

    text: str
    data: Mapping[str, object]
    private: Mapping[str, object] = field(default_factory=dict)

    @property
    def session_id(self) -> str:
        """Whose session it belongs to; empty for none."""
        return str(self.data.get("session_id", ""))


def text(data: Mapping[str, object], key: str) -> str:
    """A text of an entry."""
    value = data.get(key)
    if not isinstance(value, str):
        raise BoardError(f"{key} is {value!r} in the record, and not a text")
    return value


def number(data: Mapping[str, object], key: str) -> float:
    """A number of an entry."""
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BoardError(f"{key} is {value!r} in the record, and not a number")
    return float(value)


def number_or_none(data: Mapping[str, object], key: str) -> float | None:
    """A number of an entry, where there may be none."""
    return None if data.get(key) is None else number(data, key)


def texts(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A list of texts of an entry."""
    value = data.get(key)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise BoardError(f"{key} is {value!r} in the record, and not a list of texts")
    return tuple(value)


def table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    """A table of an entry."""
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise BoardError(f"{key} is {value!r} in the record, and not a table")
    return value


def placement_data(placement: Placement) -> dict[str, object]:
    """A placement that begins, as it is kept."""
    stone, exposure = placement.stone, placement.exposure
    return {
        "event": "stone.place",
        "session_id": placement.session_id,
        "placement_id": placement.placement_id,
        "stone": stone.name,
        "group": stone.group,
        "material": stone.material.name,
        "material_si": asdict(stone.material),
        "mass_kg": stone.mass_kg,
        "thickness_mm": stone.thickness_mm,
        "site": str(placement.site),
        "contact": exposure.contact.value,
        "dry": exposure.dry,
        "temperature_c": exposure.temperature_c,
        "at_s": placement.at_s,
        "boot_id": placement.boot_id,
        "forecast": asdict(placement.forecast),
    }


def placement_of(data: Mapping[str, object]) -> Placement:
    """A placement that begins, from how it was kept."""
    material_si = table(data, "material_si")
    numbers = [number(material_si, name.name) for name in fields(Material)[1:]]
    material = Material(text(data, "material"), *numbers)
    mass_kg, thickness_mm = number(data, "mass_kg"), number(data, "thickness_mm")
    stone = Stone(text(data, "stone"), material, mass_kg, thickness_mm, text(data, "group"))
    at_s, forecast = number(data, "at_s"), forecast_of(data)
    return Placement(
        placement_id=text(data, "placement_id"),
        session_id=text(data, "session_id"),
        stone=stone,
        exposure=Exposure(
            temperature_c=number(data, "temperature_c"),
            thickness_mm=thickness_mm,
            contact=Contact(text(data, "contact")),
            dry=data.get("dry") is True,
            material=material,
        ),
        site=parse_site(data.get("site")),
        boot_id=text(data, "boot_id"),
        at_s=at_s,
        faces_s=(at_s,),
        forecast=forecast,
        refused_at_once=forecast.refused,
    )


def forecast_of(data: Mapping[str, object]) -> Forecast:
    """The forecast of an entry."""
    kept = table(data, "forecast")
    said = {key: kept.get(key) for key in ("cap_reason", "reason")}
    return Forecast(
        lift_by_s=number(kept, "lift_by_s"),
        amber_s=number_or_none(kept, "amber_s"),
        red_s=number_or_none(kept, "red_s"),
        cap_s=number_or_none(kept, "cap_s"),
        cap_reason=None if said["cap_reason"] is None else text(said, "cap_reason"),
        omega_at_lift=number_or_none(kept, "omega_at_lift"),
        peak_basal_c=number_or_none(kept, "peak_basal_c"),
        refused=kept.get("refused") is True,
        reason=None if said["reason"] is None else text(said, "reason"),
    )


def lifted_of(data: Mapping[str, object]) -> Lifted:
    """How a placement ended, from how it was kept."""
    return Lifted(
        at_s=number(data, "at_s"),
        contact_s=number_or_none(data, "contact_s"),
        late_s=number_or_none(data, "late_s"),
        placed=data.get("placed") is not False,
    )
