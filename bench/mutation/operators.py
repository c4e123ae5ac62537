# SPDX-License-Identifier: MIT
"""Small wrongs that a tired programmer could write, one at a time.

The law of this file: a mutant differs from the source in one place, and says in a few words where
and how. Annotations, docstrings, imports and decorators are left alone: they decide nothing.
"""

import ast
import copy
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
DROPPED = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Break, ast.Continue)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong.

    Attributes:
        line: where, in the source.
        within: the class and function around it.
        what: the old code and the new.
        code: the whole file with that one change, compiled; small, for many are kept.
    """

    line: int
    within: str
    what: str
    code: CodeType


def mutants(source: str, file: str = "mutant") -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    tree = ast.parse(source)
    places = sorted(_places(tree, ""), key=lambda place: (place[0].lineno, place[0].col_offset))
    for node, within in places:
        for changed in _changes(node):
            old, new = _shown(node), _shown(changed)
            with warnings.catch_warnings(action="ignore"):  # "is" with a number, on purpose
                code = compile(_with(tree, node, changed), file, "exec")
            yield Mutant(node.lineno, within, f"{old} -> {new}", code)


def _places(node: ast.AST, within: str) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """The nodes that may be changed, with the names of what they stand in."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "format_spec", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_docstring(child):
                continue
            inside = within
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inside = f"{within}.{child.name}".lstrip(".")
            if isinstance(child, ast.expr | ast.stmt):
                yield child, inside
            if not isinstance(child, ast.Import | ast.ImportFrom):
                yield from _places(child, inside)


def _is_docstring(node: ast.AST) -> bool:
    lone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return lone or (isinstance(node, ast.Expr) and node.value is None)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be changed to."""
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.Constant():
            yield from _constants(node)
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp() | ast.UnaryOp():
            yield from _operators(node)
        case ast.Name(id=name, ctx=ast.Load()) if name in NAMES:
            yield ast.Name(NAMES[name], ast.Load())
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.If(test=ast.Name() | ast.Attribute() | ast.Call() as test):
            yield ast.If(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)
        case ast.IfExp(test=ast.Name() | ast.Attribute() | ast.Call() as test):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)
    if isinstance(node, DROPPED):
        yield ast.Pass()


def _comparisons(node: ast.Compare) -> Iterator[ast.Compare]:
    for at, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            changed = copy.deepcopy(node)
            changed.ops[at] = other()
            yield changed


def _operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            yield ast.BinOp(left, ARITHMETIC[type(op)](), right)
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in ARITHMETIC:
            yield ast.AugAssign(target, ARITHMETIC[type(op)](), value)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand


def _constants(node: ast.Constant) -> Iterator[ast.Constant]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant(f"XX{value}")
    elif value is None:
        yield ast.Constant(1)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(tree: ast.Module, node: ast.AST, changed: ast.AST) -> ast.Module:
    """A copy of the tree with one node replaced."""
    memo: dict[int, object] = {id(node): ast.copy_location(copy.deepcopy(changed), node)}
    return ast.fix_missing_locations(copy.deepcopy(tree, memo))


def _shown(node: ast.AST) -> str:
    """A node on one short line."""
    copied = ast.fix_missing_locations(copy.deepcopy(node))
    return " ".join(ast.unparse(copied).split())[:90]
