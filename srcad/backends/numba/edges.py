"""What a compiled function is given: leaves of arguments, tangents and seeds, and what a forward part saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...analyse.infer import infer
from ...ir import Assign, Block, Call, Const, Expr, Function, Name, Return, Stmt, Targets, all_definitions, all_reads
from ...kinds import Array, Kind, ListOf, Scalar
from ...program import Parts, Program, Wrt, at_path
from ...simplify.operations import map_expr
from ...specialise.values import Group, Leaf, Value
from .facts import refuse
from .mixed import split_between


@dataclass
class Given:
    """The kinds of what a function gets by name, and the expressions that read it from the parameters."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    paths: dict[Expr, str] = field(default_factory=dict)

    def add(self, value: Value, path: Expr, name: str) -> None:
        """Add the leaves of a structure, found at a path."""
        match value:
            case Leaf(kind=kind):
                self.kinds[name] = kind
                if path != Name(name):
                    self.paths[path] = name
            case Group(maker, keys, items):
                for i, (key, item) in enumerate(zip(keys, items, strict=True)):
                    if maker in (tuple, list, dict) or issubclass(maker, tuple):
                        inner: Expr = Call("[]", (path, Const(key if maker is dict else i)))
                    else:
                        inner = Call(f".{key}", (path,))
                    self.add(item, inner, f"{name}_{key if maker is dict else i}")
            case _:
                pass


def given_to(role: str, position: int, parts: Parts, program: Program, wrt: Wrt) -> Given:
    """Return what the function of a role gets."""
    found = Given()
    if role != "backward":
        found.kinds |= program.given
        found.paths |= {i.path: i.name for i in program.inputs if i.path != Name(i.name)}
        for stmt in program.free_reads:
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name):
                found.paths[stmt.value] = stmt.target.id
        for free in program.spec.specialiser.free.values():
            if isinstance(free.value, Group):
                outside = next((path for path, name in found.paths.items() if name == free.name), Name(free.name))
                found.add(free.value, Name(free.name), free.name)
                found.add(free.value, outside, free.name)
    if role == "jvp":
        tangents = parts[position][1][len(program.spec.function.params) :]
        for param, path in zip(tangents, wrt, strict=True):
            found.add(at_path(program.spec.arguments, path), Name(param.name), param.name)
    if role == "backward":
        result = program.result
        found.add(with_kinds(result, program.kinds), Name("seed"), "seed")
        first = parts[position][2][:1]
        made = infer(parts[position - 1][2], program.given, {**program.hints, **program.kinds})
        match first:
            case (Assign(Targets(items), Name("saved")),):
                for item in items:
                    if isinstance(item, Name) and item.id in made:
                        found.kinds[item.id] = made[item.id]
            case _:
                pass
    return found


def with_arguments_apart(parts: Parts, program: Program, wrt: Wrt) -> Parts:
    """Return what answers a request; of arguments that are containers go the parts that are read to a pullback.

    return value, (params, h)                       return value, (params_w, h)
    params, h = saved                       becomes params_w, h = saved
    bx = params["w"] * h                            bx = params_w * h
    """
    if [role for role, _, _ in parts] != ["forward", "backward"]:
        return parts
    (forward, params, first), (backward, taken, second) = parts
    paths = given_to(forward, 0, parts, program, wrt).paths
    if not paths:
        return parts
    match first[-1], second[:1]:
        case Return(Call("tuple", (value, Call("tuple", saved)))) as end, (Assign(Targets(), Name("saved")) as start,):
            pass
        case _:
            return parts
    rest = tuple(map_expr(stmt, lambda expr: by_name(expr, paths)) for stmt in second[1:])
    read = all_reads(rest)
    own = {name: root for path, name in paths.items() if (root := root_of(path)) is not None}
    split = {arg.id for arg in saved if isinstance(arg, Name) and arg.id in own.values()} - read
    kept = [arg for arg in saved if isinstance(arg, Name) and arg.id not in split]
    more = [Name(name) for name in own if own[name] in split and name in read and Name(name) not in kept]
    anew = all_definitions(tuple(stmt for stmt in first if by_name_alone(stmt, paths) is None))
    if not split or len(kept) + len(split) < len(saved) or any(name.id in anew for name in more):
        return parts
    names = (*kept, *more)
    end = replace(end, value=Call("tuple", (value, Call("tuple", names))))
    second = (replace(start, target=Targets(names)), *rest)
    return (forward, params, (*first[:-1], end)), (backward, taken, second)


def by_name_alone(stmt: Stmt, paths: Mapping[Expr, str]) -> str | None:
    """Return the name that a statement gives to a leaf of an argument, if it is the leaf's; else None."""
    match stmt:
        case Assign(Name(id), value) if paths.get(value) == id:
            return id
        case _:
            return None


def root_of(path: Expr) -> str | None:
    """Return the name of what a part is read from."""
    while isinstance(path, Call) and path.args and (path.op == "[]" or path.op[0] == "."):
        path = path.args[0]
    return path.id if isinstance(path, Name) else None


def by_name(expr: Expr, paths: Mapping[Expr, str]) -> Expr:
    """Return an expression in which leaves of arguments go by their names."""
    if expr in paths:
        return Name(paths[expr])
    if not isinstance(expr, Call):
        return expr
    keywords = tuple((key, by_name(arg, paths)) for key, arg in expr.keywords)
    return Call(expr.op, tuple(by_name(arg, paths) for arg in expr.args), keywords, expr.at)


def with_stacks_apart(parts: Parts, program: Program, wrt: Wrt) -> Parts:
    """Return what answers a request; between the parts of a pullback go stacks of things of one kind."""
    if [role for role, _, _ in parts] != ["forward", "backward"]:
        return parts
    parts = with_arguments_apart(parts, program, wrt)
    (forward, params, first), (backward, taken, second) = parts
    given = program.given, given_to(backward, 1, parts, program, wrt).kinds
    first, second = split_between(first, second, given, {**program.hints, **program.kinds})
    return (forward, params, first), (backward, taken, second)


def with_kinds(value: Value, kinds: Mapping[str, Kind]) -> Value:
    """Return a result whose leaves have the kinds that were found for their names."""
    match value:
        case Leaf(expr=Name(id)) if id in kinds:
            return Leaf(value.expr, kinds[id])
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(with_kinds(item, kinds) for item in items))
        case _:
            return value


def unpacked(function: Function) -> tuple[Block, Block]:
    """Return the statement that takes apart what was saved, which Python does, and the others."""
    match function.body[:1]:
        case (Assign(Targets(), Name("saved")),):
            return function.body[:1], function.body[1:]
        case _:
            return (), function.body


def is_stack_of_arrays(kind: Kind | None) -> bool:
    """Return whether a stack holds arrays of one dtype and number of axes, which can go between compiled functions."""
    element = kind.element if isinstance(kind, ListOf) else None
    return isinstance(element, Array) and element.dtype not in (None, "object") and bool(element.dims)


def with_lists(body: Block, given: Mapping[str, Kind]) -> Block:
    """Return a body that makes its stacks of what it is given.

    A list of numbers becomes an array on the way out, and a list again. A list of arrays goes as it is, behind an array
    that tells its type also where there is no other one.
    """
    lists = {name for name, kind in given.items() if isinstance(kind, ListOf)}
    for name in lists:
        kind = given[name]
        assert isinstance(kind, ListOf)
        if not isinstance(kind.element, Scalar) and not is_stack_of_arrays(kind):
            raise refuse(f"the stack `{name}` between the parts of a pullback, whose elements are of no one kind")
    out: list[Stmt] = []
    for stmt in body:
        match stmt:
            case Assign(Name(a), Call(".copy()", (Name(b),))) if a == b and a in lists:
                made = "rest" if is_stack_of_arrays(given[a]) else "as_list"
                out.append(Assign(Name(a), Call(made, (Name(a),)), stmt.origin))
                lists.discard(a)
            case _:
                out.append(stmt)
    read = [Name(name) for name in sorted(lists & all_reads(tuple(out))) if is_stack_of_arrays(given[name])]
    return (*(Assign(name, Call("rest", (name,))) for name in read), *out)
