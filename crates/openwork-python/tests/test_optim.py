"""The optimizers and schedules from Python: PyTorch's answers (golden files), state, groups, bad input."""

import json
import pathlib

import numpy as np
import pytest

import openwork
from openwork.optim import SGD, Adadelta, Adagrad, Adam, AdamW, RMSprop, clip_grad_norm_, clip_grad_value_, lr_scheduler

KINDS = {"SGD": SGD, "Adagrad": Adagrad, "Adadelta": Adadelta, "RMSprop": RMSprop, "Adam": Adam, "AdamW": AdamW}
CASES = pathlib.Path(__file__).parents[3] / "parity" / "cases"
LENGTHS = (5, 1, 18)


def suite(name):
    return json.loads((CASES / f"{name}.json").read_text())


def parts(row):
    return [np.float32(p) for p in np.split(np.float32(row), np.cumsum(LENGTHS)[:-1])]


def make(values):
    return [openwork.Tensor(v, requires_grad=True) for v in values]


def cases():
    for name in ("sgd", "adagrad", "adadelta", "rmsprop", "adam", "adamw"):
        read = suite(name)
        for case in read["cases"]:
            yield pytest.param(case, read["data"], id=case["name"])


@pytest.mark.parametrize("case, data", cases())
def test_a_hundred_steps_end_where_pytorch_ends(case, data):
    parameters = make(parts(data["start"][0]))
    target, curvature = parts(data["target"][0]), parts(data["curvature"][0])
    kind, groups = KINDS[case["kind"]], case["groups"]
    if len(groups) == 1:
        optimizer = kind(parameters, **groups[0])
    else:
        optimizer = kind([{"params": [p], **g} for p, g in zip(parameters, groups)])
    for step in range(100):
        noise = parts(data["noise"][step % len(data["noise"])])
        for p, t, c, n in zip(parameters, target, curvature, noise):
            p.grad = c * (p.numpy() - t) + n
        if case.get("clip"):
            {"norm": clip_grad_norm_, "value": clip_grad_value_}[case["clip"][0]](parameters, case["clip"][1])
        optimizer.step()
    ours, theirs = np.concatenate([p.numpy() for p in parameters]), np.array(case["expected"]["parameters"][-1])
    assert np.abs(ours - theirs).max() <= 1e-6 * np.abs(theirs).max()
    state = optimizer.state_dict()["state"]
    for place, wanted in enumerate(case["expected"]["state"]):
        kept = {k: v for k, v in state[place].items() if k != "step"}
        assert kept.keys() == wanted.keys() and state[place]["step"] == 100
        for name, values in wanted.items():
            # Relative to the largest of its kind: a velocity on its way through zero keeps the rounding of what it was.
            largest = max(np.abs(each[name]).max() for each in case["expected"]["state"] if name in each)
            assert np.abs(kept[name] - values).max() <= 1e-6 * max(largest, 1e-30), name


def descend(optimizer, parameters, steps):
    for _ in range(steps):
        for p in parameters:
            p.grad = p.numpy() - np.float32(1.5)
        optimizer.step()


def test_state_goes_on_bit_for_bit(tmp_path):
    first = make([[1.0, -2.0], [[3.0]]])
    optimizer = AdamW([{"params": [first[0]], "lr": 0.1}, {"params": [first[1]]}], amsgrad=True)
    descend(optimizer, first, 5)
    optimizer.save(tmp_path / "o.safetensors")
    kept = optimizer.state_dict()
    for how in ("file", "dict"):
        second = make([p.numpy() for p in first])
        other = AdamW([{"params": [second[0]]}, {"params": [second[1]]}], amsgrad=True)
        other.load(tmp_path / "o.safetensors") if how == "file" else other.load_state_dict(kept)
        assert other.param_groups[0]["lr"] == 0.1
        third = make([p.numpy() for p in first])
        again = AdamW([{"params": [third[0]]}, {"params": [third[1]]}], amsgrad=True)
        again.load_state_dict(kept)
        descend(again, third, 4)
        descend(other, second, 4)
        assert all((a.numpy() == b.numpy()).all() for a, b in zip(second, third)), how
    descend(optimizer, first, 4)
    assert all((a.numpy() == b.numpy()).all() for a, b in zip(first, second))
    with pytest.raises(ValueError, match="other parameters"):
        Adam(make([[1.0]])).load(tmp_path / "o.safetensors")
    with pytest.raises(ValueError, match="another model"):
        Adam(make([[1.0]])).load_state_dict(kept)


def test_gradients_come_from_backward_and_are_forgotten():
    w = openwork.Tensor([3.0, -1.0], requires_grad=True)
    optimizer = SGD([w], lr=0.5)
    loss = (w * w).sum()
    loss.backward()
    assert optimizer.step() is None
    assert w.numpy().tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert w.grad is None
    optimizer.step()  # without a gradient nothing moves
    assert w.numpy().tolist() == [0.0, 0.0]
    assert optimizer.step(lambda: 7) == 7


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in suite("schedules")["cases"]])
def test_schedules_are_pytorchs(case):
    s, lr = dict(case["schedule"]), case["lr"]
    kind = s.pop("schedule")
    optimizer = SGD([openwork.Tensor([0.0], requires_grad=True)], lr=lr)
    if kind == "step":
        scheduler = lr_scheduler.StepLR(optimizer, s["size"], s["gamma"])
    elif kind == "multi-step":
        scheduler = lr_scheduler.MultiStepLR(optimizer, s["milestones"], s["gamma"])
    elif kind == "exponential":
        scheduler = lr_scheduler.ExponentialLR(optimizer, s["gamma"])
    elif kind == "cosine":
        scheduler = lr_scheduler.CosineAnnealingLR(optimizer, s["steps"], s["min"])
    elif kind == "linear":
        scheduler = lr_scheduler.LinearLR(optimizer, s["start"], s["end"], s["steps"])
    else:
        warm = lr_scheduler.LinearLR(optimizer, s["start"], 1.0, s["warmup"])
        down = lr_scheduler.CosineAnnealingLR(optimizer, s["steps"] - s["warmup"], s["min"])
        scheduler = lr_scheduler.SequentialLR(optimizer, [warm, down], [s["warmup"]])
    for wanted in case["expected"]:
        assert abs(optimizer.param_groups[0]["lr"] - wanted) <= 1e-12 * lr
        assert scheduler.get_last_lr() == [optimizer.param_groups[0]["lr"]]
        scheduler.step()


def test_a_schedule_is_resumed_and_what_is_changed_in_a_group_holds():
    w = openwork.Tensor([1.0], requires_grad=True)
    optimizer = SGD([w], lr=1.0)
    scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5)
    scheduler.step()
    kept = scheduler.state_dict()
    scheduler.step()
    other = lr_scheduler.ExponentialLR(SGD([openwork.Tensor([1.0], requires_grad=True)], lr=1.0), 0.5)
    other.load_state_dict(kept)
    other.step()
    assert other.get_last_lr() == scheduler.get_last_lr() == [0.25]
    optimizer.param_groups[0]["lr"] = 0.125
    w.grad = [1.0]
    optimizer.step()
    assert w.numpy().tolist() == [0.875]


@pytest.mark.parametrize(
    "make_one, words",
    [
        (lambda p: SGD(p, lr=-1.0), "lr = -1"),
        (lambda p: SGD(p, nesterov=True), "nesterov"),
        (lambda p: Adam(p, betas=(1.0, 0.9)), "betas = 1"),
        (lambda p: RMSprop(p, alpha=2.0), "alpha = 2"),
        (lambda p: SGD([]), "empty"),
        (lambda p: SGD(p + p), "twice"),
        (lambda p: SGD([{"params": p, "rho": 0.9}]), "no setting 'rho'"),
        (lambda p: SGD([p[0] * 2.0]), "leaf"),
        (lambda p: lr_scheduler.StepLR(SGD(p), 0), "size = 0"),
        (lambda p: lr_scheduler.SequentialLR(SGD(p), [], [3]), "milestones"),
    ],
)
def test_what_makes_no_sense_is_refused(make_one, words):
    with pytest.raises(ValueError, match=words):
        make_one(make([[1.0]]))


def test_parameters_are_tensors():
    with pytest.raises(TypeError, match="wanted openwork.Tensor"):
        SGD([np.zeros(3, np.float32)])
