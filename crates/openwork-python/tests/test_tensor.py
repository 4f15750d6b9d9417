"""Tensors, layers and functions in PyTorch's names."""

import json
import pathlib
import threading

import numpy as np
import pytest

import openwork as ow
from openwork import nn
from openwork.nn import functional as F

CASES = json.loads((pathlib.Path(__file__).resolve().parents[3] / "parity/cases/tensor.json").read_text())["cases"]


def run(op, args, x, places, *more):
    """The operation of a parity case by its Python name."""
    keep, axes, ints = bool(args and args[0]), [int(a) for a in args[1:]], [int(a) for a in args]
    method = {
        "ln": "log",
        "ln_1p": "log1p",
        "recip": "reciprocal",
        "where": None,
    }.get(op, op)
    if op in ("sum", "mean", "amax", "amin"):
        return getattr(x, op)(axes, keepdim=keep)
    if op in ("max", "min"):
        return getattr(x, op)(axes[0], keepdim=keep)[0]
    if op == "var":
        return x.var(axes, correction=ints[0], keepdim=True)
    if op in ("add_scalar", "mul_scalar", "powf"):
        return {"add_scalar": x + args[0], "mul_scalar": x * args[0], "powf": x ** args[0]}[op] if args else x
    if op in ("gather", "scatter", "scatter_add", "index_select"):
        return getattr(x, op)(ints[0], places, *more)
    forms = {
        "square_by_mul": lambda: x * x,
        "where": lambda: ow.where(places.astype(np.float32), x, *more),
        "masked_fill": lambda: x.masked_fill(places.astype(np.float32), args[0]),
        "clamp": lambda: x.clamp(*args),
        "glu": lambda: F.glu(x, ints[0]),
        "t_reshape": lambda: x.T.reshape(-1),
        "slice": lambda: x[(slice(None),) * ints[0] + (slice(*ints[1:]),)],
        "select": lambda: x[(slice(None),) * ints[0] + (ints[1],)],
        "cat": lambda: ow.cat([x, *more], ints[0]),
        "stack": lambda: ow.stack([x, *more], ints[0]),
        "t_matmul_t": lambda: x.T @ more[0].T,
        "linear": lambda: F.linear(x, *more),
        "cross_entropy": lambda: F.cross_entropy(x, places),
        "mse": lambda: F.mse_loss(x, np.float32(args).reshape(x.shape)),
    }
    if op in forms:
        return forms[op]()
    return getattr(x, method)(*more, *ints)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_values_and_gradients_are_pytorchs(case):
    leaves = [ow.tensor(np.float32(i["values"]).reshape(i["shape"]), requires_grad=True) for i in case["inputs"]]
    places = case.get("places")
    places = places and np.array(places["values"]).reshape(places["shape"])
    out = run(case["op"], case["args"], leaves[0], places, *leaves[1:])
    assert out.shape == tuple(case["shape"])
    near(out, case["value"], case["tolerance"])
    out.backward(np.float32(case["gradient"]).reshape(out.shape))
    for leaf, wanted in zip(leaves, case["grads"]):
        near(leaf.grad, wanted, case["tolerance"])


def near(got, wanted, tolerance):
    wanted = np.array(wanted)
    assert np.abs(got.numpy().ravel() - wanted).max(initial=0) <= tolerance * np.abs(wanted).max(initial=0)


def test_numpy_reads_the_memory_itself_and_keeps_what_it_read():
    x = ow.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    seen, again = x.numpy(), x.numpy()
    assert seen.ctypes.data == again.ctypes.data and seen.dtype == np.float32
    with pytest.raises(ValueError):
        seen[0, 0] = 9
    x.copy_(np.zeros((2, 2)))
    del x
    assert seen.tolist() == [[1, 2], [3, 4]]
    assert ow.tensor(np.arange(6).reshape(2, 3)).T.numpy().tolist() == [[0, 3], [1, 4], [2, 5]]


def test_numpy_goes_in_whatever_its_layout():
    a = np.arange(12, dtype=np.float64).reshape(3, 4)[::2, ::-1]
    assert ow.tensor(a).tolist() == a.tolist()
    assert np.asarray(ow.tensor(a) + a).tolist() == (2 * a).tolist()


def test_a_second_backward_is_refused_unless_the_graph_is_kept():
    x = ow.tensor(2.0, requires_grad=True)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 8
    with pytest.raises(ValueError, match="freed"):
        y.backward()


def test_no_grad_writes_nothing_here_and_something_elsewhere():
    x = ow.tensor([1.0], requires_grad=True)
    with ow.no_grad():
        assert not (x * 2).requires_grad and not ow.is_grad_enabled()
        found = []
        other = threading.Thread(target=lambda: found.append((x * 2).requires_grad))
        other.start()
        other.join()
        assert found == [True]
        large = ow.tensor(np.ones((600, 600)), requires_grad=True)
        assert not (large @ large).requires_grad
    assert (x * 2).requires_grad

    @ow.no_grad()
    def predict():
        return x * 2

    assert not predict().requires_grad


def test_bad_input_says_what_is_wrong():
    a, b = ow.zeros(2, 3), ow.zeros(4)
    for call, says in [
        (lambda: a + b, r"add: got shapes \[2, 3\] and \[4\]"),
        (lambda: a @ b, "matmul"),
        (lambda: a.sum(2), "axis = 2"),
        (lambda: a.reshape(5), "reshape"),
        (lambda: F.cross_entropy(a, [0, 3]), "3"),
        (lambda: F.cross_entropy(a, [-100, -100]), "ignored"),
        (lambda: nn.BatchNorm1d(3)(ow.zeros(1, 3)), "more than one"),
        (lambda: nn.Dropout(1.5), "p = 1.5"),
        (lambda: a.backward(), "wants a gradient"),
        (lambda: F.softmax(a, 2), "dim = 2"),
    ]:
        with pytest.raises(ValueError, match=says):
            call()
    with pytest.raises(IndexError):
        a[2]
    with pytest.raises(TypeError):
        a.gather(0, np.zeros((1, 3)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.25))
        self.head = nn.GatedLinear(8, 3)

    def forward(self, x):
        return self.head(self.features(x))


def test_modules_name_their_state_as_pytorch_does():
    net = Net()
    names = [name for name, _ in net.named_parameters()]
    assert names[:4] == ["features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias"]
    assert names[4:] == ["head.linear1.weight", "head.linear1.bias", "head.linear2.weight", "head.linear2.bias"]
    buffers = dict(net.named_buffers())
    assert list(buffers) == ["features.1.running_mean", "features.1.running_var", "features.1.num_batches_tracked"]
    assert [p.shape for p in net.parameters()][:2] == [(8, 4), (8,)]


def test_a_saved_state_gives_the_same_answers(tmp_path):
    net, x = Net(), np.random.default_rng(0).normal(size=(16, 4))
    for _ in range(3):
        net(ow.tensor(x))
    net.save(tmp_path / "net.safetensors")
    other = Net().load(tmp_path / "net.safetensors")
    assert other.features[1].num_batches_tracked == 3
    net.eval()
    other.eval()
    assert net(ow.tensor(x)).tolist() == other(ow.tensor(x)).tolist()
    with pytest.raises(ValueError, match="not this model's state"):
        nn.Linear(4, 8).load(tmp_path / "net.safetensors")


def test_training_learns_and_seeds_repeat():
    def losses():
        nn.manual_seed(3)
        net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
        points = np.random.default_rng(1).normal(size=(64, 2)).astype(np.float32)
        classes = (points[:, 0] * points[:, 1] > 0).astype(int)
        found = []
        for _ in range(150):
            net.zero_grad()
            loss = F.cross_entropy(net(ow.tensor(points)), classes)
            loss.backward()
            for p in net.parameters():
                p.data = p.data - p.grad * 0.5
            found.append(loss.item())
        return found

    first = losses()
    assert first[-1] < 0.3 * first[0]
    assert first == losses()


def test_pytorch_and_openwork_read_each_others_files(tmp_path):
    torch = pytest.importorskip("torch")
    safetensors = pytest.importorskip("safetensors.torch")
    theirs = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.ReLU(), torch.nn.LayerNorm(8), torch.nn.Linear(8, 3))
    x = np.random.default_rng(2).normal(size=(32, 4)).astype(np.float32)
    theirs(torch.tensor(x))
    safetensors.save_file(theirs.state_dict(), tmp_path / "theirs.safetensors")

    def ours():
        return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.LayerNorm(8), nn.Linear(8, 3))

    mine = ours().load(tmp_path / "theirs.safetensors")
    mine.eval()
    theirs.eval()
    wanted = theirs(torch.tensor(x)).detach().numpy()
    assert np.abs(mine(ow.tensor(x)).numpy() - wanted).max() < 2e-6
    drawn = ours()
    drawn(ow.tensor(x))
    drawn.save(tmp_path / "ours.safetensors")
    drawn.eval()
    theirs.load_state_dict(safetensors.load_file(tmp_path / "ours.safetensors"))
    assert np.abs(drawn(ow.tensor(x)).numpy() - theirs(torch.tensor(x)).detach().numpy()).max() < 2e-6
