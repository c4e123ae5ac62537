# SPDX-License-Identifier: MIT
"""The sentences about one stone.

The law of this file: what to do comes first, with the seconds; no client is named, since the
record keeps these sentences for ever, and no word says that a stone may safely stay.
"""

from stoneheater.core.placement import Placement


def left(placement: Placement, now_s: float, boot_id: str) -> str:
    """One sentence about a stone that lies."""
    where = f"{placement.stone.name} on the {placement.site}"
    if placement.boot_id != boot_id:
        return f"{where}: time unknown, check the client now."
    if placement.forecast.refused:
        return f"lift {where} now: {placement.forecast.reason}."
    left_s = placement.lift_at_s - now_s
    if left_s <= 0.0:
        return f"lift {where} now: {abs(left_s):.0f} s late."
    return f"{where}: lift within {left_s:.0f} s."


def ended(placement: Placement) -> str:
    """One sentence about a stone that was lifted; it names no client."""
    where, lifted = f"{placement.stone.name}", placement.lifted
    if lifted is None or not lifted.placed:
        return f"{where} was not laid."
    if lifted.contact_s is None or lifted.late_s is None:
        return f"{where} lifted from the {placement.site}; how long it lay is unknown."
    late = f", {lifted.late_s:.0f} s late" if lifted.late_s >= 1.0 else ""
    return f"{where} lifted from the {placement.site} after {lifted.contact_s:.0f} s{late}."
