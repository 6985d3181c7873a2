"""What srcad would do with a function, before it does it: what is active, what is stored and why, what is refused."""

from __future__ import annotations

import math
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TextIO

import numpy as np

from .account import Facts, Stored, facts_of
from .analyse.extent import Extent
from .api import as_decorated, request
from .assumed import assumed_arguments
from .budget import exact_kinds, extent_of, integers
from .compile import Request, answered, program_of, read_function
from .dispatch import Argnums, Dispatcher, _lock, deep_recursion
from .errors import KindError, SrcadError
from .explain_text import Explanation, Listing, written
from .ir import Block, Call, Comment, For, Function, Origin, While, blocks, subexpressions
from .specialise.frame import Scope
from .specialise.specialise import Specialised
from .syntax.mend import ForgivingReader, mended
from .syntax.source import find, origin_of

MOST_REASONS = 25
NO_WORK = frozenset({"[]", "slice", "tuple", "list", "range", "reversed", "len"})


def explain(
    function: Callable[..., Any], *args: Any, argnums: Argnums | None = None, mode: str = "value_and_grad",
    file: TextIO | None = None, **kwargs: Any,
) -> Explanation:  # fmt: skip
    """Print what a derivative of a function would be made of, for arguments like these; return it as an object.

        srcad.explain(loss, w, X, y)

    Nothing is run. For each line of the function: whether it is active, what is stored, computed again or kept for the
    backward sweep, how much memory that takes, and which conventions it can meet; if it is refused, all reasons that
    can be found, and what to do. `mode` is "value_and_grad", "grad", "vjp" or "jvp"; `argnums` are by default those
    that the function was decorated with, or 0. Without arguments, those are assumed that `source` would assume.
    """
    if mode == "hvp":
        raise KindError('explain tells of "value_and_grad", "grad", "vjp" and "jvp"', hint="Explain the gradient.")
    nothing, told = not args and not kwargs, ""
    if argnums is None:
        function, args, argnums = as_decorated(function, args)
    run = request(function, mode, argnums)
    if run.inner:
        raise KindError("explain takes a function, not a derivative", hint="Explain the function itself.")
    if nothing and any(p.default is p.empty for p in run.parameters):
        kwargs, told = assumed_arguments(run.function, len(args))
    table = run.bind(args, kwargs)
    found = Search(run, table).explanation()
    found = replace(found, text=f"{told}\n{written(found)}" if told else written(found))
    print(found.text, file=file or sys.stdout)
    return found


class Search:
    """Looks for everything that there is to say of one request."""

    def __init__(self, run: Dispatcher, table: dict[str, Any]) -> None:
        self.run = run
        self.table = table
        self.refused: list[SrcadError] = []
        self.places: set[Origin] = set()
        self.sources: dict[types.CodeType, tuple[str, str, int, tuple[str, ...]]] = {}

    def read(self, function: types.FunctionType) -> tuple[Function, Scope]:
        """Read a function without what was refused in it so far."""
        source = find(function)
        reader = ForgivingReader(lambda node: origin_of(source, node) if hasattr(node, "lineno") else None)
        try:
            core = reader.function(source.node, source.name)
        except SrcadError as error:
            self.note(error)
            raise
        for each in reader.errors:
            self.note(each)
        last = max([source.line, *(getattr(n, "end_lineno", 0) or 0 for n in [source.node])])
        self.sources.setdefault(
            function.__code__, (source.file, source.name, source.line, tuple(source.lines[source.line - 1 : last]))
        )
        if not source.file.startswith("<srcad source"):
            core = mended(core, self.places)
        return core, read_function(function)[1] if not reader.errors else _scope(source)

    def note(self, error: SrcadError) -> bool:
        """Remember a reason, once; tell whether it is new."""
        origin = error.origin
        if any(known.what == error.what and known.origin == origin for known in self.refused):
            return False
        self.refused.append(error)
        return True

    def explanation(self) -> Explanation:
        """Look again and again, each time without what was refused before."""
        facts: dict[Origin, Facts] = {}
        stored: list[Stored] = []
        kept = 0
        while len(self.refused) < MOST_REASONS:
            try:
                with _lock, deep_recursion():
                    facts, stored, kept = answered(self.run.request(), self.table, self.read, self.account)
                break
            except SrcadError as error:
                # what follows from a statement that was left out is no reason of its own
                if self.refused and isinstance(error, KindError):
                    break
                self.note(error)
                if error.origin is None or error.origin in self.places:
                    break
                self.places.add(error.origin)
            except Exception:  # a function without some of its statements may mean nothing
                if not self.refused:
                    raise
                break
        operations = None
        if self.refused:  # what would be stored without the statements that are left out says little
            facts, stored, kept = {place: Facts(own.active, own.why) for place, own in facts.items()}, [], 0
        else:
            try:
                operations = self.operations()
            except SrcadError as error:
                self.note(error)
        listings = self.listings(facts)
        lines = [(line, text) for each in listings for line, f in each.facts.items() for text in f.conventions]
        return Explanation(
            self.run.function.__name__, self.run.mode, tuple(".".join(map(str, path)) for path in self.run.wrt),
            listings, tuple(self.refused), tuple(stored), sum((s.total or 0) for s in stored), kept,
            tuple(dict.fromkeys(lines)), operations,
        )  # fmt: skip

    # ------------------------------------------------------------ facts
    def account(self, request: Request, spec: Specialised) -> tuple[dict[Origin, Facts], list[Stored], int]:
        """Return what is known of each statement of a function fitted to its arguments."""
        program, _ = program_of(request, spec)
        return facts_of(program, request.mode, lambda block: extent_of(block, program, spec, self.table))

    def operations(self) -> tuple[int, int] | None:
        """Return an estimate of the operations of the function, and of the gradient with it."""
        compiled = self.run.find(self.table)
        block = compiled.stages["final"]
        position = next((i for i, stmt in enumerate(block) if stmt == Comment("backward")), None)
        if position is None:
            return None
        given = {**{i.name: i.kind for i in compiled.spec.inputs}, **exact_kinds(compiled.spec, self.table)}
        extent = Extent(block, given, compiled.spec.hints, integers(self.table))
        return weight(block[:position], extent), weight(block, extent)

    # ------------------------------------------------------------ listings
    def listings(self, facts: Mapping[Origin, Facts]) -> tuple[Listing, ...]:
        """Return the user's functions with the facts of each line, the one that was asked for first."""
        merged: dict[tuple[str, int], Facts] = {}
        for origin, own in facts.items():
            key = origin.file, origin.line
            merged[key] = merged[key].merged(own) if key in merged else own
        for error in self.refused:
            if error.origin is not None:
                key = error.origin.file, error.origin.line
                merged[key] = merged.get(key, Facts()).merged(Facts(refused=(error.what,)))
        found: list[Listing] = []
        for file, name, first, lines in self.sources.values():
            if file.startswith("<srcad source") and name == "call":
                continue
            rows = {n: merged[file, n] for n in range(first, first + len(lines)) if (file, n) in merged}
            if rows or not found:
                found.append(Listing(file, name, first, lines, rows))
        return tuple(found)


def _scope(source: Any) -> Scope:
    return Scope(source.name, source.globals, dict(source.closure), source.defaults)


def weight(block: Block, extent: Extent) -> int:
    """Return about how many operations on numbers a block makes; a loop of unknown length counts as ten trips."""
    total = 0
    for stmt in block:
        for slot in ("value", "condition"):
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Call):
                total += sum(operations_of(part, extent) for part in subexpressions(expr) if isinstance(part, Call))
        inner = sum(weight(each, extent) for each in blocks(stmt))
        if isinstance(stmt, For):
            trips = extent.trips(stmt.iterable)
            inner *= 10 if trips is None else trips
        elif isinstance(stmt, While):
            inner *= 10
        total += inner
    return total


def operations_of(call: Call, extent: Extent) -> int:
    """Return about how many operations on numbers one operation of the core makes."""
    if call.op in NO_WORK or (call.op.startswith(".") and call.op[-1] != ")"):
        return 0
    own = extent.dims(call)
    sizes = [int(np.prod(dims)) for dims in [own, *map(extent.dims, call.args)] if dims is not None]
    size = max(sizes, default=1)
    if call.op in ("@", "np.dot", "np.matmul") and len(sizes) == 3:
        return 2 * round(math.sqrt(sizes[0] * sizes[1] * sizes[2]))
    return size
