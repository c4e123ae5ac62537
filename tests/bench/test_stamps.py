# SPDX-License-Identifier: MIT
"""Published tables are of the code as it is: whoever changes it measures again."""

from pathlib import Path

import pytest
from bench.fingerprint import fingerprint
from bench.fuzz import report as fuzz
from bench.load import report as load
from bench.soak import report as soak


def fuzzed(folder: Path) -> list[str]:
    """What the fuzzing feeds."""
    return fuzz.measured(fuzz.targets(folder))


@pytest.mark.parametrize("make", ["fuzz", "load", "soak"])
def test_a_table_is_of_the_code_as_it_is(make: str, tmp_path: Path) -> None:
    """`make fuzz`, `make load` and `make soak`, each for the files that its table speaks of."""
    pages = {
        "fuzz": (fuzz.PAGE, fuzzed(tmp_path)),
        "load": (load.PAGE, load.FILES),
        "soak": (soak.PAGE, soak.FILES),
    }
    page, files = pages[make]
    said = f"fingerprint `{fingerprint(f'../{file}' for file in files)}`"
    assert said in page.read_text(encoding="utf-8")
