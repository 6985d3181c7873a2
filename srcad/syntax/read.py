"""Read a syntax tree into the core language, form by form; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import gast

from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Exit,
    Expr,
    For,
    Function,
    Handler,
    If,
    Item,
    Name,
    Origin,
    Param,
    Return,
    Stmt,
    Target,
    Targets,
    Try,
    Update,
    While,
    With,
)
from ..names import GLOBALS
from .classes import read_class
from .generators import read_yield, read_yield_from
from .match import read_match
from .passing import in_passing

BINARY = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "LShift": "<<", "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
}  # fmt: skip
UNARY = {"USub": "neg", "UAdd": "pos", "Invert": "invert", "Not": "not"}
COMPARE = {
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not",
    "In": "in", "NotIn": "not in",
}  # fmt: skip
COMPREHENSIONS = {"ListComp": "list", "GeneratorExp": "generator", "SetComp": "set", "DictComp": "dict"}
REFUSED = {
    "AsyncFunctionDef": "async functions are not differentiated",
    "AsyncFor": "`async for` is not differentiated",
    "AsyncWith": "`async with` is not differentiated",
    "Await": "`await` is not differentiated",
    "Yield": "the value of a `yield` is not supported",
    "YieldFrom": "the value of a `yield from` is not supported",
    "TryStar": "`except*` is not supported",
}
HINTS = {
    **dict.fromkeys(("AsyncFunctionDef", "AsyncFor", "AsyncWith", "Await"), "Write it as a plain function."),
    "Yield": "Return a list or a tuple of the values instead.",
}


class Reader:
    """Reads the trees of one function; `where(node)` gives a node's place in the user's source."""

    def __init__(self, where: Callable[[gast.AST], Origin | None]) -> None:
        self.where = where
        self.count = 0
        self.globals: frozenset[str] = frozenset()  # names declared global

    def function(self, node: gast.AST, name: str) -> Function:
        """Read a definition or a lambda."""
        if type(node).__name__ == "AsyncFunctionDef":
            raise self.refuse(node, REFUSED["AsyncFunctionDef"])
        params = self.params(node.args)
        if isinstance(node, gast.Lambda):
            body: Block = (Return(self.expr(node.body), self.where(node)),)
            return Function(name, params, body, origin=self.where(node))
        outer, self.globals = self.globals, global_names(node.body)
        body = self.block(node.body)
        self.globals = outer
        return Function(name, params, body, origin=self.where(node))

    def params(self, args: gast.arguments) -> tuple[Param, ...]:
        """Read a parameter list, defaults included."""
        plain = [*args.posonlyargs, *args.args]
        defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
        found = []
        for i, (arg, default) in enumerate(zip(plain, defaults, strict=True)):
            kind = "posonly" if i < len(args.posonlyargs) else "plain"
            found.append(Param(arg.id, kind, None if default is None else self.expr(default)))
        if args.vararg is not None:
            found.append(Param(args.vararg.id, "star"))
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            found.append(Param(arg.id, "kwonly", None if default is None else self.expr(default)))
        if args.kwarg is not None:
            found.append(Param(args.kwarg.id, "starstar"))
        return tuple(found)

    def refuse(self, node: gast.AST, what: str, hint: str = "") -> UnsupportedSyntax:
        """Return the error for a form that is not differentiated."""
        return UnsupportedSyntax(what, self.where(node), hint=hint or HINTS.get(type(node).__name__, ""))

    # ------------------------------------------------------------ statements
    def block(self, nodes: list[gast.AST]) -> Block:
        """Read statements; a docstring or another bare constant is dropped."""
        return tuple(stmt for node in nodes for stmt in self.statement(node))

    def statement(self, node: gast.AST) -> list[Stmt]:
        """Read one statement, which may become several."""
        origin, kind = self.where(node), type(node).__name__
        if kind in REFUSED:
            raise self.refuse(node, REFUSED[kind])
        match kind:
            case "Expr" | "Assign" if isinstance(node.value, gast.Yield):
                return read_yield(self, node, origin)
            case "Expr" if isinstance(node.value, gast.YieldFrom):
                self.count += 1
                return read_yield_from(self, node, f"item_{self.count}", origin)
            case "Expr":
                return in_passing(self, node, origin)
            case "Assign":
                return self.assign(node, origin)
            case "AnnAssign":
                if node.value is None:
                    return []
                return [Assign(self.target(node.target), self.expr(node.value), origin)]
            case "AugAssign":
                target = self.target(node.target)
                assert not isinstance(target, Targets)
                return [Update(target, BINARY[type(node.op).__name__], self.expr(node.value), origin)]
            case "If":
                return [If(self.expr(node.test), self.block(node.body), self.block(node.orelse), origin)]
            case "For":
                target, iterable, body = self.target(node.target), self.expr(node.iter), self.block(node.body)
                if isinstance(target, Item):
                    self.count += 1
                    goal, target = target, Name(f"item_{self.count}")
                    body = (Assign(goal, target, origin), *body)
                return [For(target, iterable, body, orelse=self.block(node.orelse), origin=origin)]
            case "While":
                body, orelse = self.block(node.body), self.block(node.orelse)
                return [While(self.expr(node.test), body, orelse=orelse, origin=origin)]
            case "Break" | "Continue":
                return [Exit(kind.lower(), origin)]
            case "Return":
                return [Return(Const(None) if node.value is None else self.expr(node.value), origin)]
            case "Try":
                return [self.attempt(node, origin)]
            case "With":
                return [self.within(node, list(node.items), origin)]
            case "Match":
                self.count += 1
                return read_match(self, node, f"subject_{self.count}", origin)
            case "Pass" | "Global":
                return []
            case "Nonlocal":
                return [Do(Call("nonlocal", tuple(Const(name) for name in node.names), at=origin), origin)]
            case "FunctionDef":
                closure = Call("closure", (Const(self.function(node, node.name)),), at=origin)
                for decorator in reversed(node.decorator_list):
                    closure = Call("call", (self.expr(decorator), closure), at=self.where(decorator))
                return [Assign(Name(node.name), closure, origin)]
            case "ClassDef":
                return read_class(self, node, origin)
            case "Assert":
                message = () if node.msg is None else (self.expr(node.msg),)
                error = Call("call", (Name("AssertionError"), *message), at=origin)
                failed = Call("not", (self.expr(node.test),), at=origin)
                return [If(failed, (Do(Call("raise", (error,), at=origin), origin),), (), origin)]
            case "Raise":
                parts = [self.expr(part) for part in (node.exc, node.cause) if part is not None]
                return [Do(Call("raise", tuple(parts), at=origin), origin)]
            case "Delete":
                return [stmt for target in node.targets for stmt in self.delete(target, origin)]
            case "Import":
                return [
                    Assign(
                        Name(item.asname or item.name.partition(".")[0]),
                        Call("import", (Const(item.name), Const(bool(item.asname))), at=origin),
                        origin,
                    )
                    for item in node.names
                ]
            case "ImportFrom":
                module = Const("." * (node.level or 0) + (node.module or ""))
                return [
                    Assign(
                        Name(item.asname or item.name),
                        Call("." + item.name, (Call("import", (module, Const(item.name))),), at=origin),
                        origin,
                    )
                    for item in node.names
                ]
            case _:
                raise self.refuse(node, f"the statement {kind} is not supported")

    def attempt(self, node: gast.Try, origin: Origin | None) -> Stmt:
        """Read a `try`."""
        handlers = tuple(
            Handler(None if h.type is None else self.expr(h.type), _handler_name(h), self.block(h.body))
            for h in node.handlers
        )
        return Try(self.block(node.body), handlers, self.block(node.orelse), self.block(node.finalbody), origin)

    def within(self, node: gast.With, items: list[gast.withitem], origin: Origin | None) -> Stmt:
        """Read a `with`; several managers stand in each other, and `suppress` is a `try`."""
        first, *rest = items
        body = (self.within(node, rest, origin),) if rest else self.block(node.body)
        manager = self.expr(first.context_expr)
        if isinstance(manager, Call) and first.optional_vars is None:
            name = manager.args[0].id if manager.op == "call" and isinstance(manager.args[0], Name) else manager.op
            if name in ("suppress", ".suppress()"):
                classes = Call("tuple", manager.args[1:])
                return Try(body, (Handler(classes, "", ()),), origin=origin)
        target = None if first.optional_vars is None else self.target(first.optional_vars)
        return With(manager, target, body, origin)

    def delete(self, node: gast.AST, origin: Origin | None) -> list[Stmt]:
        """Read `del` of a name, of an item or of an attribute."""
        match node:
            case gast.Subscript():
                return [Do(Call("del", (self.expr(node.value), self.expr(node.slice)), at=origin), origin)]
            case gast.Attribute():
                return [Do(Call("delattr", (self.expr(node.value), Const(node.attr)), at=origin), origin)]
            case gast.Tuple() | gast.List():
                return [stmt for item in node.elts for stmt in self.delete(item, origin)]
            case _:
                return [Assign(self.target(node), Call("deleted", at=origin), origin)]

    def assign(self, node: gast.Assign, origin: Origin | None) -> list[Stmt]:
        """Read `a = b = e`: the value goes to the first name, or to a fresh one, and from there to the others."""
        value = self.expr(node.value)
        if len(node.targets) == 1:
            return [Assign(self.target(node.targets[0]), value, origin)]
        self.count += 1
        first = f"chained_{self.count}" if self.count > 1 else "chained"
        found: list[Stmt] = [Assign(Name(first), value, origin)]
        return found + [Assign(self.target(target), Name(first), origin) for target in node.targets]

    def target(self, node: gast.AST) -> Target:
        """Read the left side of an assignment."""
        match node:
            case gast.Name():
                return Item(Name(GLOBALS), Const(node.id)) if node.id in self.globals else Name(node.id)
            case gast.Subscript():
                return Item(self.expr(node.value), self.expr(node.slice))
            case gast.Attribute():
                return Item(self.expr(node.value), Const(node.attr), attribute=True)
            case gast.Tuple() | gast.List():
                stars = [i for i, item in enumerate(node.elts) if isinstance(item, gast.Starred)]
                items = [item.value if isinstance(item, gast.Starred) else item for item in node.elts]
                return Targets(tuple(self.target(item) for item in items), stars[0] if stars else -1)
            case _:
                raise self.refuse(node, "this target of an assignment is not supported")

    # ------------------------------------------------------------ expressions
    def exprs(self, nodes: list[gast.AST]) -> tuple[Expr, ...]:
        """Read several expressions."""
        return tuple(self.expr(node) for node in nodes)

    def expr(self, node: gast.AST) -> Expr:
        """Read an expression."""
        at = self.where(node)
        kind = type(node).__name__
        if kind in REFUSED:
            raise self.refuse(node, REFUSED[kind])
        match kind:
            case "Name":
                if node.id in self.globals:
                    return Call("[]", (Name(GLOBALS), Const(node.id)), at=at)
                return Name(node.id)
            case "Constant":
                return Const(node.value)
            case "BinOp":
                return Call(BINARY[type(node.op).__name__], (self.expr(node.left), self.expr(node.right)), at=at)
            case "UnaryOp":
                operand = self.expr(node.operand)
                if (
                    isinstance(node.op, gast.USub)
                    and isinstance(operand, Const)
                    and type(operand.value) in (int, float)
                ):
                    return Const(-operand.value)  # type: ignore[operator]
                return Call(UNARY[type(node.op).__name__], (operand,), at=at)
            case "BoolOp":
                return Call("and" if isinstance(node.op, gast.And) else "or", self.exprs(node.values), at=at)
            case "Compare":
                ops = [COMPARE[type(op).__name__] for op in node.ops]
                operands = (self.expr(node.left), *self.exprs(node.comparators))
                if len(ops) == 1:
                    return Call(ops[0], operands, at=at)
                return Call("chain", (Const(",".join(ops)), *operands), at=at)
            case "IfExp":
                return Call("ifelse", (self.expr(node.test), self.expr(node.body), self.expr(node.orelse)), at=at)
            case "Call":
                return self.call(node, at)
            case "Attribute":
                return Call("." + node.attr, (self.expr(node.value),), at=at)
            case "Subscript":
                return Call("[]", (self.expr(node.value), self.expr(node.slice)), at=at)
            case "Slice":
                bounds = (node.lower, node.upper, node.step)
                return Call("slice", tuple(Const(None) if b is None else self.expr(b) for b in bounds), at=at)
            case "Tuple" | "List" | "Set":
                return Call(kind.lower(), self.exprs(node.elts), at=at)
            case "Dict":
                pairs: list[Expr] = []
                for key, value in zip(node.keys, node.values, strict=True):
                    if key is None:
                        pairs.append(Call("starstar", (self.expr(value),)))
                    else:
                        pairs.append(Call("tuple", (self.expr(key), self.expr(value))))
                return Call("dict", tuple(pairs), at=at)
            case "Starred":
                return Call("star", (self.expr(node.value),), at=at)
            case "NamedExpr":
                return Call(":=", (Name(node.target.id), self.expr(node.value)), at=at)
            case "Lambda":
                return Call("closure", (Const(self.function(node, "<lambda>")),), at=at)
            case "JoinedStr":
                return Call("fstring", self.exprs(node.values), at=at)
            case "FormattedValue":
                conversion = "" if node.conversion < 0 else chr(node.conversion)
                spec = () if node.format_spec is None else (self.expr(node.format_spec),)
                return Call("formatted", (self.expr(node.value), Const(conversion), *spec), at=at)
            case _ if kind in COMPREHENSIONS:
                return self.comprehension(node, at)
            case _:
                raise self.refuse(node, f"the expression {kind} is not supported")

    def call(self, node: gast.Call, at: Origin | None) -> Expr:
        """Read a call: of a method or a module's function (`.name()`), or of any other expression (`call`)."""
        args = self.exprs(node.args)
        keywords = [(keyword.arg or "**", self.expr(keyword.value)) for keyword in node.keywords]
        if isinstance(node.func, gast.Attribute):
            return Call(f".{node.func.attr}()", (self.expr(node.func.value), *args), tuple(keywords), at)
        return Call("call", (self.expr(node.func), *args), tuple(keywords), at)

    def comprehension(self, node: gast.AST, at: Origin | None) -> Expr:
        """Read a comprehension as the loop that it stands for, whose innermost statement is `yield element`."""
        kind = COMPREHENSIONS[type(node).__name__]
        if kind == "dict":
            element: Expr = Call("tuple", (self.expr(node.key), self.expr(node.value)))
        else:
            element = self.expr(node.elt)
        body: Block = (Do(Call("yield", (element,), at=at), at),)
        for generator in reversed(node.generators):
            if generator.is_async:
                raise self.refuse(node, REFUSED["AsyncFor"])
            for test in reversed(generator.ifs):
                body = (If(self.expr(test), body, (), at),)
            body = (For(self.target(generator.target), self.expr(generator.iter), body, origin=at),)
        loop = Function("<comprehension>", (), body)
        return Call("comprehension", (Const(kind), Const(loop)), at=at)


def _handler_name(node: gast.ExceptHandler) -> str:
    name = node.name
    return "" if name is None else str(getattr(name, "id", name))


def global_names(nodes: list[gast.AST]) -> frozenset[str]:
    """Return the names that a function's own statements declare global."""
    found: frozenset[str] = frozenset()
    for node in nodes:
        if isinstance(node, gast.Global):
            found |= frozenset(node.names)
        for slot in ("body", "orelse", "finalbody", "handlers", "cases"):
            if not isinstance(node, gast.FunctionDef | gast.ClassDef | gast.Lambda):
                inner = getattr(node, slot, [])
                found |= global_names(inner if isinstance(inner, list) else [])
    return found


MODULES = frozenset({"np", "math", "cmath", "scipy"})
ROOTS: set[str] = set()  # with which the user's rules begin their names


@lru_cache(maxsize=4096)
def read_expression(text: str) -> Expr:
    """Read the text of a rule: `np.` and `math.` begin canonical names, a bare name that is called is a helper."""
    tree = gast.parse(text, mode="eval")
    return canonical(Reader(lambda node: None).expr(tree.body))


def canonical(expr: Expr) -> Expr:
    """Turn `np.linalg.norm(x)`, read as a method call, into the operation of that name; bare names likewise."""
    if not isinstance(expr, Call):
        return expr
    if expr.op == "call" and isinstance(expr.args[0], Name):
        return canonical(Call(expr.args[0].id, expr.args[1:], expr.keywords, expr.at))
    if expr.op.startswith("."):
        dotted = _dotted(expr.args[0])
        if dotted is not None and dotted.partition(".")[0] in MODULES | ROOTS:
            if expr.op.endswith("()"):
                return canonical(Call(dotted + expr.op[:-2], expr.args[1:], expr.keywords, expr.at))
            return Name(dotted + expr.op)
    return Call(
        expr.op,
        tuple(canonical(arg) for arg in expr.args),
        tuple((key, canonical(arg)) for key, arg in expr.keywords),
        expr.at,
    )


def _dotted(expr: Expr) -> str | None:
    if isinstance(expr, Name):
        return expr.id
    if isinstance(expr, Call) and expr.op.startswith(".") and not expr.op.endswith("()"):
        base = _dotted(expr.args[0])
        return None if base is None else base + expr.op
    return None
