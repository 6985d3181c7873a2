"""Bad input is refused while compiling, by an error that names the thing and puts carets below its line."""

import inspect
import math
import re
import traceback

import numpy as np
import pytest

import srcad
from tests.programs import errors, harness

ROWS = [row for row in harness.unique(errors.ROWS) if not (row.until_level2 and harness.LEVEL2_SUPPORTED)]


def marked_line(function):
    """Return the number and the text of the line that ends with `# here`, or None."""
    try:
        lines, start = inspect.getsourcelines(function)
    except (OSError, TypeError):
        return None
    return next(((start + i, line) for i, line in enumerate(lines) if "# here" in line), None)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name.replace(" ", "_")) for row in ROWS])
def test_refused(row):
    with pytest.raises(row.expected) as info:
        row.request(row.function, *row.args)
    message = "\n".join([str(info.value), *getattr(info.value, "__notes__", ())])
    for word in row.words:
        assert word.lower() in message.lower(), f"{word!r} is not in: {message}"
    marked = marked_line(row.function)
    if marked is None:
        return
    line, text = marked
    assert re.search(rf"errors\.py:{line}\b", message), f"line {line} is not in: {message}"
    if isinstance(info.value, srcad.SrcadError):
        shown = text.strip()
        assert shown[:20] in message, f"the line is not shown in: {message}"
        assert re.search(r"^ +\^+$", message, re.MULTILINE), f"no carets in: {message}"
        assert_carets_inside(message, shown)


def assert_carets_inside(message, shown):
    """Assert that the carets stand below the text of the line, not beside it and not below its comment."""
    lines = message.splitlines()
    at = next(i for i, line in enumerate(lines) if re.fullmatch(r" +\^+", line))
    code = shown.split("  #")[0].rstrip()
    begin = len(lines[at - 1]) - len(lines[at - 1].lstrip())
    assert begin <= lines[at].index("^"), message
    assert len(lines[at]) <= begin + len(code), message


def test_every_error_belongs_to_the_family():
    family = ("UnsupportedSyntax", "MissingRule", "GradientLeak", "SourceNotFound", "KindError")
    assert all(issubclass(getattr(srcad, name), srcad.SrcadError) for name in family)
    assert issubclass(srcad.KindError, TypeError)


def test_refused_before_anything_runs(capsys):
    def speaks(x):
        print("running")
        return int(x) * 2.0

    with pytest.raises(srcad.GradientLeak):
        srcad.grad(speaks)(2.5)
    assert not capsys.readouterr().out


def test_refused_again_on_the_second_call():
    for _ in range(2):
        with pytest.raises(srcad.GradientLeak, match="int"):
            srcad.grad(errors.cast_to_int)(2.5)


def test_good_kinds_still_compile_after_a_refusal():
    gradient = srcad.grad(errors.square)
    with pytest.raises(srcad.KindError):
        gradient("text")
    assert gradient(3.0) == 6.0


def test_refusal_in_forward_mode():
    with pytest.raises(srcad.GradientLeak, match=r"int\(x\)"):
        srcad.jvp(errors.cast_to_int, (2.5,), (1.0,))
    with pytest.raises(srcad.MissingRule, match="black_box"):
        srcad.jvp(errors.bessel, (np.ones(3),), (np.ones(3),))


def test_message_says_why_the_value_is_active():
    def blur(image, k):
        smooth = image * 2
        return np.sum(errors.black_box(smooth)) * k

    with pytest.raises(srcad.MissingRule) as info:
        srcad.grad(blur)(np.ones(3), 2.0)
    message = str(info.value)
    assert "smooth" in message or "image" in message
    assert "blur" in message


def test_what_is_not_active_is_not_refused():
    def careful(x, y):
        n = int(y)
        code = hash(n) % 7
        return x * n + code * int(errors.black_box(0))

    assert srcad.grad(careful)(2.0, 3.5) == 3.0


def test_what_does_not_reach_the_result_is_not_refused():
    def unused(x):
        whole = int(x)
        print(whole, errors.black_box(whole), hash(x))
        return x * x

    assert srcad.grad(unused)(2.5) == 5.0


def test_stop_gradient_states_intent():
    def stepped(x):
        return x * int(srcad.stop_gradient(x))

    assert srcad.grad(stepped)(2.5) == 2.0


def test_exception_of_the_primal_is_the_same_and_has_a_note():
    def fails(x, y):
        z = x * y
        return math.log(z)

    with pytest.raises(ValueError, match="domain|positive") as info:
        srcad.value_and_grad(fails)(-1.0, 2.0)
    line = inspect.getsourcelines(fails)[1] + 2
    notes = "\n".join(getattr(info.value, "__notes__", ()))
    assert f"test_errors.py:{line}" in notes
    assert "fails" in notes


def test_exception_raised_by_the_user_passes_through():
    def guarded(x):
        if x < 0:
            raise ValueError(f"a length must be positive, not {x}")
        return math.sqrt(x)

    with pytest.raises(ValueError, match="a length must be positive, not -2.0"):
        srcad.grad(guarded)(-2.0)
    with pytest.raises(ValueError, match="a length"):
        srcad.jvp(guarded, (-2.0,), (1.0,))
    assert srcad.grad(guarded)(4.0) == 0.25


def of_positive(x):
    a, b = x[x > 0]
    return a * b


def of_columns(x):
    rows = np.stack([x, x * x])[:, x > 0]
    total = 0.0
    for a, b in rows:
        total += a * b
    return total


def of_equal_lengths(x):
    return sum(a * b for a, b in zip(x, x[x > 0], strict=True))


@pytest.mark.parametrize("function", [of_positive, of_columns, of_equal_lengths])
@pytest.mark.parametrize("x", [[0.5, 1.5, 2.5], [0.5, -1.5, -2.5], [0.5, 1.5], [0.5, -1.5, 2.5]])
def test_values_that_do_not_fit_their_targets_fail_as_in_the_primal(function, x):
    def outcome(call):
        try:
            return call()
        except ValueError as error:
            return str(error)

    x = np.array(x)
    wanted = outcome(lambda: function(x))
    assert outcome(lambda: srcad.value_and_grad(function)(x)[0]) == wanted
    assert outcome(lambda: srcad.jvp(function, (x,), (x,))[0]) == wanted
    assert outcome(lambda: srcad.value_and_grad(function, backend="auto")(x)[0]) == pytest.approx(wanted)


def test_failed_assertion_passes_through():
    def checked(x):
        assert x > 0, "too small"
        return x * x

    with pytest.raises(AssertionError, match="too small"):
        srcad.grad(checked)(-2.0)


def test_traceback_shows_the_generated_line():
    def divides(x, y):
        return x / y

    with pytest.raises(ZeroDivisionError) as info:
        srcad.grad(divides)(1.0, 0.0)
    text = "".join(traceback.format_exception(info.value))
    assert "x / y" in text


def test_shapes_that_do_not_fit_fail_as_in_the_primal():
    def product(a, b):
        return np.sum(a @ b)

    with pytest.raises(ValueError, match="matmul"):
        srcad.grad(product)(np.ones((2, 3)), np.ones((2, 3)))


def test_check_grads_finds_a_wrong_derivative():
    def jumps(x):
        return x * x + np.floor(1e8 * x) * 1e-8  # its difference is 1 more than its derivative

    with pytest.raises(srcad.CheckFailed):
        srcad.check_grads(jumps, (0.7,), order=1)


def changed_beside_another(x, p, q):
    p["n"] = p["n"] * q["n"] * x
    return p["n"] * q["n"] + p["m"]


def same_dict_read_twice(x, p, q):
    return x * x * p["n"] * q["n"]


def same_dict_for_other_keys(x, p, q):
    p["n"] = x * x
    return p["n"] * q["m"]


def test_a_second_name_that_does_no_harm_is_allowed():
    one, other = {"n": 1.5, "m": 0.5}, {"n": 2.0, "m": 0.25}
    assert srcad.grad(changed_beside_another)(0.5, one, other) == 6.0
    assert srcad.grad(same_dict_read_twice)(0.5, one, one) == 2.25
    assert srcad.grad(same_dict_for_other_keys)(0.5, one, one) == 0.5
