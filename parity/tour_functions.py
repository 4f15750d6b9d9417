"""What PyTorch answers at the tour's stops for activations, losses and normalisation: writes `tour_functions.json`."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits


def main():
    data = load_digits()
    x = torch.tensor(data.data, dtype=torch.float64) / 4 - 2
    classes = torch.tensor(data.target)
    upper, lower = x.chunk(2, 1)
    p = F.softmax(x, 1)
    targets = x / 4 + 0.5
    signs = torch.where(x > 0, 1.0, -1.0)
    activations = [torch.sigmoid, F.relu, F.leaky_relu, torch.tanh, F.silu, F.gelu, lambda x: F.gelu(x, approximate="tanh"), F.elu, F.softplus]
    eps = float(torch.tensor(1e-5, dtype=torch.float32))
    row = x[0]
    answers = {
        "activations": [f(x).mean().item() for f in activations],
        "softmax": [(p**2).sum().item(), p[0, 10].item(), p[1, 30].item()],
        "glu": [(upper * gate(lower)).mean().item() for gate in (torch.sigmoid, F.silu, F.gelu, F.relu)],
        "losses": [
            F.mse_loss(x, targets).item(),
            F.l1_loss(x, targets).item(),
            F.huber_loss(x, targets).item(),
            F.relu(1 - signs * x).mean().item(),
            F.binary_cross_entropy_with_logits(x, targets).item(),
        ],
        "cross_entropy": [F.cross_entropy(x, classes).item(), F.cross_entropy(x, classes, label_smoothing=0.1).item()],
        "batch_norm": [x[:, 20].mean().item(), x[:, 20].var(correction=0).item(), F.batch_norm(x, None, None, training=True, eps=eps)[0, 20].item()],
        "layer_norm": [row.mean().item(), ((row.var(correction=0) + eps) ** -0.5).item(), F.layer_norm(x, (64,), eps=eps)[0, 10].item()],
        "dropout": [F.dropout(torch.ones(1000), 0.25).max().item()],
    }
    (Path(__file__).parent / "tour_functions.json").write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
