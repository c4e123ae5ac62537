# SPDX-License-Identifier: MIT
"""A few lines of linear algebra, against a library that the daemon cannot afford."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.least_squares import (
    LEAST_PIVOT,
    diagonal,
    factor,
    inverse,
    normal_equations,
    solve,
)

Column = list[float]


def columns(seed: int, size: int, rows: int = 40) -> list[Column]:
    """Columns as a fit has them: far from each other in scale, and not quite independent."""
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(size, rows))
    matrix[1:] += 0.5 * matrix[:-1]
    made: list[Column] = (matrix * 10.0 ** chance.uniform(-2, 2, (size, 1))).tolist()
    return made


PROBLEMS = st.tuples(st.integers(0, 10_000), st.integers(2, 9)).map(lambda made: columns(*made))


@given(PROBLEMS)
def test_normal_equations_are_products_of_the_columns(given_columns: list[Column]) -> None:
    """Each entry is the product of two columns; the gradient is that of each with what is off."""
    *by_parameter, off = given_columns
    hessian, slope = normal_equations(by_parameter, off)
    jacobian = np.array(by_parameter).T
    assert np.allclose(hessian, jacobian.T @ jacobian)
    assert np.allclose(slope, jacobian.T @ np.array(off))


@given(PROBLEMS)
def test_the_triangle_is_choleskys(given_columns: list[Column]) -> None:
    """The library's own factor, with nothing above the diagonal."""
    hessian, _ = normal_equations(given_columns, given_columns[0])
    assert np.allclose(factor(hessian), np.linalg.cholesky(np.array(hessian)), rtol=1e-6)


@given(PROBLEMS, st.integers(0, 10_000))
def test_the_solution_solves(given_columns: list[Column], seed: int) -> None:
    """Any right-hand side, as the library solves it."""
    hessian, _ = normal_equations(given_columns, given_columns[0])
    right: Column = np.random.default_rng(seed).normal(size=len(hessian)).tolist()
    expected = np.linalg.solve(np.array(hessian), np.array(right))
    assert np.allclose(solve(factor(hessian), right), expected, rtol=1e-6)


@given(PROBLEMS)
def test_the_inverse_is_the_inverse(given_columns: list[Column]) -> None:
    """As the library has it, whatever the scales."""
    hessian, _ = normal_equations(given_columns, given_columns[0])
    assert np.allclose(inverse(hessian), np.linalg.inv(np.array(hessian)), rtol=1e-6)
    assert np.allclose(np.array(inverse(hessian)) @ np.array(hessian), np.eye(len(hessian)))


def test_a_diagonal_matrix_has_nothing_beside_its_diagonal() -> None:
    """And its inverse is that of each value for itself."""
    assert diagonal([4.0, 0.25]) == [[4.0, 0.0], [0.0, 0.25]]
    assert inverse(diagonal([4.0, 0.25])) == [[0.25, 0.0], [0.0, 4.0]]


def test_a_line_through_points_is_found() -> None:
    """Three points on a line: one step from anywhere is the line, and nothing is left over."""
    at = [0.0, 1.0, 2.0]
    off = [0.0 - 5.0, 0.0 - 7.0, 0.0 - 9.0]
    hessian, slope = normal_equations([[1.0, 1.0, 1.0], at], off)
    assert solve(factor(hessian), [-s for s in slope]) == pytest.approx([5.0, 2.0])


def test_what_the_data_do_not_tell_is_not_divided_by_nothing() -> None:
    """Two parameters that do the same: the factor exists, and their doubt is vast, not an error."""
    same = [1.0, 2.0, 3.0]
    hessian, _ = normal_equations([same, same], same)
    assert factor(hessian)[1][1] == sqrt(LEAST_PIVOT)
    assert min(row[i] for i, row in enumerate(inverse(hessian))) > 1e8
