"""Programs that leave loops and functions from anywhere: break, continue, return, and loops with else."""

import math

import numpy as np

from tests.programs.harness import normal, row


def break_on_limit(x, limit):
    total = 0.0
    for k in range(100):
        total = total + x * total + k
        if total > limit:
            break
    return total


def continue_on_odd(x):
    total = 0.0
    for k in range(9):
        if k % 2 == 1:
            continue
        total = total + x**k
    return total


def search(x, limit):
    total = 0.0
    for k in range(100):
        term = x**k / (k + 1)
        if k % 2 == 1:
            continue
        total = total + term * total + term
        if total > limit:
            break
    return total


def break_first(p):
    total = 1.0
    for v in p:
        if v < 0:
            break
        total = total * v
    return total


def break_in_the_middle(p):
    total = 1.0
    for v in p:
        total = total + v
        if total < 0:
            break
        total = total * v
    return total


def break_at_once(x):
    for k in range(5):
        break
    return x * (k + 2)


def continue_negative(p):
    total = 1.0
    for v in p:
        if v < 0:
            continue
        total = total * math.exp(v)
    return total


def continue_in_nested_if(p):
    total = 0.0
    for i, v in enumerate(p):
        if i % 2:
            if v > 0:
                total += v
                continue
            total -= v * v
        total = total * 1.1 + v
    return total


def continue_in_else(p):
    total = 0.0
    for v in p:
        if v > 0:
            total = total + v * v
        else:
            total = total - v
            continue
        total = total * 0.9
    return total


def two_continues(p):
    total = 0.5
    for i, v in enumerate(p):
        if i == 1:
            continue
        total = total * v
        if total < 0:
            total = -total
            continue
        total = total + 1
    return total


def continue_and_break(p):
    total = 0.5
    for v in p:
        if v < -0.5:
            continue
        if v > 1.5:
            break
        total = total + math.sin(v) * total
    return total


def return_from_loop(p, limit):
    total = 0.0
    for v in p:
        total = total + v * v
        if total > limit:
            return total * v
    return total


def return_at_once(p):
    for v in p:
        return v * v
    return 0.0


def return_from_inner_loop(a, limit):
    total = 0.0
    for r in a:
        for v in r:
            total = total * 0.9 + v * v
            if total > limit:
                return total * r[0]
        total = total + 1
    return -total


def returns_from_both_loops(a):
    total = 0.0
    for r in a:
        total = total + r[0]
        for v in r:
            if v > 1.5:
                return total * v
            total = total + v * v
        if total > 8:
            return total / 2
    return total


def break_inner(a):
    total = 0.0
    for r in a:
        for v in r:
            if v < 0:
                break
            total = total + v * v
        total = total * 1.5
    return total


def break_outer_by_flag(a):
    total = 0.0
    done = False
    for r in a:
        for v in r:
            total = total + v * v
            if total > 2:
                done = True
                break
        if done:
            break
        total = total * 1.5
    return total


def continue_inner_break_outer(a):
    total = 1.0
    for r in a:
        for v in r:
            if v < 0:
                continue
            total = total * (1 + v)
        if total > 3:
            break
    return total


def for_else(p):
    total = 0.0
    for v in p:
        if v > 2:
            break
        total = total + v
    else:
        total = total * total
    return total + p[0]


def for_else_without_break(p):
    total = 0.0
    for v in p:
        total = total + v**2
    else:
        total = math.sqrt(total)
    return total


def for_else_returns(p, x):
    for v in p:
        if v > x:
            y = v * x
            break
    else:
        return x * x
    return y + x


def for_else_nested(a, x):
    for r in a:
        for v in r:
            if v > x:
                x = x + v
                break
        else:
            x = x * 0.5
            continue
        x = x - 0.1
    else:
        x = x * 3
    return x


def break_out_of_both_by_else(a, x):
    for r in a:
        for v in r:
            x = x * 0.9 + v * v
            if x > 2:
                break
        else:
            continue
        break
    return x


def while_break(x):
    y = x
    n = 0
    while True:
        y = y * x + 1
        n += 1
        if y > 30:
            break
    return y / n


def while_continue(x):
    y = x
    n = 0
    while n < 8:
        n += 1
        if n % 3 == 0:
            continue
        y = math.sin(y) + x
    return y


def while_else(x):
    n = 0
    while n < 4:
        x = x * 1.2
        n += 1
        if x > 10:
            break
    else:
        x = x - 1
    return x * x


def while_true_return(x):
    while True:
        if x > 10:
            return x - 10
        x = x * x + 0.5


def while_with_all(x):
    n = 0
    total = 0.0
    while n < 30:
        n += 1
        if n % 2:
            continue
        total = total + x**n
        if total > 40:
            break
        if total < 0:
            return x
    else:
        total = -total
    return total


def nested_while_break(x):
    y = x
    i = 0
    while i < 3:
        j = 0
        while j < 5:
            y = y * 1.1 + 0.1 * j
            if y > 3 + i:
                break
            j += 1
        i += 1
    return y


def early_returns(x, y):
    if x < 0:
        return x * y
    z = math.sqrt(x)
    if z > y:
        return z - y
    w = z * y
    if w > 1:
        return w * w
    return w


def return_in_each_branch(x):
    if x > 1:
        if x > 2:
            return x**3
        else:
            return x**2
    elif x > 0:
        return x
    else:
        return 1 / (1 + x * x)


def return_of_other_kinds(x, n):
    if n == 0:
        return 0
    if n == 1:
        return x
    return x * n


def early_constant(x):
    if np.abs(x[1]) > 2:
        return 0
    else:
        return -(x[0] * x[0] + 1) * np.cos(x[1] - 1)


def return_between_uses(x, n):
    y = math.sin(x)
    if n:
        return y * x
    y = y * y
    return y + x


def return_tuple_early(x, y):
    if x > y:
        return x * x, y
    t = x * y
    return t, t + x


def return_array_or_not(p, n):
    if n == 0:
        return np.sum(p)
    for i in range(n):
        if p[i] > 1:
            return p[i] * p[0]
    return np.prod(p)


def code_after_loop_with_return(p, x):
    for v in p:
        if v < -5:
            return v
        x = x * math.cos(v)
    y = x * x
    if y > 100:
        return y
    return y + p[-1]


def search_sorted(p, x):
    low, high = 0, len(p) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if p[middle] > x:
            high = middle
            continue
        if p[middle] == x:
            return x * middle
        low = middle
    t = (x - p[low]) / (p[high] - p[low])
    return low + t


def newton_with_limit(a):
    x = a
    for _ in range(50):
        new = 0.5 * (x + a / x)
        if abs(new - x) < 1e-14:
            break
        x = new
    else:
        raise RuntimeError("no convergence")
    return x


def newton_returns(a):
    x = a
    for n in range(60):
        error = x * x - a
        if abs(error) < 1e-13:
            return x
        x = x - error / (2 * x)
    return -1.0


def mandelbrot_escape(cx, cy):
    x = y = 0.0
    for n in range(60):
        x, y = x * x - y * y + cx, 2 * x * y + cy
        r = x * x + y * y
        if r > 100:
            return n + 1 - math.log(math.log(r) / 2) / math.log(2)
    return 0.0 * cx


def loop_that_raises(p):
    total = 0.0
    for v in p:
        if v != v:
            raise ValueError("not a number")
        total += v**3
    return total


def loops_one_after_another(p, x):
    for v in p:
        if v > 1:
            break
        x = x + v
    for v in p:
        if v < 0:
            continue
        x = x * (1 + v)
    for v in p:
        if x > 50:
            return x
        x = x + v * v
    return -x


def break_with_value(p):
    best = p[0]
    for i in range(1, len(p)):
        best = best * 0.5 + p[i]
        if i == 2:
            found = best * best
            break
    else:
        found = 0.0
    return found + best


def continue_before_use(p):
    total = 0.0
    for v in p:
        t = v * v
        if t > 1:
            t = 1 / t
            total = total + t
            continue
        total = total - t * v
    return total


def loop_in_branch(x, n):
    if n > 2:
        for k in range(n):
            x = math.sin(x) + k
            if x > 2:
                break
    else:
        while x < 3:
            x = x * 1.7
    return x


def line_search(x, direction):
    f0 = np.sum(x**2) + np.sum(np.sin(x))
    t = 1.0
    for _ in range(20):
        new = x + t * direction
        f = np.sum(new**2) + np.sum(np.sin(new))
        if f < f0:
            return f
        t *= 0.5
    return f0


def last_negative(p):
    where = -1
    for i in range(len(p)):
        if p[i] >= 0:
            continue
        where = i
    if where < 0:
        return np.sum(p)
    return p[where] * p[where - 1]


def deep_return(a):
    for i in range(a.shape[0]):
        if i > 0:
            for j in range(a.shape[1]):
                if a[i, j] > 0:
                    for k in range(3):
                        if k == 2:
                            return a[i, j] * a[i - 1, j] ** k
    return np.sum(a)


def return_in_for_else(p):
    for v in p:
        if v > 10:
            break
    else:
        return np.sum(p * p)
    return v


def break_in_inner_else_before_return(p, x):
    for k in range(3):
        for v in p:
            if v > 1.5 * k + 1:
                break
            x = x * (1 + v * v)
        else:
            break
        return x * p[0]
    return x + p[1]


def generator_left_in_inner_else(p, x):
    def places():
        for k in range(3):
            for v in p:
                if v > 10:
                    break
            else:
                continue
            yield k
            return
        yield 5
        yield 6

    for k in places():
        x = x * k * p[0]
    return x


def break_in_while_in_for(p):
    total = 0.0
    for v in p:
        y = 1.0
        while True:
            y = y * (1.3 + v * v)
            if y > 6:
                break
        if y > 20:
            continue
        total += y
    return total


P = np.array([0.8, 1.2, -0.7, 0.4, 1.9, 0.3])
A = np.array([[0.3, 0.8, -0.4], [1.2, 1.7, 0.5], [-0.3, 0.9, 2.2]])


def returns_of_three_depths(p):
    count = 0
    while True:
        count += 1
        if count > 2:
            break
        for _, v in enumerate(p):
            return v * p[0]
        return p[1]
    return 0.0


def return_in_loop_in_branch(x, p):
    """One way through a helper gives None."""

    def first(x, p):
        if p[3] > 0:
            for v in p:
                return v * x

    found = [first(x, p)]
    return sum(found)


def sometimes_nothing(x, p):
    if p[3] > 0:
        for v in p:
            return v * x


ROWS = [
    row(returns_of_three_depths, normal(4)),
    row(break_on_limit, 0.9, 60.0, argnums=0),
    row(break_on_limit, 0.1, 1e9, argnums=0, case="no break", step=0.01),
    row(continue_on_odd, 0.9),
    row(search, 0.9, 8.0, argnums=0),
    row(break_first, P),
    row(break_first, -P, case="at once", zero=True),
    row(break_first, np.abs(P), case="never"),
    row(break_in_the_middle, P),
    row(break_in_the_middle, -2 * P, case="early"),
    row(break_at_once, 1.3),
    row(continue_negative, P),
    row(continue_in_nested_if, P),
    row(continue_in_else, P),
    row(two_continues, P),
    row(continue_and_break, P),
    row(return_from_loop, P, 2.0, argnums=0),
    row(return_from_loop, P, 200.0, argnums=0, case="never"),
    row(return_at_once, P),
    row(return_from_inner_loop, A, 2.0, argnums=0),
    row(return_from_inner_loop, A, 200.0, argnums=0, case="never"),
    row(returns_from_both_loops, A),
    row(returns_from_both_loops, 0.5 * A, case="never"),
    row(break_inner, A),
    row(break_outer_by_flag, A),
    row(continue_inner_break_outer, A),
    row(for_else, P),
    row(for_else, 2 * P, case="broken"),
    row(for_else_without_break, P),
    row(for_else_returns, P, 0.9),
    row(for_else_returns, P, 2.9, case="else"),
    row(for_else_nested, A, 0.6),
    row(for_else_nested, A, 2.5, case="else"),
    row(break_out_of_both_by_else, A, 0.3),
    row(break_out_of_both_by_else, 0.1 * A, 0.3, case="never"),
    row(while_break, 1.4),
    row(while_continue, 0.4),
    row(while_else, 1.4),
    row(while_else, 6.4, case="broken"),
    row(while_true_return, 1.4),
    row(while_true_return, 11.4, case="at once"),
    row(while_with_all, 1.2),
    row(while_with_all, 0.6, case="else"),
    row(nested_while_break, 0.8),
    row(early_returns, -0.5, 2.0, case="first"),
    row(early_returns, 2.0, 0.5, case="second"),
    row(early_returns, 0.7, 2.0, case="third"),
    row(early_returns, 0.1, 0.9, case="last"),
    *(row(return_in_each_branch, x, case=str(x)) for x in (2.5, 1.5, 0.5, -0.5)),
    row(return_of_other_kinds, 1.5, 1),
    row(return_of_other_kinds, 1.5, 3, case="float"),
    row(early_constant, np.array([0.3, 0.9])),
    row(return_between_uses, 0.8, 1, case="early"),
    row(return_between_uses, 0.8, 0, case="late"),
    row(return_tuple_early, 0.8, 0.3, case="early"),
    row(return_tuple_early, 0.3, 0.8, case="late"),
    row(return_array_or_not, P, 3),
    row(return_array_or_not, P, 0, case="sum"),
    row(return_array_or_not, P, 1, case="product"),
    row(code_after_loop_with_return, P, 0.8),
    row(search_sorted, np.array([0.0, 0.7, 1.1, 2.3, 4.0]), 1.6),
    row(newton_with_limit, 2.6),
    row(newton_returns, 2.6),
    row(mandelbrot_escape, 0.5, 0.6),
    row(mandelbrot_escape, 0.1, 0.1, case="inside", zero=True),
    row(loop_that_raises, P),
    row(loops_one_after_another, P, 0.8),
    row(loops_one_after_another, 3 * P, 0.8, case="early"),
    row(break_with_value, P),
    row(break_with_value, P[:2], case="else"),
    row(continue_before_use, P),
    row(loop_in_branch, 0.4, 5),
    row(loop_in_branch, 0.4, 1, case="else"),
    row(line_search, normal(3, seed=1), -4 * normal(3, seed=1)),
    row(last_negative, P),
    row(last_negative, np.abs(P), case="none"),
    row(deep_return, A),
    row(return_in_for_else, P),
    row(break_in_inner_else_before_return, P, 0.4),
    row(break_in_inner_else_before_return, P / 2, 0.4, case="at once"),
    row(break_in_inner_else_before_return, 9 * P, 0.4, case="return"),
    row(generator_left_in_inner_else, P, 0.4),
    row(break_in_while_in_for, P),
    row(return_in_loop_in_branch, 0.3, np.array([-0.75, 1.04, 0.22, 1.28])),
    row(sometimes_nothing, 0.3, np.array([-0.75, 1.04, 0.22, 1.28])),
]
