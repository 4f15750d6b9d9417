"""Tensors: matrix products from 64 to 4096, and the rate of steps of a small network."""

import numpy as np

from harness import Contender
from rows import optional, row


def product(n):
    """A square product in f32 beside PyTorch as shipped and numpy's OpenBLAS: of each library's own arrays, to one of its own."""

    @row(
        id=f"matmul-{n}",
        algorithm="tensor",
        title=f"matrix product {n} x {n}, f32",
        accuracy_name="largest error, relative to the largest entry",
        bars={"PyTorch": 1.8, "numpy": 1.0},
        samples=11 if n < 2048 else 5,
    )
    def setup(workload, quick):
        import openwork as ow

        rng = np.random.default_rng(4)
        a, b = (rng.normal(size=(n, n)).astype(np.float32) for _ in range(2))
        wanted = a.astype(np.float64) @ b.astype(np.float64)
        workload.accuracy = lambda c: float(np.abs(np.asarray(c) - wanted).max() / np.abs(wanted).max())
        calls = max(1, 20_000_000 // n**3)
        x, y = ow.tensor(a), ow.tensor(b)
        contenders = [Contender("openwork", "2 threads", lambda _: x @ y, calls=calls)]
        contenders.append(Contender("numpy", "2 threads", lambda _: a @ b, calls=calls))
        contenders.append(Contender("numpy", "1 thread", lambda _: a @ b, threads=1, calls=calls))
        if torch := optional("torch"):
            s, t = torch.from_numpy(a), torch.from_numpy(b)

            def with_threads(count):
                def work(_):
                    torch.set_num_threads(count)
                    return s @ t

                return work

            contenders.append(Contender("PyTorch", "2 threads", with_threads(2), calls=calls))
            contenders.append(Contender("PyTorch", "1 thread", with_threads(1), threads=1, calls=calls))
        return contenders


for n in (64, 128, 256, 512, 1024, 2048, 4096):
    product(n)


@row(id="small-mlp-gradient", algorithm="tensor", title="gradient of an MLP of 1 002 parameters at batch 16", bars={"PyTorch": 10.0}, samples=21)
def small_mlp(workload, quick):
    import openwork as ow
    from openwork import nn
    from openwork.nn import functional as F

    rng = np.random.default_rng(5)
    inputs, classes = rng.normal(size=(16, 20)).astype(np.float32), rng.integers(0, 10, 16)
    net, x = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 10)), ow.tensor(inputs)

    def step(_):
        net.zero_grad()
        loss = F.cross_entropy(net(x), classes)
        loss.backward()
        return loss

    contenders = [Contender("openwork", "2 threads", step, calls=100)]
    if torch := optional("torch"):
        theirs, s, t = torch.nn.Sequential(torch.nn.Linear(20, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)), torch.from_numpy(inputs), torch.from_numpy(classes)

        def their_step(count):
            def work(_):
                torch.set_num_threads(count)
                theirs.zero_grad()
                loss = torch.nn.functional.cross_entropy(theirs(s), t)
                loss.backward()
                return loss

            return work

        contenders += [Contender("PyTorch", f"{n} threads", their_step(n), threads=n, calls=20) for n in (1, 2)]
    return contenders
