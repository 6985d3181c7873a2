"""Lambdas in every place that a file has for them: each multiplies by a number of its own."""

# ruff: noqa
# fmt: off
found = []
def keep(f):
    found.append(f)
    return f
def deco(g):
    def w(f):
        keep(g)
        return f
    return w
@deco(
    lambda x:
      x*1.0)
def a(x, k=keep(lambda x: x*2.0)): return x
class C:
    b = keep(lambda self: self*3.0)
    def m(self, *, z=keep(
        lambda x: x*4.0)):
        if z: return keep(lambda x: x*5.0)
match 3:
    case n if keep(lambda x: x*6.0)(n): pass
C().m()
s = f"""
{keep(lambda x: x*7.0)
 (2)} and {keep(lambda y: y*8.0)(1)}
"""
try: raise ValueError
except (keep(lambda x: x*9.0) and ValueError): keep(lambda x: x*10.0)
else: pass
finally: [keep(lambda x: x*11.0) for _ in range(1)]
import contextlib
with (keep(lambda x: x*12.0) and contextlib.nullcontext()): keep(lambda x: x*13.0)
for q in [keep(lambda x: x*14.0)]:
    while True:
        keep(lambda x:
             x*15.0); break
    else: pass
d = {1: keep(lambda x: x*16.0), 'k': [keep(lambda x: x*17.0), keep(lambda x: x*18.0)]}
async def co(): keep(lambda x: x*19.0)
try: co().send(None)
except StopIteration: pass
t = (keep((lambda x: (lambda y: y*20.0)(x)))); x = 1; \
  keep(lambda x: x*21.0)
def ann(x: keep(lambda x: x*22.0) = 1) -> keep(lambda x: x*23.0): pass
@deco(lambda x: x*24.0)
def plain(x): return x
@deco(
  lambda x:
    x*25.0)
class Plain: pass
