# SPDX-License-Identifier: MIT
"""From the file on disk to a configuration that is safe to heat with.

The law of this file: there is one way in. Whoever holds a ``Config`` from ``load`` holds one whose
every bound and every combination was checked, or got an error that names all that is wrong.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from stoneheater.config.model import Config, ProbeSettings, SimulatedSettings
from stoneheater.config.strict import structure
from stoneheater.config.toml_file import ConfigError, Problem, read_toml
from stoneheater.config.unsafe import unsafe


def load(path: Path) -> Config:
    """Read and check the configuration.

    Args:
        path: the TOML file; ``simulated.bath`` in it counts from its folder.

    Returns:
        A complete configuration, with every probe named.

    Raises:
        ConfigError: nothing may run with this file; every reason is in it.
    """
    config = structure(Config, read_toml(path, guarded=True), path)
    config = attrs.evolve(config, probe=tuple(_named(config.probe)))
    if problems := [
        Problem(path, found.key, found.value, found.limit, found.next_step)
        for found in unsafe(config)
    ]:
        raise ConfigError(*problems)
    return attrs.evolve(config, simulated=_placed(config, path.parent))


def _named(probes: Sequence[ProbeSettings]) -> Iterator[ProbeSettings]:
    """Name what has no name after its role, counting within the role: bath, bath-2, element."""
    count: Counter[str] = Counter()
    for probe in probes:
        count[probe.role] += 1
        number = count[probe.role]
        default = probe.role if number == 1 else f"{probe.role}-{number}"
        yield attrs.evolve(probe, name=probe.name or default)


def _placed(config: Config, folder: Path) -> SimulatedSettings:
    bath = config.simulated.bath
    return attrs.evolve(config.simulated, bath=bath and folder.absolute() / bath)
