"""Write the core language as Python text, with the user's statements as comments beside their adjoints."""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Do,
    Exit,
    Expr,
    For,
    Function,
    If,
    Item,
    Name,
    Origin,
    Param,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    rebuild,
    statements,
    subexpressions,
)
from .wrap import wrapped

with warnings.catch_warnings():  # astor 0.8 reads deprecated names of `ast` when imported
    warnings.simplefilter("ignore")
    import astor

BINARY: dict[str, ast.operator] = {
    "+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div(), "//": ast.FloorDiv(), "%": ast.Mod(),
    "**": ast.Pow(), "@": ast.MatMult(), "<<": ast.LShift(), ">>": ast.RShift(), "&": ast.BitAnd(),
    "|": ast.BitOr(), "^": ast.BitXor(),
}  # fmt: skip
UNARY: dict[str, ast.unaryop] = {"neg": ast.USub(), "pos": ast.UAdd(), "invert": ast.Invert(), "not": ast.Not()}
COMPARE: dict[str, ast.cmpop] = {
    "==": ast.Eq(), "!=": ast.NotEq(), "<": ast.Lt(), "<=": ast.LtE(), ">": ast.Gt(), ">=": ast.GtE(), "is": ast.Is(),
    "is not": ast.IsNot(), "in": ast.In(), "not in": ast.NotIn(),
}  # fmt: skip
TOGETHER = 8
REMEMBERED = 1 << 14  # texts of statements and expressions
LOAD = ast.Load()
STORE = ast.Store()


def write(function: Function, commented: bool = False) -> str:
    """Return a function as Python text.

    The user's statement stands as a comment beside the first statement of its adjoint: after the line `# backward`, or
    everywhere if `commented`.
    """
    return write_lines(function, commented)[0]


def write_lines(function: Function, commented: bool = False) -> tuple[str, tuple[Origin | None, ...]]:
    """Return a function as Python text, and for each line the user's statement that it comes from."""
    writer = _Writer(commented)
    lines, origins = [], []
    for line in writer.function(function):
        lines.append(line)
        origins.append(writer.origin)
    return "\n".join(lines) + "\n", tuple(origins)


@lru_cache(maxsize=REMEMBERED)
def write_expression(expr: Expr) -> str:
    """Return an expression as Python text."""
    return _print(ast.Expr(expression(expr)))


@lru_cache(maxsize=REMEMBERED)
def printed(stmt: Stmt) -> tuple[str, ...]:
    """Return the lines of a simple statement. The stages of a function, and its modes, share most of them."""
    return tuple(line for node in statement(stmt) for line in _print(node).split("\n"))


class _Writer:
    def __init__(self, commented: bool) -> None:
        self.commented = commented
        self.last: Origin | None = None  # what was shown as a comment
        self.origin: Origin | None = None  # what the present line comes from

    def function(self, function: Function) -> Iterator[str]:
        yield f"def {function.name}({', '.join(self.params(function.params))}):"
        if function.doc:
            yield f'    """{function.doc}"""'
        yield from self.block(function.body, "    ")

    def params(self, params: tuple[Param, ...]) -> Iterator[str]:
        starred = any(param.kind == "star" for param in params)
        for i, param in enumerate(params):
            if param.kind == "kwonly" and not starred:
                starred = True
                yield "*"
            mark = {"star": "*", "starstar": "**"}.get(param.kind, "")
            default = "" if param.default is None else "=" + write_expression(param.default)
            yield mark + param.name + default
            last_positional = param.kind == "posonly" and (i + 1 == len(params) or params[i + 1].kind != "posonly")
            if last_positional:
                yield "/"

    def block(self, block: Block, indent: str) -> Iterator[str]:
        if all(isinstance(stmt, Comment) for stmt in block):
            yield from (indent + "# " + stmt.text for stmt in block if isinstance(stmt, Comment))
            yield indent + "pass"
            return
        unset: list[ast.expr] = []  # names that begin as None, on one line
        for stmt in (*block, None):
            if isinstance(stmt, Assign) and stmt.value == Const(None) and stmt.origin is None and len(unset) < TOGETHER:
                unset.append(target(stmt.target))
                continue
            if unset:
                yield indent + _print(ast.Assign(unset, constant(None)))
                unset = []
            if stmt is not None:
                yield from self.statement(stmt, indent)

    def statement(self, stmt: Stmt, indent: str) -> Iterator[str]:
        self.origin = getattr(stmt, "origin", None) or self.origin
        match stmt:
            case Comment(text):
                self.commented = self.commented or text == "backward"
                yield f"{indent}# {text}"
            case If(condition, body, orelse):
                yield from self.branch("if", condition, body, orelse, indent)
            case For() | While():
                yield from self.loop(stmt, indent)
            case _:
                *lines, last = printed(stmt)
                yield from (indent + line for line in (*lines, last + self.comment(stmt.origin)))

    def branch(self, word: str, condition: Expr, body: Block, orelse: Block, indent: str) -> Iterator[str]:
        if isinstance(condition, Call) and condition.op in ("attempt", "within"):
            yield from self.guard(condition, body, orelse, indent)
            return
        yield f"{indent}{word} {write_expression(condition)}:"
        yield from self.block(body, indent + "    ")
        if len(orelse) == 1 and isinstance(orelse[0], If) and not is_guard(orelse[0]):
            inner = orelse[0]
            yield from self.branch("elif", inner.condition, inner.body, inner.orelse, indent)
        elif orelse:
            yield indent + "else:"
            yield from self.block(orelse, indent + "    ")

    def guard(self, condition: Call, body: Block, orelse: Block, indent: str) -> Iterator[str]:
        if condition.op == "within":
            target = condition.args[1]
            name = f" as {target.value}" if isinstance(target, Const) and target.value is not None else ""
            yield f"{indent}with {write_expression(condition.args[0])}{name}:"
            yield from self.block(body, indent + "    ")
            return
        yield indent + "try:"
        yield from self.block(body, indent + "    ")
        read = any(
            isinstance(part, Call) and part.op == "caught" for stmt in statements(orelse) for part in parts_of(stmt)
        )
        error = condition.args[2]
        assert isinstance(error, Const)
        classes = write_expression(condition.args[0])
        if isinstance(condition.args[0], Call) and condition.args[0].op == "tuple":
            classes = f"({classes.strip('()')})"
        yield f"{indent}except {classes}{f' as {error.value}' if read else ''}:"
        yield from self.block(orelse, indent + "    ")

    def loop(self, loop: For | While, indent: str) -> Iterator[str]:
        if isinstance(loop, For):
            yield f"{indent}for {_bare(target(loop.target))} in {write_expression(loop.iterable)}:"
        else:
            yield f"{indent}while {write_expression(loop.condition)}:"
        leave: Block = () if loop.stop is None else (If(loop.stop, (Exit("break"),)),)
        if loop.stop == Const(True):
            leave = (Exit("break"),)
        yield from self.block((*loop.body, *leave), indent + "    ")
        if loop.orelse:
            yield indent + "else:"
            yield from self.block(loop.orelse, indent + "    ")

    def comment(self, origin: Origin | None) -> str:
        if not self.commented or origin is None or not origin.text or origin == self.last:
            return ""
        self.last = origin
        return "  # " + origin.text


def parts_of(stmt: Stmt) -> Iterator[Expr]:
    """Yield the expressions of a statement itself, and those inside them."""
    for slot in ("value", "condition", "iterable", "stop"):
        expr = getattr(stmt, slot, None)
        if isinstance(expr, Name | Const | Call):
            yield from subexpressions(expr)


def statement(stmt: Stmt) -> list[ast.stmt]:
    """Return the syntax trees of a simple statement."""
    match stmt:
        case Assign(goal, value):
            return [ast.Assign([target(goal)], expression(_spelled(value)))]
        case Update(goal, op, value):
            return [ast.AugAssign(target(goal), BINARY[op], expression(value))]  # type: ignore[arg-type]
        case Push(stack, value):
            method = ast.Attribute(ast.Name(stack, LOAD), "append", LOAD)
            return [ast.Expr(ast.Call(method, [expression(_spelled(value))], []))]
        case Pop(goal, stack):
            method = ast.Attribute(ast.Name(stack, LOAD), "pop", LOAD)
            return [ast.Assign([target(goal)], ast.Call(method, [], []))]
        case Do(Call("raise", args)):
            parts = [expression(arg) for arg in args]
            return [ast.Raise(*[*parts, None, None][:2])]
        case Do(Call("del", (base, index))):
            return [ast.Delete([ast.Subscript(expression(base), expression(index), ast.Del())])]
        case Do(Call("setitem", (base, index, value))):
            return [ast.Assign([ast.Subscript(expression(base), expression(index), STORE)], expression(value))]
        case Do(Call("setattr", (base, Const(str() as name), value))):
            return [ast.Assign([ast.Attribute(expression(base), name, STORE)], expression(value))]
        case Do(value):
            return [ast.Expr(expression(value))]
        case Return(value):
            return [ast.Return(expression(value))]
        case Exit("break"):
            return [ast.Break()]
        case Exit():
            return [ast.Continue()]
        case _:
            raise AssertionError(f"not a simple statement: {stmt}")


def target(goal: Target) -> ast.expr:
    """Return the syntax tree of a target."""
    match goal:
        case Name(id):
            return ast.Name(id, STORE)
        case Item(base, Const(str() as name), True):
            return ast.Attribute(expression(base), name, STORE)
        case Item(base, index):
            return ast.Subscript(expression(base), expression(index), STORE)
        case Targets(items, star):
            parts = [target(item) for item in items]
            if star >= 0:
                parts[star] = ast.Starred(parts[star], STORE)
            return ast.Tuple(parts, STORE)


def expression(expr: Expr) -> ast.expr:
    """Return the syntax tree of an expression."""
    match expr:
        case Name(id):
            return _dotted(id)
        case Const(value):
            return constant(value)
        case Call(op, (left, right)) if op in BINARY:
            return ast.BinOp(expression(left), BINARY[op], expression(right))
        case Call(op, (operand,)) if op in UNARY:
            return ast.UnaryOp(UNARY[op], expression(operand))
        case Call(op, (left, right)) if op in COMPARE:
            return ast.Compare(expression(left), [COMPARE[op]], [expression(right)])
        case Call("chain", (Const(str() as ops), left, *rest)):
            comparators = [expression(arg) for arg in rest]
            return ast.Compare(expression(left), [COMPARE[op] for op in ops.split(",")], comparators)
        case Call("and" | "or" as op, args):
            return ast.BoolOp(ast.And() if op == "and" else ast.Or(), [expression(arg) for arg in args])
        case Call("ifelse", (condition, body, orelse)):
            return ast.IfExp(expression(condition), expression(body), expression(orelse))
        case Call("[]", (base, index)):
            return ast.Subscript(expression(base), expression(index), LOAD)
        case Call("slice", bounds):
            lower, upper, step = (None if bound == Const(None) else expression(bound) for bound in bounds)
            return ast.Slice(lower, upper, step)
        case Call("tuple", args):
            return ast.Tuple([expression(arg) for arg in args], LOAD)
        case Call("as_list", (arg,)):
            return _call(ast.Name("list", LOAD), [arg], expr)
        case Call("list", args):
            return ast.List([expression(arg) for arg in args], LOAD)
        case Call("set", args):
            return ast.Set([expression(arg) for arg in args])
        case Call("dict", args):
            return dictionary(args)
        case Call("caught", (Const(str() as name),)):
            return ast.Name(name, LOAD)
        case Call("star", (arg,)):
            return ast.Starred(expression(arg), LOAD)
        case Call("fstring", args):
            return ast.JoinedStr([expression(arg) for arg in args])
        case Call("formatted", (value, Const(str() as conversion), *spec)):
            return ast.FormattedValue(
                expression(value), ord(conversion) if conversion else -1, expression(spec[0]) if spec else None
            )
        case Call(op, (base, *args)) if op.startswith(".") and op.endswith("()"):
            return _call(ast.Attribute(expression(base), op[1:-2], LOAD), args, expr)
        case Call(op, (base,)) if op.startswith("."):
            return ast.Attribute(expression(base), op[1:], LOAD)
        case Call("call" | "passive", (function, *args)):
            return _call(expression(function), args, expr)
        case Call(op, args):
            return _call(_dotted(op), list(args), expr)


def _spelled(index: Expr) -> Expr:
    """Return an index as a value of its own: `slice(1, None, None)` for `1:`."""
    match index:
        case Call("slice", bounds):
            return Call("call", (Name("slice"), *bounds))
        case Call("tuple"):
            return rebuild(index, _spelled)
        case _:
            return index


def _call(function: ast.expr, args: list[Expr], call: Call) -> ast.Call:
    keywords = [ast.keyword(None if key == "**" else key, expression(arg)) for key, arg in call.keywords]
    return ast.Call(function, [expression(_spelled(arg)) for arg in args], keywords)


def dictionary(pairs: tuple[Expr, ...]) -> ast.Dict:
    """Return the syntax tree of a dict display."""
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for pair in pairs:
        assert isinstance(pair, Call)
        if pair.op == "starstar":
            keys.append(None)
            values.append(expression(pair.args[0]))
        else:
            keys.append(expression(pair.args[0]))
            values.append(expression(pair.args[1]))
    return ast.Dict(keys, values)


def constant(value: Any) -> ast.expr:
    """Return the syntax tree of a literal, as the parser would make it (a minus sign apart, infinities by name)."""
    if isinstance(value, float) and not math.isfinite(value):
        name: ast.expr = _dotted("np.nan" if math.isnan(value) else "np.inf")
        return ast.UnaryOp(ast.USub(), name) if value < 0 else name
    if isinstance(value, complex) and (value.real != 0 or not math.isfinite(value.imag)):
        return ast.Call(ast.Name("complex", LOAD), [constant(value.real), constant(value.imag)], [])
    if isinstance(value, int | float) and not isinstance(value, bool) and (value < 0 or math.copysign(1, value) < 0):
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def _dotted(name: str) -> ast.expr:
    first, *rest = name.split(".")
    node: ast.expr = ast.Name(first, LOAD)
    for part in rest:
        node = ast.Attribute(node, part, LOAD)
    return node


def _bare(node: ast.expr) -> str:
    return (
        ", ".join(_print(ast.Expr(item)) for item in node.elts)
        if isinstance(node, ast.Tuple)
        else _print(ast.Expr(node))
    )


def _print(node: ast.stmt) -> str:
    """Print a statement with astor if the text reads back as the same tree, else with `ast.unparse`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = wrapped(str(astor.to_source(node, pretty_source="".join)).strip("\n"))
        if _same(ast.parse(text).body[0], node):
            return text
    except Exception:  # astor fails on syntax newer than itself; what it prints is checked, so nothing is lost
        pass
    return ast.unparse(ast.fix_missing_locations(node))


def _same(one: Any, other: Any) -> bool:
    """Whether two syntax trees are equal, apart from their places in a text."""
    if isinstance(one, ast.Constant):
        return isinstance(other, ast.Constant) and Const(one.value) == Const(other.value)
    if isinstance(one, ast.AST):
        if type(one) is not type(other):
            return False
        return all(_same(getattr(one, slot, None), getattr(other, slot, None)) for slot in one._fields)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and one == other
