# SPDX-License-Identifier: MIT
"""Everything off, now, past every lock and every thread that might be stuck.

The law of this file: it goes around the leases straight to the outputs, all of them at the same
time, and it returns within its deadline whatever they do. A closed output stays off.
"""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from stoneheater.ports import Hardware, Output


def switch_off(
    hardware: Hardware,
    deadline_s: float,
    spawn: Callable[..., threading.Thread] = threading.Thread,
) -> Sequence[str]:
    """Close every output for good.

    Args:
        hardware: whose outputs.
        deadline_s: how long to wait for them together, s.
        spawn: makes a thread; a computer that has none left gets it done one by one.

    Returns:
        The names of the outputs that did not confirm OFF in time; empty when all is well.
    """
    fitted = (
        ("heater", hardware.heater),
        ("enable", hardware.enable),
        ("heartbeat", hardware.heartbeat),
    )
    outputs = {name: output for name, output in fitted if output is not None}
    open_names = list(outputs)
    until_s = time.monotonic() + deadline_s
    threads: list[threading.Thread] = []
    for name, output in outputs.items():
        thread = spawn(target=partial(_close, output, name, open_names), daemon=True)
        try:
            thread.start()
        except RuntimeError:
            _close(output, name, open_names)
        else:
            threads.append(thread)
    for thread in threads:
        thread.join(max(0.0, until_s - time.monotonic()))
    return tuple(open_names)


def _close(output: Output, name: str, open_names: list[str]) -> None:
    """Close one output and cross it off; what a driver raises only means that it stays listed."""
    try:
        output.close()
    except Exception:  # noqa: BLE001 - a foreign driver may raise anything
        return
    open_names.remove(name)
