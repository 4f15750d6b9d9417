"""Every operation of the tensors: PyTorch's value and gradients, in float64 on float32 inputs.

An operation is named with its arguments; both sides know what they mean. The gradient that goes back begins with random numbers.
"""

import numpy as np
import torch
import torch.nn.functional as F

from common import Suite

VERSION = "2.15.0"
assert torch.__version__.split("+")[0] == VERSION, f"torch {torch.__version__}, wanted {VERSION}: pip install -r requirements.txt"

suite = Suite("tensor", "torch", __file__)
suite.head["version"] = VERSION
rng = np.random.default_rng(6)


def normal(*shape, scale=1.0, shift=0.0):
    return np.round(rng.normal(shift, scale, shape), 3).astype(np.float32)


def positive(*shape, low=0.3, high=3.0):
    return np.round(rng.uniform(low, high, shape), 3).astype(np.float32)


def index(high, *shape):
    return rng.integers(0, high, shape)


def short(values):
    return [float(f"{float(v):.10g}") for v in np.asarray(values).ravel()]


def case(name, op, inputs, run, args=(), places=None, tolerance=1e-6):
    """`run(*inputs)` gives one tensor; `places` are whole numbers with a shape."""
    leaves = [torch.tensor(np.asarray(x), dtype=torch.float64, requires_grad=True) for x in inputs]
    value = run(*leaves)
    gradient = normal(*value.shape)
    value.backward(torch.tensor(np.asarray(gradient), dtype=torch.float64))
    fields = {
        "name": name,
        "op": op,
        "args": [float(a) for a in args],
        "inputs": [{"shape": list(np.shape(x)), "values": np.asarray(x).ravel()} for x in inputs],
        "gradient": np.asarray(gradient).ravel(),
        "shape": list(value.shape),
        "value": short(value.detach().numpy()),
        "grads": [short(leaf.grad.numpy()) for leaf in leaves],
        "tolerance": tolerance,
    }
    if places is not None:
        fields["places"] = {"shape": list(places.shape), "values": places.ravel().tolist()}
    suite.add(**fields)


def arithmetic():
    pairs = [((3, 4), (3, 4)), ((2, 3, 4), (4,)), ((2, 1, 4), (3, 1)), ((), (2, 3)), ((5, 1), (1, 6)), ((1,), (4, 1))]
    forms = [
        ("add", torch.add, normal),
        ("sub", torch.sub, normal),
        ("mul", torch.mul, normal),
        ("div", torch.div, positive),
        ("pow", torch.pow, positive),
        ("maximum", torch.maximum, normal),
        ("minimum", torch.minimum, normal),
    ]
    for op, run, draw in forms:
        for a, b in pairs:
            case(f"{op} {a} {b}", op, [draw(*a), draw(*b)], run)
    ties = np.array([1.0, -2.0, 0.0], np.float32)
    case("maximum of equals", "maximum", [ties, ties], torch.maximum)
    case("minimum of equals", "minimum", [ties, ties], torch.minimum)
    case("pow of zero", "pow", [np.array([0.0, 0.0, 2.0], np.float32), np.array([2.0, 1.0, 0.0], np.float32)], torch.pow)
    case("one tensor twice", "square_by_mul", [normal(3, 2)], lambda x: x * x)
    mask = index(2, 2, 3, 4).astype(np.float32)
    for a, b in [((2, 3, 4), (2, 3, 4)), ((3, 1), (4,)), ((), (2, 1, 4))]:
        case(f"where {a} {b}", "where", [normal(*a), normal(*b)], lambda a, b: torch.where(torch.tensor(mask) != 0, a, b), places=mask.astype(int))
    case("masked fill", "masked_fill", [normal(2, 3, 4)], lambda x: x.masked_fill(torch.tensor(mask) != 0, -3.5), [-3.5], places=mask.astype(int))


def functions():
    forms = [
        ("neg", torch.neg, normal(3, 5), ()),
        ("add_scalar", lambda x: x + 1.5, normal(3, 5), (1.5,)),
        ("mul_scalar", lambda x: x * -2.5, normal(3, 5), (-2.5,)),
        ("powf", lambda x: x**2, normal(3, 5), (2,)),
        ("powf", lambda x: x**3, normal(3, 5), (3,)),
        ("powf", lambda x: x**-0.5, positive(3, 5), (-0.5,)),
        ("powf", lambda x: x**0, normal(3, 5), (0,)),
        ("exp", torch.exp, normal(3, 40, scale=8.0), ()),
        ("ln", torch.log, positive(3, 40, low=1e-3, high=30), ()),
        ("ln_1p", torch.log1p, positive(3, 5, low=0.001, high=0.1), ()),
        ("sqrt", torch.sqrt, positive(3, 5), ()),
        ("recip", torch.reciprocal, positive(3, 5), ()),
        ("abs", torch.abs, np.append(normal(9), np.float32(0)), ()),
        ("sin", torch.sin, normal(3, 5, scale=3.0), ()),
        ("cos", torch.cos, normal(3, 5, scale=3.0), ()),
        ("clamp", lambda x: x.clamp(-0.5, 0.8), np.append(normal(12), np.float32([-0.5, 0.8])), (-0.5, 0.8)),
        ("relu", torch.relu, normal(3, 5), ()),
        ("sigmoid", torch.sigmoid, normal(3, 5), ()),
        ("tanh", torch.tanh, normal(3, 5), ()),
        ("softmax", lambda x: x.softmax(1), normal(2, 3, 4), (1,)),
        ("log_softmax", lambda x: x.log_softmax(-1), normal(2, 3, 4), (-1,)),
        ("glu", lambda x: F.glu(x, 1), normal(2, 6, 3), (1,)),
    ]
    for op, run, x, args in forms:
        case(" ".join([op, *map(str, args)]), op, [x], run, args)


def reductions():
    x = normal(2, 3, 4)
    far = (normal(4, 50) + np.float32(1e4)).astype(np.float32)
    for op, run in [("sum", torch.sum), ("mean", torch.mean), ("amax", torch.amax), ("amin", torch.amin)]:
        for axes in [(0,), (1,), (-1,), (0, 2), (0, 1), (0, 1, 2)]:
            for keep in [False, True]:
                case(f"{op} axes {axes} keep {keep}", op, [x], lambda x: run(x, dim=axes, keepdim=keep), [keep, *axes])
        case(f"{op} far from 0", op, [far], lambda x: run(x, dim=(1,)), [False, 1])
    case("amax of equals", "amax", [np.float32([[1, 1, 0], [2, 2, 2]])], lambda x: x.amax((1,)), [False, 1])
    for op, run in [("max", torch.max), ("min", torch.min)]:
        for axis in [0, 1, -1]:
            for keep in [False, True]:
                case(f"{op} axis {axis} keep {keep}", op, [x], lambda x: run(x, axis, keepdim=keep).values, [keep, axis])
    for correction in [0, 1]:
        for axes in [(0,), (-1,), (0, 2)]:
            run = lambda x: torch.var(x, dim=axes, correction=correction, keepdim=True)
            case(f"var {correction} axes {axes}", "var", [x], run, [correction, *axes])
        case(f"var {correction} far from 0", "var", [far], lambda x: torch.var(x, dim=(1,), correction=correction, keepdim=True), [correction, 1])


def views():
    x = normal(2, 3, 4)
    case("reshape", "reshape", [x], lambda x: x.reshape(4, -1), [4, -1])
    case("reshape of a transpose", "t_reshape", [x], lambda x: x.transpose(-1, -2).reshape(-1))
    case("flatten", "flatten", [x], lambda x: x.flatten(1, -1), [1, -1])
    case("permute", "permute", [x], lambda x: x.permute(2, 0, 1), [2, 0, 1])
    case("transpose", "transpose", [x], lambda x: x.transpose(0, -1), [0, -1])
    case("unsqueeze", "unsqueeze", [x], lambda x: x.unsqueeze(1), [1])
    case("squeeze", "squeeze", [normal(2, 1, 3)], lambda x: x.squeeze(1), [1])
    case("slice", "slice", [x], lambda x: x[:, :, 1:4:2], [2, 1, 4, 2])
    case("slice of rows", "slice", [x], lambda x: x[1:2], [0, 1, 2, 1])
    case("select", "select", [x], lambda x: x[:, 2], [1, 2])
    case("expand", "expand", [normal(3, 1)], lambda x: x.expand(2, 3, 4), [2, 3, 4])


def places():
    x = normal(3, 4)
    at = index(3, 2, 4)
    case("gather 0", "gather", [x], lambda x: x.gather(0, torch.tensor(at)), [0], at)
    at1 = index(4, 3, 6)
    case("gather 1", "gather", [x], lambda x: x.gather(1, torch.tensor(at1)), [1], at1)
    case("scatter_add 0", "scatter_add", [x, normal(2, 4)], lambda x, s: x.scatter_add(0, torch.tensor(at), s), [0], at)
    once = np.stack([rng.permutation(4)[:2] for _ in range(3)])
    case("scatter 1", "scatter", [x, normal(3, 2)], lambda x, s: x.scatter(1, torch.tensor(once), s), [1], once)
    rows = index(3, 5)
    case("index_select 0", "index_select", [x], lambda x: x.index_select(0, torch.tensor(rows)), [0], rows)
    case("index_select 1", "index_select", [normal(2, 3, 4)], lambda x: x.index_select(1, torch.tensor(rows)), [1], rows)
    parts = [normal(2, 3), normal(2, 1), normal(2, 2)]
    case("cat", "cat", parts, lambda *t: torch.cat(t, 1), [1])
    case("cat of rows", "cat", [normal(1, 3), normal(2, 3)], lambda *t: torch.cat(t, 0), [0])
    case("stack", "stack", [normal(2, 3), normal(2, 3)], lambda *t: torch.stack(t, 1), [1])


def products():
    shapes = [
        ((4, 5), (5, 3)),
        ((5,), (5, 3)),
        ((4, 5), (5,)),
        ((5,), (5,)),
        ((2, 4, 5), (2, 5, 3)),
        ((2, 4, 5), (5, 3)),
        ((4, 5), (2, 5, 3)),
        ((2, 1, 4, 5), (3, 5, 2)),
        ((3, 5), (2, 5, 1)),
        ((33, 70), (70, 40)),
    ]
    for a, b in shapes:
        case(f"matmul {a} {b}", "matmul", [normal(*a), normal(*b)], torch.matmul)
    case("matmul of transposes", "t_matmul_t", [normal(2, 5, 4), normal(3, 5)], lambda a, b: a.transpose(-1, -2) @ b.T)
    case("linear", "linear", [normal(7, 5), normal(3, 5), normal(3)], F.linear)
    case("linear, no bias, three axes", "linear", [normal(2, 3, 5), normal(4, 5)], F.linear)


def losses():
    scores, targets = normal(4, 3), index(3, 4)
    case("cross entropy", "cross_entropy", [scores], lambda x: F.cross_entropy(x, torch.tensor(targets)), (), targets)
    t = normal(4, 3)
    case("mse", "mse", [scores], lambda x: F.mse_loss(x, torch.tensor(t, dtype=torch.float64)), short(t))


def main():
    for part in [arithmetic, functions, reductions, views, places, products, losses]:
        part()
    suite.write()


if __name__ == "__main__":
    main()
