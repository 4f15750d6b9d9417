"""Activations, losses and normalisation on 4096 rows of 768 numbers, forward alone and with the way back, beside PyTorch's eager mode."""

import numpy as np

from harness import Contender
from rows import optional, row

ROWS, N = 4096, 768


def data():
    """Numbers, gradients, weights, biases and classes, always the same."""
    rng = np.random.default_rng(7)
    x, g = (rng.normal(size=(ROWS, N)).astype(np.float32) for _ in range(2))
    w, b = (rng.normal(size=N).astype(np.float32) for _ in range(2))
    return x, g, w, b, rng.integers(0, N, ROWS)


# Name, registry id, the call on a functional module with tensors x, w, b and classes t; and the bar.
FUNCTIONS = [
    ("relu", "activations", lambda F, x, w, b, t: F.relu(x), 1.0),
    ("silu", "activations", lambda F, x, w, b, t: F.silu(x), 1.0),
    ("gelu", "activations", lambda F, x, w, b, t: F.gelu(x), 1.0),
    ("softmax", "softmax", lambda F, x, w, b, t: F.softmax(x, -1), 1.4),
    ("cross_entropy", "cross_entropy", lambda F, x, w, b, t: F.cross_entropy(x, t), 1.0),
    ("layer_norm", "layer_norm", lambda F, x, w, b, t: F.layer_norm(x, (N,), w, b), 1.0),
    ("batch_norm", "batch_norm", lambda F, x, w, b, t: F.batch_norm(x, None, None, w, b, True), 1.0),
    ("dropout", "dropout", lambda F, x, w, b, t: F.dropout(x, 0.1, True), 1.0),
]


def function(name, algorithm, call, bar, back):
    @row(
        id=f"{name.replace('_', '-')}-{'gradient' if back else 'forward'}",
        algorithm=algorithm,
        title=f"{name.replace('_', ' ')} of ({ROWS}, {N}) f32{', forward and backward' if back else ''}",
        bars={"PyTorch": bar},
        samples=21,
    )
    def setup(workload, quick):
        import openwork as ow
        from openwork.nn import functional as F

        x, g, w, b, t = data()

        def work(functional, x, w, b, t, g, guard):
            """What is timed: the value, or the value and the gradients at all that want one."""

            def forward(_):
                with guard():
                    return call(functional, x, w, b, t)

            def both(_):
                for leaf in (x, w, b):
                    leaf.grad = None
                value = call(functional, x, w, b, t)
                value.backward() if name == "cross_entropy" else value.backward(g)
                return x.grad

            return both if back else forward

        ours = [ow.Tensor(v, requires_grad=back) for v in (x, w, b)]
        contenders = [Contender("openwork", "2 threads", work(F, *ours, t, ow.tensor(g), ow.no_grad), calls=5)]
        if torch := optional("torch"):
            theirs = [torch.from_numpy(v.copy()).requires_grad_(back) for v in (x, w, b)]
            run = work(torch.nn.functional, *theirs, torch.from_numpy(t), torch.from_numpy(g), torch.no_grad)

            def with_threads(count):
                def timed(argument):
                    torch.set_num_threads(count)
                    return run(argument)

                return timed

            contenders += [Contender("PyTorch", f"{n} thread{'s' * (n > 1)}", with_threads(n), threads=n, calls=5) for n in (1, 2)]
        return contenders


for each in FUNCTIONS:
    for way_back in (False, True):
        function(*each, way_back)
