"""Optimizers and learning-rate schedules in PyTorch's names, on ``openwork.Tensor`` parameters.

    >>> optimizer = openwork.optim.AdamW(model.parameters(), lr=1e-3)
    >>> scheduler = openwork.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)
    >>> optimizer.zero_grad(); loss.backward(); optimizer.step(); scheduler.step()
"""

from . import lr_scheduler
from ._optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm_, clip_grad_value_

__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "clip_grad_norm_", "clip_grad_value_", "lr_scheduler"]
