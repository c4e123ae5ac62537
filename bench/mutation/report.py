# SPDX-License-Identifier: MIT
"""Do the tests notice? `make mutate` asks for every file; words after it name files.

The law of this file: what was counted goes to `results.json` and from there onto the page; a
survivor without an explanation stands there as what it is.
"""

import argparse
import json
import os
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.fingerprint import fingerprint
from bench.mutation.operators import Mutant, mutants
from bench.mutation.page import PAGE, RESULTS, page
from bench.mutation.targets import TARGETS, Target
from bench.mutation.trial import begin, make_ready, noticed
from bench.stamp import ROOT, commit

JOBS = 2
SOURCE = ROOT / "src" / "stoneheater"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one file.

    Attributes:
        made: the date.
        commit: what was measured.
        fingerprint: of the file.
        mutants: how many there are.
        survivors: line, place and change of those that no test noticed.
    """

    made: str
    commit: str
    fingerprint: str
    mutants: int
    survivors: Sequence[tuple[int, str, str]]


def every(target: Target) -> list[Mutant]:
    """All mutants of a file, in its order."""
    return list(mutants((SOURCE / target.file).read_text(encoding="utf-8"), target.file))


def unnoticed(target: Target, tried: Sequence[Mutant], tests: Sequence[str]) -> list[Mutant]:
    """Those that these tests let pass, in the order of the file."""
    left, at_work, passed = list(reversed(tried)), dict[int, Mutant](), list[Mutant]()
    while left or at_work:
        while left and len(at_work) < JOBS:
            mutant = left.pop()
            child = begin(target.module, str(SOURCE / target.file), mutant.code, tests)
            at_work[child] = mutant
        child, status = os.wait()
        mutant = at_work.pop(child)
        if not noticed(status):
            passed.append(mutant)
    return sorted(passed, key=lambda mutant: mutant.line)


def healthy(target: Target, tests: Sequence[str]) -> None:
    """See that the tests pass on the file as it is, or nothing that they notice means anything.

    Raises:
        RuntimeError: they do not.
    """
    path = SOURCE / target.file
    code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    child = begin(target.module, str(path), code, tests)
    if noticed(os.waitpid(child, 0)[1]):
        raise RuntimeError(f"{' '.join(tests)} fail on {target.file} as it is")


def judged(target: Target, left: Collection[str] | None = None) -> Result:
    """Try the mutants of one file; or only those that were left, if tests were added since."""
    there_are = every(target)
    tried = [m for m in there_are if left is None or f"{m.line} {m.what}" in left]
    for tests in filter(None, (target.tests, target.also)):
        healthy(target, tests)
    passed = unnoticed(target, tried, target.tests)
    if target.also and passed:
        passed = unnoticed(target, passed, target.also)
    return Result(
        datetime.now(UTC).strftime("%Y-%m-%d"),
        commit(),
        fingerprint([f"../{target.file}"]),
        len(there_are),
        [(mutant.line, mutant.within, mutant.what) for mutant in passed],
    )


def main(names: Sequence[str], *, only_left: bool) -> None:
    """Ask for these files, or for all; write results and page."""
    make_ready()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for target in TARGETS:
        if names and Path(target.file).stem not in names:
            continue
        began_s = time.monotonic()
        known = kept[target.file]["survivors"] if only_left else None
        left = None if known is None else {f"{line} {what}" for line, _, what in known}
        result = judged(target, left)
        kept[target.file] = asdict(result)
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        score = 1.0 - len(result.survivors) / result.mutants
        took_s = time.monotonic() - began_s
        print(
            f"{target.file}: {score:.1%} of {result.mutants} mutants noticed, {took_s:.0f} s",
            flush=True,
        )
        for line, within, what in result.survivors:
            print(f"  {line} {within}: {what}", flush=True)
    PAGE.write_text(page(kept), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *(Path(t.file).stem for t in TARGETS)])
    parser.add_argument("--left", action="store_true", help="only what survived the last time")
    given = parser.parse_args()
    main(given.names, only_left=given.left)
