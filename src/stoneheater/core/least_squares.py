# SPDX-License-Identifier: MIT
"""A few lines of linear algebra: normal equations by Cholesky's method, a step within bounds.

The law of this file: small dense matrices only, as lists of rows; nothing here knows a bath. (A
library would bring more than the daemon may weigh: numpy alone is 30 MB.)
"""

from collections.abc import Sequence
from math import sqrt
from operator import mul

Vector = list[float]
Matrix = list[Vector]
Bound = tuple[float, float]

LEAST_PIVOT = 1e-12


def normal_equations(columns: Sequence[Vector], off: Vector) -> tuple[Matrix, Vector]:
    """The Hessian and the gradient of half the sum of squares of ``off``.

    Args:
        columns: the derivative of ``off`` by each parameter.
        off: the residuals.
    """
    size = len(columns)
    hessian = [[0.0] * size for _ in range(size)]
    for i, column in enumerate(columns):
        for j in range(i + 1):
            dot = sum(map(mul, column, columns[j]))
            hessian[i][j] = hessian[j][i] = dot
    return hessian, [sum(map(mul, column, off)) for column in columns]


def factor(matrix: Matrix) -> Matrix:
    """Cholesky's lower triangle of a symmetric matrix; a pivot that is not positive is made so."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            row, other = lower[i][:j], lower[j][:j]
            rest = matrix[i][j] - sum(a * b for a, b in zip(row, other, strict=True))
            lower[i][j] = sqrt(max(rest, LEAST_PIVOT)) if i == j else rest / lower[j][j]
    return lower


def solve(lower: Matrix, right: Sequence[float]) -> Vector:
    """The solution for one right-hand side, by the triangle of `factor`."""
    size = len(lower)
    forward: Vector = []
    for i in range(size):
        rest = right[i] - sum(a * b for a, b in zip(lower[i][:i], forward, strict=True))
        forward.append(rest / lower[i][i])
    back = [0.0] * size
    for i in reversed(range(size)):
        rest = forward[i] - sum(lower[k][i] * back[k] for k in range(i + 1, size))
        back[i] = rest / lower[i][i]
    return back


def inverse(matrix: Matrix) -> Matrix:
    """The inverse of a symmetric positive matrix."""
    lower, size = factor(matrix), len(matrix)
    units = ([float(i == k) for i in range(size)] for k in range(size))
    return [solve(lower, unit) for unit in units]


def diagonal(values: Sequence[float]) -> Matrix:
    """The matrix with these values on its diagonal."""
    size = len(values)
    return [[value if i == j else 0.0 for j in range(size)] for i, value in enumerate(values)]


def bounded_step(
    theta: Vector, hessian: Matrix, slope: Vector, damping: float, bounds: Sequence[Bound]
) -> Vector:
    """The numbers one step downhill, within the bounds.

    A number that lies at its bound and would leave it stays there, and the others step as if it
    were known: to cut its step off afterwards would leave theirs short, and the search stuck.
    """
    damped = [list(row) for row in hessian]
    for i, row in enumerate(damped):
        row[i] *= 1.0 + damping
    slope = list(slope)
    while True:
        step = solve(factor(damped), slope)
        leaving = [i for i, bound in enumerate(bounds) if _leaves(theta[i], step[i], bound)]
        if not leaving:
            break
        for i in leaving:
            _hold(damped, slope, i)
    return [
        min(max(t - s, low), high) for t, s, (low, high) in zip(theta, step, bounds, strict=True)
    ]


def _leaves(value: float, step: float, bound: Bound) -> bool:
    """Whether a number at one of its bounds would step over it."""
    low, high = bound
    return (value <= low and step > 0.0) or (value >= high and step < 0.0)


def _hold(matrix: Matrix, slope: Vector, i: int) -> None:
    """Take one number out of the equations: its step is nothing."""
    for k, row in enumerate(matrix):
        row[i] = matrix[i][k] = 0.0
    matrix[i][i], slope[i] = 1.0, 0.0
