"""Optimizers and learning-rate schedules: PyTorch's. Writes cases/sgd.json, adagrad.json, adadelta.json,
rmsprop.json, adam.json, adamw.json and schedules.json.

The problem is elementwise, so that both sides find the same gradients from the same parameters: `g = c (p - t) + noise`, in single
precision, with a table of noise that is gone through row by row. One hundred steps with every option of every optimizer; the
parameters after 1, 2, 10 and 100 steps and the state at the end are compared.
"""

import numpy as np
import torch

import common
from common import Suite, rounded

VERSION = torch.__version__.split("+")[0]
assert VERSION == "2.15.0", f"torch {VERSION}, wanted 2.15.0: pip install -r requirements.txt"
common.VERSION = VERSION  # what the head of these case files names
STEPS, SHOWN = 100, (1, 2, 10, 100)
LENGTHS = (5, 1, 18)
NOISE_ROWS = 7

torch.set_num_threads(1)


def problem(suite):
    rng = np.random.default_rng(6)
    n = sum(LENGTHS)
    suite.data["start"] = rounded(rng.normal(0, 1, (1, n)))
    suite.data["target"] = rounded(rng.normal(0, 2, (1, n)))
    suite.data["curvature"] = rounded(10 ** rng.uniform(-1, 0.5, (1, n)))
    suite.data["noise"] = rounded(rng.normal(0, 0.3, (NOISE_ROWS, n)))


def parts(row):
    return [torch.tensor(p, dtype=torch.float32) for p in np.split(np.asarray(row).ravel().astype(np.float32), np.cumsum(LENGTHS)[:-1])]


def run(suite, make, clip=None):
    """The parameters after the shown steps, all in a row, and the state at the end."""
    parameters = [p.requires_grad_() for p in parts(suite.data["start"])]
    target, curvature = parts(suite.data["target"]), parts(suite.data["curvature"])
    optimizer = make(parameters)
    seen, norms = [], []
    for step in range(STEPS):
        for p, t, c, n in zip(parameters, target, curvature, parts(suite.data["noise"][step % NOISE_ROWS])):
            p.grad = c * (p.detach() - t) + n
        if clip and clip[0] == "norm":
            norms.append(float(torch.nn.utils.clip_grad_norm_(parameters, clip[1])))
        elif clip:
            torch.nn.utils.clip_grad_value_(parameters, clip[1])
        optimizer.step()
        if step + 1 in SHOWN:
            seen.append(np.concatenate([p.detach().numpy() for p in parameters]))
    state = [{k: v.numpy() for k, v in optimizer.state[p].items() if k != "step" and v is not None} for p in parameters]
    return {"parameters": seen, "state": state, "norms": norms[:3]}


def case(suites, name, kind, clip=None, groups=None, **options):
    """`groups` are settings of the first, second and third parameter; options not named are PyTorch's defaults."""
    suite, klass = suites[kind], getattr(torch.optim, kind)
    settings = {k: v for k, v in klass([torch.zeros(1, requires_grad=True)], **options).defaults.items()
                if k in ("lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize", "lr_decay", "initial_accumulator_value",
                         "eps", "rho", "alpha", "centered", "betas", "amsgrad")}

    def make(parameters):
        if groups:
            return klass([{"params": [p], **g} for p, g in zip(parameters, groups)], **options)
        return klass(parameters, **options)

    rows = [{**settings, **g} for g in groups] if groups else [settings]
    fields = {"clip": [clip[0], float(clip[1])]} if clip else {}
    suite.add(name=name, kind=kind, groups=rows, **fields, expected=run(suite, make, clip), tolerance=1e-6)


def optimizers():
    suites = {}
    for kind in ("SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW"):
        suites[kind] = Suite(kind.lower(), f"PyTorch torch.optim.{kind}", __file__)
        problem(suites[kind])
    case(suites, "SGD", "SGD", lr=0.05)
    case(suites, "SGD, weight decay", "SGD", lr=0.05, weight_decay=0.1)
    case(suites, "SGD, maximize", "SGD", lr=0.001, maximize=True)
    case(suites, "SGD, momentum", "SGD", lr=0.02, momentum=0.9)
    case(suites, "SGD, momentum and dampening", "SGD", lr=0.02, momentum=0.9, dampening=0.5, weight_decay=0.01)
    case(suites, "SGD, Nesterov", "SGD", lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01)
    case(suites, "SGD, momentum, maximize", "SGD", lr=0.0005, momentum=0.5, maximize=True, weight_decay=0.1)
    case(suites, "SGD, clipped by norm", "SGD", lr=0.05, clip=("norm", 1.5))
    case(suites, "SGD, clipped by value", "SGD", lr=0.05, momentum=0.5, clip=("value", 0.4))
    case(suites, "SGD, three groups", "SGD", lr=0.05, groups=[{}, {"lr": 0.001}, {"weight_decay": 0.2, "lr": 0.1}])
    case(suites, "Adagrad", "Adagrad")
    case(suites, "Adagrad, every option", "Adagrad", lr=0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.3, eps=1e-3)
    case(suites, "Adagrad, maximize", "Adagrad", lr=0.05, maximize=True)
    case(suites, "Adadelta", "Adadelta")
    case(suites, "Adadelta, every option", "Adadelta", lr=0.5, rho=0.8, eps=1e-4, weight_decay=0.1)
    case(suites, "Adadelta, maximize", "Adadelta", lr=0.3, maximize=True)
    case(suites, "RMSprop", "RMSprop")
    case(suites, "RMSprop, weight decay", "RMSprop", lr=0.02, alpha=0.9, eps=1e-4, weight_decay=0.1)
    case(suites, "RMSprop, momentum", "RMSprop", lr=0.01, momentum=0.8)
    case(suites, "RMSprop, centered", "RMSprop", lr=0.01, centered=True, eps=1e-2)
    case(suites, "RMSprop, centered, momentum", "RMSprop", lr=0.002, centered=True, momentum=0.5, alpha=0.9, eps=1e-2)
    case(suites, "RMSprop, maximize", "RMSprop", lr=0.01, maximize=True)
    case(suites, "Adam", "Adam")
    case(suites, "Adam, weight decay", "Adam", lr=0.05, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.1)
    case(suites, "Adam, AMSGrad", "Adam", lr=0.05, amsgrad=True)
    case(suites, "Adam, maximize", "Adam", lr=0.02, maximize=True, weight_decay=0.01)
    case(suites, "Adam, small betas", "Adam", lr=0.05, betas=(0.2, 0.7))
    case(suites, "Adam, clipped by norm", "Adam", lr=0.05, clip=("norm", 1.0))
    case(suites, "Adam, three groups", "Adam", lr=0.05, groups=[{"amsgrad": True}, {"betas": (0.5, 0.9)}, {"weight_decay": 0.2, "eps": 1e-3}])
    case(suites, "AdamW", "AdamW")
    case(suites, "AdamW, every option", "AdamW", lr=0.05, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.3, amsgrad=True)
    case(suites, "AdamW, maximize", "AdamW", lr=0.02, maximize=True)
    for suite in suites.values():
        suite.write()


def schedules():
    suite = Suite("schedules", "PyTorch torch.optim.lr_scheduler", __file__)
    s = torch.optim.lr_scheduler

    def add(name, schedule, make, lr=0.1, steps=60):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
        scheduler = make(optimizer)
        rates = []
        for _ in range(steps):
            rates.append(float(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            scheduler.step()
        suite.add(name=name, schedule=schedule, lr=lr, expected=rates, tolerance=1e-12)

    add("step", {"schedule": "step", "size": 7, "gamma": 0.3}, lambda o: s.StepLR(o, 7, 0.3))
    add("step of one", {"schedule": "step", "size": 1, "gamma": 0.97}, lambda o: s.StepLR(o, 1, 0.97))
    add("multi-step", {"schedule": "multi-step", "milestones": [5, 6, 30], "gamma": 0.1}, lambda o: s.MultiStepLR(o, [5, 6, 30], 0.1))
    add("multi-step, one twice", {"schedule": "multi-step", "milestones": [10, 10], "gamma": 0.5}, lambda o: s.MultiStepLR(o, [10, 10], 0.5))
    add("exponential", {"schedule": "exponential", "gamma": 0.93}, lambda o: s.ExponentialLR(o, 0.93))
    add("cosine", {"schedule": "cosine", "steps": 59, "min": 0.0}, lambda o: s.CosineAnnealingLR(o, 59))
    add("cosine to a floor, and up again", {"schedule": "cosine", "steps": 20, "min": 0.01}, lambda o: s.CosineAnnealingLR(o, 20, 0.01))
    add("linear", {"schedule": "linear", "start": 1 / 3, "end": 1.0, "steps": 5}, lambda o: s.LinearLR(o))
    add("linear, down", {"schedule": "linear", "start": 1.0, "end": 0.1, "steps": 40}, lambda o: s.LinearLR(o, 1.0, 0.1, 40))
    add("warm-up and cosine", {"schedule": "warmup-cosine", "start": 0.1, "warmup": 8, "steps": 59, "min": 0.001},
        lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.1, 1.0, 8), s.CosineAnnealingLR(o, 51, 0.001)], [8]))
    suite.write()


if __name__ == "__main__":
    optimizers()
    schedules()
