"""Memory of large arrays that compiled code lets go of, kept for those that it makes next.

The system takes freed memory back, and gives it out again page by page, each filled with zeros: that takes longer than
to compute what is then written there. What is kept are lists of blocks of about one size: a block holds its size,
the next one, and where the memory begins that it is in: what is used of it begins a line of the cache.
"""

from __future__ import annotations

import ctypes
import functools
import os
from importlib import import_module
from string import Template
from typing import Any

from ...errors import SrcadError

NAME, SIZED = "srcad_memory", "srcad_kept"
LARGE = 1 << 16  # bytes from which on memory is kept
LIMIT = 256  # MiB that are kept at most, unless $SRCAD_KEPT_MEMORY says so
LANGUAGE = Template("""
@lock = internal global i64 0
@kept = internal global i64 0
@lists = internal global [64 x i64] zeroinitializer
@allocator = internal global [4 x i64] [
  i64 ptrtoint ($function @take to i64), i64 0, i64 ptrtoint ($function @give to i64), i64 0]

declare i64 @NRT_Allocate(i64)
declare void @NRT_Free(i64)
declare i64 @llvm.ctlz.i64(i64, i1)

define i64 @$name(i64 %size) {
  %allocator = ptrtoint $table @allocator to i64
  %make = inttoptr i64 $make to $function
  %found = call i64 %make(i64 %size, i64 %allocator)
  ret i64 %found
}

define i64 @$sized() {
  %kept = load atomic i64, $word @kept acquire, align 8
  ret i64 %kept
}

define internal void @shut() {
  br label %wait
wait:
  %was = atomicrmw xchg $word @lock, i64 1 acquire
  %free = icmp eq i64 %was, 0
  br i1 %free, label %done, label %wait
done:
  ret void
}

define internal void @open() {
  store atomic i64 0, $word @lock release, align 8
  ret void
}

; where the list of the blocks begins that are as large as a number of bytes, or up to twice as large
define internal i64 @list(i64 %size) {
  %zeros = call i64 @llvm.ctlz.i64(i64 %size, i1 false)
  %bytes = mul i64 %zeros, 8
  %start = ptrtoint $lists @lists to i64
  %at = add i64 %start, %bytes
  ret i64 %at
}

; a block that was kept, of up to a quarter more than the size, or a new one
define internal i64 @take(i64 %size, i64 %unused) {
  %start = call i64 @list(i64 %size)
  %quarter = lshr i64 %size, 2
  %most = add i64 %size, %quarter
  call void @shut()
  br label %look
look:
  %at = phi i64 [ %start, %0 ], [ %place, %again ]
  %tries = phi i64 [ 0, %0 ], [ %more, %again ]
  %link = inttoptr i64 %at to $word
  %block = load i64, $word %link
  %none = icmp eq i64 %block, 0
  %enough = icmp eq i64 %tries, 64
  %stop = or i1 %none, %enough
  br i1 %stop, label %new, label %compare
compare:
  %sized = inttoptr i64 %block to $word
  %has = load i64, $word %sized
  %place = add i64 %block, 8
  %holds = icmp uge i64 %has, %size
  %near = icmp ule i64 %has, %most
  %fits = and i1 %holds, %near
  br i1 %fits, label %found, label %again
again:
  %more = add i64 %tries, 1
  br label %look
found:
  %linked = inttoptr i64 %place to $word
  %next = load i64, $word %linked
  store i64 %next, $word %link
  %before = load i64, $word @kept
  %less = sub i64 %before, %has
  store atomic i64 %less, $word @kept release, align 8
  call void @open()
  %old = add i64 %block, 32
  ret i64 %old
new:
  call void @open()
  %whole = add i64 %size, 96
  %made = call i64 @NRT_Allocate(i64 %whole)
  %failed = icmp eq i64 %made, 0
  br i1 %failed, label %nothing, label %something
nothing:
  ret i64 0
something:
  %beyond = add i64 %made, $beyond
  %lines = and i64 %beyond, -64
  %given = sub i64 %lines, $before
  %begin = sub i64 %given, 32
  %head = inttoptr i64 %begin to $word
  store i64 %size, $word %head
  %third = sub i64 %given, 16
  %whence = inttoptr i64 %third to $word
  store i64 %made, $word %whence
  ret i64 %given
}

; keeps a block: where that is too much with those kept before, these go back to the system
define internal i64 @give(i64 %given, i64 %unused) {
  %block = sub i64 %given, 32
  %place = add i64 %block, 8
  %sized = inttoptr i64 %block to $word
  %link = inttoptr i64 %place to $word
  %has = load i64, $word %sized
  %huge = icmp ugt i64 %has, $limit
  br i1 %huge, label %away, label %keep
away:
  call void @free(i64 %block)
  ret i64 0
keep:
  call void @shut()
  %kept = load i64, $word @kept
  %sum = add i64 %kept, %has
  %full = icmp ugt i64 %sum, $limit
  br i1 %full, label %clear, label %put
clear:
  call void @empty()
  br label %put
put:
  %all = phi i64 [ %sum, %keep ], [ %has, %clear ]
  %start = call i64 @list(i64 %has)
  %first = inttoptr i64 %start to $word
  %next = load i64, $word %first
  store i64 %next, $word %link
  store i64 %block, $word %first
  store atomic i64 %all, $word @kept release, align 8
  call void @open()
  ret i64 0
}

define internal void @free(i64 %block) {
  %third = add i64 %block, 16
  %whence = inttoptr i64 %third to $word
  %made = load i64, $word %whence
  call void @NRT_Free(i64 %made)
  ret void
}

define internal void @empty() {
  %start = ptrtoint $lists @lists to i64
  br label %list
list:
  %k = phi i64 [ 0, %0 ], [ %after, %next ]
  %bytes = mul i64 %k, 8
  %at = add i64 %start, %bytes
  %first = inttoptr i64 %at to $word
  br label %look
look:
  %block = load i64, $word %first
  %none = icmp eq i64 %block, 0
  br i1 %none, label %next, label %free
free:
  %place = add i64 %block, 8
  %link = inttoptr i64 %place to $word
  %second = load i64, $word %link
  store i64 %second, $word %first
  call void @free(i64 %block)
  br label %look
next:
  %after = add i64 %k, 1
  %end = icmp eq i64 %after, 64
  br i1 %end, label %done, label %list
done:
  ret void
}
""")


@functools.cache
def provide() -> None:
    """Make the code that compiled code calls by `NAME`: it is there for as long as the process, as arrays may be."""
    binding: Any = import_module("llvmlite.binding")
    ir: Any = import_module("llvmlite.ir")
    context = import_module("numba.core.registry").cpu_target.target_context
    import_module("numba.core.runtime").rtsys.initialize(context)  # it gives the functions their names
    table = numba_functions()
    before = header(table)
    word = ir.IntType(64)
    text = LANGUAGE.substitute(
        name=NAME,
        sized=SIZED,
        word=word.as_pointer(),
        table=ir.ArrayType(word, 4).as_pointer(),
        lists=ir.ArrayType(word, 64).as_pointer(),
        function=ir.FunctionType(word, [word, word]).as_pointer(),
        make=table[1],
        before=before,
        beyond=32 + before + 63,
        limit=limit() << 20,
    )
    machine = binding.Target.from_default_triple().create_target_machine()
    engine = binding.create_mcjit_compiler(binding.parse_assembly(text), machine)
    engine.finalize_object()
    for name in (NAME, SIZED):
        binding.add_symbol(name, engine.get_function_address(name))
    engine.detach()


def limit() -> int:
    """Return how many MiB are kept at most."""
    given = os.environ.get("SRCAD_KEPT_MEMORY") or str(LIMIT)
    if not given.isdecimal():
        raise SrcadError(f"SRCAD_KEPT_MEMORY is {given!r}, not a number of MiB", hint="Set it to 0 to keep no memory.")
    return int(given)


def numba_functions() -> list[int]:
    """Return the addresses of the functions that numba has for memory, as its nrt_external.h lists them."""
    get: int = import_module("numba.core.runtime._nrt_python").c_helpers["get_api"]
    return list(ctypes.CFUNCTYPE(ctypes.POINTER(ctypes.c_size_t))(get)()[:6])


def header(table: list[int]) -> int:
    """Return how many bytes numba has before an array in the memory that it asks for."""
    one = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_size_t)
    make, data, release = one(table[0]), one(table[5]), one(table[4])
    made = make(8)
    found: int = data(made) - made
    release(made)
    return found


def size() -> int:
    """Return how many bytes are kept."""
    provide()
    address = import_module("llvmlite.binding").address_of_symbol(SIZED)
    return int(ctypes.CFUNCTYPE(ctypes.c_int64)(address)())
