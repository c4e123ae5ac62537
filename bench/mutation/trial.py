# SPDX-License-Identifier: MIT
"""Whether tests notice a mutant: one forked process each, so that none remembers another.

The law of this file: the source on the disk is never touched; a mutant lives in the memory of a
process that ends. Whoever hangs is noticed: its time is up.
"""

import gc
import importlib.abc
import importlib.machinery
import os
import signal
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType

import hypothesis.strategies  # noqa: F401 - once here, and not in every child
import pytest

PATIENCE_S = 240
SAID = frozenset({pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED})
ANEW = ("stoneheater", "support", "tests")
"""What a child imports for itself, so that it meets the mutant."""

WARMING = "tests/test_paths.py"
"""Tests that import nothing of what is mutated."""

PLUGIN = "_hypothesis_pytestplugin"
PLAIN = ("-x", "-q", "-p", PLUGIN, "-p", "no:cacheprovider", "--hypothesis-seed=0")
ALONE = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives out the mutant wherever its module is imported."""

    def __init__(self, name: str, file: str, code: CodeType) -> None:
        self._name, self._file, self._code = name, file, code

    def find_spec(
        self, fullname: str, _path: object, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The mutant's module, and no other."""
        if fullname != self._name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self._file)

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant as the module."""
        module.__file__ = self._file
        exec(self._code, module.__dict__)  # noqa: S102 - that is what a mutant is for


def make_ready() -> None:
    """Import once, here, what every child needs, and keep it out of the collector's hands."""
    os.environ[ALONE] = "1"
    pytest.main(["-q", "-p", PLUGIN, "-p", "no:cacheprovider", "--collect-only", WARMING])
    gc.collect()
    gc.freeze()


def begin(name: str, file: str, code: CodeType, tests: Sequence[str]) -> int:
    """Start the tests on a mutant; the process id."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _be(name, file, code, tests)
    return child


def noticed(status: int) -> bool:
    """Whether the tests failed, from what `os.wait` said; ended by the clock counts.

    Raises:
        RuntimeError: the tests did not run at all, which says nothing.
    """
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) not in SAID:
        raise RuntimeError(f"pytest ended with {os.WEXITSTATUS(status)}: the tests did not run")
    return status != 0


def _be(name: str, file: str, code: CodeType, tests: Sequence[str]) -> None:
    """In the child: become the mutant, run, end."""
    ended = 1
    try:
        os.setsid()
        os.environ[ALONE] = "1"
        signal.alarm(PATIENCE_S)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        for known in [name for name in sys.modules if name.startswith(ANEW)]:
            del sys.modules[known]
        sys.meta_path.insert(0, Instead(name, file, code))
        ended = int(pytest.main([*PLAIN, *tests]))
    finally:
        os._exit(min(ended, 100))
