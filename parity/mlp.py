"""A network of dense layers in training, step by step: PyTorch's losses from the same weights and batches. Writes cases/mlp.json."""

import numpy as np
import torch
from sklearn import datasets

import common
from common import Suite, rounded

VERSION = torch.__version__.split("+")[0]
assert VERSION == "2.15.0", f"torch {VERSION}, wanted 2.15.0: pip install -r requirements.txt"
common.VERSION = VERSION  # what the head of the case file names
STEPS = 100

torch.set_num_threads(1)
suite = Suite("mlp", "PyTorch nn.Sequential of Linear and an activation", __file__)


def case(name, data, scale, hidden, activation, optimizer, make, batch, seed, tolerance, clip=None, schedule=None, make_schedule=None):
    """Batches are the rows in their order, round and round; the weights are drawn here and rounded, so that both sides have the same."""
    loaded = getattr(datasets, f"load_{data}")(**({"scaled": False} if data == "diabetes" else {}))
    x = torch.tensor((loaded.data / scale).astype(np.float32))
    classes = data != "diabetes"
    y = torch.tensor(loaded.target if classes else (loaded.target / 100)[:, None].astype(np.float32))
    sizes = [x.shape[1], *hidden, int(y.max()) + 1 if classes else 1]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(a, b), activation()]
    net = torch.nn.Sequential(*layers[:-1])
    rng, weights = np.random.default_rng(seed), {}
    for key, parameter in net.named_parameters():
        bound = 1 / np.sqrt(parameter.shape[-1] if parameter.ndim == 2 else 8)
        weights[key] = rounded(rng.uniform(-bound, bound, tuple(parameter.shape)).reshape(parameter.shape[0], -1))
        with torch.no_grad():
            parameter.copy_(torch.tensor(weights[key].astype(np.float32).reshape(parameter.shape)))
    for key, values in weights.items():
        suite.data[f"{name} {key}"] = values
    optim = make(net.parameters())
    scheduler = make_schedule(optim) if make_schedule else None
    loss_of = torch.nn.CrossEntropyLoss() if classes else torch.nn.MSELoss()
    losses, norms, batches = [], [], -(-len(x) // batch)
    for step in range(STEPS):
        rows = slice(step % batches * batch, (step % batches + 1) * batch)
        optim.zero_grad()
        loss = loss_of(net(x[rows]), y[rows])
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(net.parameters(), clip or float("inf"))))
        optim.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    with torch.no_grad():
        outputs = net(x[:20]).numpy()
    suite.add(name=name, dataset=data, scale=scale, hidden=list(hidden), activation=activation.__name__.lower(), batch=batch, clip=clip,
              optimizer=optimizer, schedule=schedule or {"schedule": "constant"}, weights=list(weights),
              expected={"losses": losses, "norms": norms, "outputs": outputs}, tolerance=tolerance)


def main():
    case("digits, ReLU, Adam", "digits", 16.0, [32], torch.nn.ReLU,
         {"kind": "Adam", "lr": 0.005}, lambda p: torch.optim.Adam(p, lr=0.005), 32, 1, 1e-4)
    case("digits, two hidden layers, SGD with momentum", "digits", 16.0, [24, 16], torch.nn.Tanh,
         {"kind": "SGD", "lr": 0.05, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9), 64, 2, 1e-4)
    case("iris, AdamW, clipped, warm-up and cosine", "iris", 4.0, [16], torch.nn.SiLU,
         {"kind": "AdamW", "lr": 0.02}, lambda p: torch.optim.AdamW(p, lr=0.02), 150, 3, 1e-4, clip=0.5,
         schedule={"schedule": "warmup-cosine", "start": 0.1, "warmup": 10, "steps": 100, "min": 0.0},
         make_schedule=lambda o: torch.optim.lr_scheduler.SequentialLR(
             o, [torch.optim.lr_scheduler.LinearLR(o, 0.1, 1.0, 10), torch.optim.lr_scheduler.CosineAnnealingLR(o, 90)], [10]))
    case("diabetes, a number, RMSprop", "diabetes", 100.0, [12], torch.nn.ReLU,
         {"kind": "RMSprop", "lr": 0.001}, lambda p: torch.optim.RMSprop(p, lr=0.001), 50, 4, 1e-4)
    suite.write()


if __name__ == "__main__":
    main()
