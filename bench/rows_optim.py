"""Optimizer steps on ten million parameters, and the step rate of a small network."""

import numpy as np

from harness import Contender
from rows import row

TENSORS = 42


def parameters(quick):
    """Values and gradients of 42 arrays, ten million numbers in all."""
    n = (1_000_000 if quick else 10_000_000) // TENSORS
    rng = np.random.default_rng(4)
    return [rng.normal(size=n).astype(np.float32) for _ in range(TENSORS)], [rng.normal(size=n).astype(np.float32) for _ in range(TENSORS)]


def steps(id, algorithm, title, name, **settings):
    @row(
        id=id,
        algorithm=algorithm,
        title=f"{title} step on 10 million f32 parameters in {TENSORS} tensors",
        accuracy_name="largest error of a parameter after ten steps",
        bars={"torch fused": 1.0, "torch": 2.0},
    )
    def setup(workload, quick):
        import torch

        import openwork
        import openwork.optim

        values, gradients = parameters(quick)

        def ours():
            tensors = [openwork.Tensor(v, requires_grad=True) for v in values]
            for tensor, gradient in zip(tensors, gradients):
                tensor.grad = gradient
            return tensors, getattr(openwork.optim, name)(tensors, **settings)

        def theirs(**how):
            tensors = [torch.tensor(v, requires_grad=True) for v in values]
            for tensor, gradient in zip(tensors, gradients):
                tensor.grad = torch.tensor(gradient)
            return tensors, getattr(torch.optim, name)(tensors, **settings, **how)

        # After ten steps of our own, beside PyTorch's in double precision.
        check, optimizer = ours()
        wide = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values[:2]]
        for tensor, gradient in zip(wide, gradients):
            tensor.grad = torch.tensor(gradient, dtype=torch.float64)
        reference = getattr(torch.optim, name)(wide, **settings)
        for _ in range(10):
            optimizer.step()
            reference.step()
        error = max(float(np.abs(a.numpy() - b.detach().numpy()).max()) for a, b in zip(check, wide))
        workload.accuracy = lambda _: error

        def torch_step(optimizer, threads):
            def work(_):
                torch.set_num_threads(threads)
                optimizer.step()

            return work

        own = ours()
        contenders = [Contender("openwork", "2 threads", lambda _: own[1].step())]
        for peer, how in (("torch", {"foreach": False}), ("torch foreach", {"foreach": True}), ("torch fused", {"fused": True})):
            kept = theirs(**how)
            contenders.append(Contender(peer, "2 threads", torch_step(kept[1], 2)))
        return contenders


steps("adam-10m", "adam", "Adam", "Adam", lr=1e-3)
steps("adamw-10m", "adamw", "AdamW", "AdamW", lr=1e-3)
steps("sgd-10m", "sgd", "SGD with momentum", "SGD", lr=1e-3, momentum=0.9)


@row(
    id="mlp-small",
    algorithm="mlp",
    title="100 training steps (forward, backward, Adam) of a network of 1 008 parameters, batch 16",
    accuracy_name="last loss",
    bars={"torch": 10.0},
    samples=15,
)
def small(workload, quick):
    import torch

    from openwork.train import MLP

    rng = np.random.default_rng(5)
    X = rng.normal(size=(4096, 16))
    y = (X @ rng.normal(size=(16, 8))).argmax(1)
    _, run = MLP(hidden=(40,), batch=16, epochs=1_000_000, standardize=False)._run(X, y)
    tx, ty = torch.tensor(X.astype(np.float32)), torch.tensor(y)
    torch.manual_seed(0)

    def trainer(fused, threads):
        net = torch.nn.Sequential(torch.nn.Linear(16, 40), torch.nn.ReLU(), torch.nn.Linear(40, 8))
        optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, fused=fused)
        place = [0]

        def work(_):
            torch.set_num_threads(threads)
            for _ in range(100):
                rows = slice(place[0], place[0] + 16)
                place[0] = (place[0] + 16) % 4096
                optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(net(tx[rows]), ty[rows])
                loss.backward()
                optimizer.step()
            return loss.item()

        return work

    workload.accuracy = float
    contenders = [Contender("openwork", "2 threads", lambda _: run.advance(100)[-1])]
    for setting, fused, threads in (("Adam, 1 thread", False, 1), ("Adam fused, 1 thread", True, 1), ("Adam fused, 2 threads", True, 2)):
        contenders.append(Contender("torch", setting, trainer(fused, threads), threads=threads))
    return contenders
