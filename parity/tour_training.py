"""What PyTorch answers to the questions that `openwork tour` asks of the optimizers and of training. Writes tour_training.json."""

import json
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits

VERSION = torch.__version__.split("+")[0]
assert VERSION == "2.15.0", f"torch {VERSION}, wanted 2.15.0: pip install -r requirements.txt"
START, STEPS = (-3.5, 1.75), 100
torch.set_num_threads(1)


def descend(make):
    """Where an optimizer stands on the bowl (x² + 20 y²) / 2 after a hundred steps; the gradient is rounded to single precision."""
    p = torch.tensor(START, requires_grad=True)
    optimizer = make([p])
    for _ in range(STEPS):
        x, y = p.detach().numpy().astype(np.float64)
        p.grad = torch.tensor(np.array([x, 20 * y]).astype(np.float32))
        optimizer.step()
    return [float(v) for v in p.detach().numpy()]


def start(parameter, number):
    """Numbers that both sides can make: a row of remainders, within 1 / sqrt(inputs)."""
    k = np.arange(parameter.numel(), dtype=np.int64)
    share = ((k * 7919 + 104729 * number) % 10007) / 10007 * 2 - 1
    bound = 1 / np.sqrt(parameter.shape[-1] if parameter.ndim == 2 else 32)
    with torch.no_grad():
        parameter.copy_(torch.tensor((share * bound).astype(np.float32).reshape(parameter.shape)))


def digits():
    """Four fifths of the digits learnt by a network, the rows in their order; every fifth row asked."""
    data = load_digits()
    asked = np.arange(len(data.data)) % 5 == 4
    x, y = torch.tensor((data.data / 16).astype(np.float32)), torch.tensor(data.target)
    net = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    for number, parameter in enumerate(net.parameters()):
        start(parameter, number)
    optimizer, losses = torch.optim.Adam(net.parameters(), lr=0.003), []
    known, answers = x[~asked], y[~asked]
    for _ in range(30):
        for rows in range(0, len(known), 32):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(known[rows : rows + 32]), answers[rows : rows + 32])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    with torch.no_grad():
        right = int((net(x[asked]).argmax(1) == y[asked]).sum())
    return {"losses": losses[:100], "right": right}


def main():
    o = torch.optim
    out = {
        "reference": f"PyTorch {VERSION}",
        "sgd": descend(lambda p: o.SGD(p, lr=0.01, momentum=0.9)),
        "adagrad": descend(lambda p: o.Adagrad(p, lr=0.5)),
        "adadelta": descend(lambda p: o.Adadelta(p, lr=5.0)),
        "rmsprop": descend(lambda p: o.RMSprop(p, lr=0.02)),
        "adam": descend(lambda p: o.Adam(p, lr=0.1)),
        "adamw": descend(lambda p: o.AdamW(p, lr=0.1)),
        "mlp": digits(),
    }
    rates = []
    optimizer = o.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    warm, down = o.lr_scheduler.LinearLR(optimizer, 0.1, 1.0, 10), o.lr_scheduler.CosineAnnealingLR(optimizer, 90)
    scheduler = o.lr_scheduler.SequentialLR(optimizer, [warm, down], [10])
    for _ in range(100):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    out["schedules"] = rates
    text = json.dumps(out)
    (Path(__file__).parent / "tour_training.json").write_text(text + "\n")
    print(f"tour_training.json: {len(text)} bytes, {out['mlp']['right']} right")


if __name__ == "__main__":
    main()
