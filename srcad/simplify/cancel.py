"""Leave out adjoints that cancel, and sum nothing whose sum follows from another: as the shift of a softmax.

t_2 = np.sum(t_1, axis=1, keepdims=True)                 t_2 = np.sum(t_1, axis=1, keepdims=True)
bs = c / t_2 * t_1                                       bz = c / t_2 * t_1
bm = c - np.sum(bs, axis=1, keepdims=True)
bz = bs + bm * share(z, m, 1)

bx = np.sum(bt * z)                                      bx = np.sum(bt * z)
by = np.sum(x * bt * z)                                  by = x * bx

What is zero but for rounding counts as zero. It might have been nan where what cancels is not finite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from ..analyse.infer import expression_kind
from ..analyse.live import exposed_reads
from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Name,
    Return,
    Stmt,
    Update,
    definitions,
    names,
    rebuild,
    statements,
    subexpressions,
)
from ..kinds import Kind, Scalar
from .algebra import simplify
from .known import Known, Walk
from .operations import calls, root_of
from .polynomials import Atom, Monomial, Polynomial, Polynomials, product
from .redefined import Redefined
from .shapes import has_shape_of

FACTORS = 2  # numbers that a sum is multiplied with rather than computed


def cancel(block: Block, memory: Memory, derived: frozenset[str]) -> Block:
    """Return a block without those `derived` names that are zero, and with fewer sums."""
    if "np.sum" not in calls(block):
        return block
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    once = frozenset(name for name in derived if count[name] == 1) - exposed_reads(block) - memory.token.keys()
    sums = _Sums(memory, once, derived)
    block = sums.block(block, Known())
    if not sums.zeros:
        return block
    zeros = _Zeros(block, memory, once)
    for stmt in sums.zeros:
        zeros.drop(stmt)
    return zeros.block()


class _Sums(Walk):
    """Finds the names that hold zeros, and takes sums from others."""

    def __init__(self, memory: Memory, once: frozenset[str], derived: frozenset[str]) -> None:
        super().__init__(memory)
        self.once = once
        self.derived = derived
        self.zeros: list[Assign] = []
        self.sums: list[str] = []  # names that hold sums

    def changed(self, stmt: Stmt, known: Known) -> Stmt | None:
        """Return an assignment of a sum as one of the sum that it follows from."""
        match stmt:
            case Assign(Name(id), Call() as value) if id in self.once and _has_sum(value):
                form = Polynomials(known.value, self.memory.kinds).of(value)
                if form is None:
                    return stmt
                if not form:
                    self.zeros.append(stmt)
                elif value.op == "np.sum":
                    other = self.from_another(form, value, known)
                    self.sums.append(id)
                    return stmt if other is None else replace(stmt, value=other)
            case Update(target, "+" | "-", Call() as value) if root_of(target) in self.derived and _has_sum(value):
                return None if Polynomials(known.value, self.memory.kinds).of(value) == {} else stmt
            case _:
                pass
        return stmt

    def from_another(self, form: Polynomial, value: Call, known: Known) -> Expr | None:
        """Return a sum as the product of another, that a name holds, with numbers, None if there is none."""
        kind = expression_kind(value, self.memory.kinds)
        for name in self.sums:
            if name not in known.value or not _alike(kind, self.memory.kinds.get(name)):
                continue
            other = Polynomials(known.value, self.memory.kinds).of(Name(name))  # by what its parts are now
            ratio = _ratio(form, other) if other is not None else None
            if ratio is not None and all(power > 0 or _is_divisor(atom, form) for atom, power in ratio[1]):
                return _multiplied(Name(name), *ratio, self.memory.kinds)
        return None


def _alike(kind: Kind, other: Kind | None) -> bool:
    """Whether two things have the same shape and dtype."""
    return kind == other or (isinstance(kind, Scalar) and isinstance(other, Scalar) and kind.dtype == other.dtype)


def _has_sum(expr: Expr) -> bool:
    return any(isinstance(part, Call) and part.op == "np.sum" for part in subexpressions(expr))


def _ratio(form: Polynomial, other: Polynomial) -> tuple[Fraction, Monomial] | None:
    """Return by what one form is another multiplied, None if that is no single product."""
    if len(form) != len(other):
        return None
    first = next(iter(form))
    for monomial, number in other.items():
        factor = product(first, monomial, -1)
        scale = form[first] / number
        if all(form.get(product(one, factor)) == scale * own for one, own in other.items()):
            return scale, factor
    return None


def _is_divisor(atom: Atom, form: Polynomial) -> bool:
    """Whether everything is divided by something anyway: it might be zero."""
    return all(any(own == atom and power < 0 for own, power in monomial) for monomial in form)


def _multiplied(found: Expr, scale: Fraction, factor: Monomial, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return a product with few numbers, None if there are more of them, or arrays."""
    if len(factor) > FACTORS:
        return None
    if scale != 1:
        found = Call("*", (Const(float(scale)), found))
    for atom, power in sorted(factor, key=repr):
        if not isinstance(atom, Name) or not isinstance(kinds.get(atom.id), Scalar) or abs(power) != 1:
            return None
        found = Call("*" if power > 0 else "/", (found, atom))
    return found


class _Zeros(Redefined):
    """The statements of a block as they are after names that hold zeros were left out."""

    def __init__(self, block: Block, memory: Memory, once: frozenset[str]) -> None:
        super().__init__(block, memory)
        self.once = once

    def drop(self, made: Assign) -> None:
        """Leave out a name that holds zeros, and those that are zero by it, if all that read them allow that."""
        found: dict[int, Stmt] = {}
        gone: set[int] = set()
        waiting, zero = [made], frozenset[str]()
        while waiting:
            target = waiting.pop().target
            assert isinstance(target, Name)
            zero |= {target.id}
            readers = self.readers_now(target.id)
            if readers is None or target.id not in self.once:
                return
            for key, reader in readers:
                stmt = found.get(key, reader)
                assert isinstance(stmt, Assign | Update | Return)
                try:
                    rest = self.rest(stmt.value, zero)
                except _Needed:
                    return
                if rest is not None:
                    found[key] = replace(stmt, value=simplify(rest, self.memory.kinds))
                elif isinstance(stmt, Assign) and isinstance(stmt.target, Name):
                    waiting.append(stmt)
                elif isinstance(stmt, Update) and stmt.op in "+-":
                    gone.add(key)  # nothing is added
                else:
                    return
        self.changed.update(found)
        self.gone |= gone

    def rest(self, expr: Expr, zero: frozenset[str]) -> Expr | None:
        """Return what is left of an expression, None if it is zero, too."""
        if zero.isdisjoint(names(expr)):
            return expr
        match expr:
            case Name():
                return None
            case Call("+" | "-" as op, (a, b)):
                left, right = self.rest(a, zero), self.rest(b, zero)
                if left is not None and right is not None:
                    return Call(op, (left, right))
                one = right if left is None else left
                if one is not None and not has_shape_of(one, expr, self.memory.kinds):
                    raise _Needed
                return Call("neg", (right,)) if op == "-" and right is not None else one
            case Call("*", (a, b)):
                left, right = self.rest(a, zero), self.rest(b, zero)
                return Call("*", (left, right)) if left is not None and right is not None else None
            case Call("neg" | "/" | "np.sum" | "np.expand_dims", (a, *others)):
                if any(zero & names(other) for other in others):
                    raise _Needed
                rest = self.rest(a, zero)
                return None if rest is None else replace(expr, args=(rest, *others))
            case Call("tuple" | "list" | "dict" | "call"):
                return rebuild(expr, lambda part: self.left(part, zero))
            case _:
                raise _Needed

    def left(self, part: Expr, zero: frozenset[str]) -> Expr:
        """Return what is left of a part of what is returned, which is something."""
        rest = self.rest(part, zero)
        if rest is None:
            raise _Needed
        return rest


class _Needed(Exception):
    """A name that holds zeros is read where they must be."""
