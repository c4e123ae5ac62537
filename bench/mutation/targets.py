# SPDX-License-Identifier: MIT
"""Which files are mutated, and which tests have to notice.

The law of this file: the first tests are those written for the file; the second are asked only
about what the first let pass, and are still tests of what the file decides.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One file.

    Attributes:
        file: its path below ``src/stoneheater``.
        tests: its own tests.
        also: those that use it, asked about survivors.
    """

    file: str
    tests: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Its name for ``import``."""
        return "stoneheater." + self.file.removesuffix(".py").replace("/", ".")


TARGETS = (
    Target("core/mode.py", ("tests/core/test_mode.py", "tests/test_pages.py")),
    Target("core/reading.py", ("tests/core/test_reading.py",), ("tests/core/test_probe.py",)),
    Target(
        "core/interlock.py",
        ("tests/core/test_interlock.py", "tests/test_pages.py"),
        ("tests/core/test_interlock_words.py",),
    ),
    Target("core/rule.py", ("tests/core/test_interlock.py", "tests/test_pages.py")),
    Target("core/inverted.py", ("tests/core/test_inverted.py",)),
    Target(
        "service/lease.py",
        ("tests/service/test_lease.py", "tests/service/test_lease_locks.py"),
        ("tests/service/test_loop.py",),
    ),
    Target(
        "interfaces/protocol.py",
        ("tests/interfaces/test_protocol.py", "tests/interfaces/test_protocol_words.py"),
    ),
    Target(
        "core/energy.py",
        (
            "tests/core/test_energy.py",
            "tests/core/test_fast_rise.py",
            "tests/core/test_rise_off.py",
        ),
        ("tests/test_pages.py",),
    ),
    Target("core/fast_rise.py", ("tests/core/test_fast_rise.py",)),
    Target("core/rise_off.py", ("tests/core/test_rise_off.py",)),
    Target("core/lead.py", ("tests/core/test_lead.py",)),
    Target("core/ration.py", ("tests/core/test_ration.py",), ("tests/baths/test_ration.py",)),
    Target(
        "core/heater.py",
        (
            "tests/core/test_heater.py",
            "tests/core/test_heater_counts.py",
            "tests/core/test_reset.py",
            "tests/core/test_click.py",
        ),
        (
            "tests/core/test_fault_heater.py",
            "tests/core/test_fault_bath.py",
            "tests/core/test_bath_health.py",
            "tests/baths/test_ration.py",
        ),
    ),
)
