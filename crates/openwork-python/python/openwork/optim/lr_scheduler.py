"""Learning-rate schedules in PyTorch's names. A schedule is a function of the steps done, so that it may be resumed anywhere."""

import json as _json

from .. import _openwork

__all__ = ["CosineAnnealingLR", "ExponentialLR", "LRScheduler", "LinearLR", "MultiStepLR", "SequentialLR", "StepLR"]


class LRScheduler:
    """What all schedules share: ``step()`` after every optimizer step, ``get_last_lr()``, ``state_dict()``."""

    def __init__(self, optimizer, schedule, last_epoch=-1):
        self.optimizer = optimizer
        self._schedule = _json.dumps(schedule)
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch + 1
        self._apply()

    def _rates(self, done):
        return [_openwork.schedule_rate(self._schedule, float(base), done) for base in self.base_lrs]

    def _apply(self):
        for group, rate in zip(self.optimizer.param_groups, self._rates(self.last_epoch)):
            group["lr"] = rate

    def step(self):
        """One more step is done: sets the rate of the next."""
        self.last_epoch += 1
        self._apply()

    def get_last_lr(self):
        """The rates as they stand, one a group."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self):
        """What there is to keep: the steps done, and the rates at the start."""
        return {"last_epoch": self.last_epoch, "base_lrs": list(self.base_lrs)}

    def load_state_dict(self, state_dict):
        """Goes on from where ``state_dict`` was taken."""
        self.last_epoch, self.base_lrs = state_dict["last_epoch"], list(state_dict["base_lrs"])
        self._apply()


class StepLR(LRScheduler):
    """Times ``gamma`` after every ``step_size`` steps."""

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        super().__init__(optimizer, {"schedule": "step", "size": step_size, "gamma": gamma}, last_epoch)


class MultiStepLR(LRScheduler):
    """Times ``gamma`` at each of the milestones."""

    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        super().__init__(optimizer, {"schedule": "multi-step", "milestones": sorted(milestones), "gamma": gamma}, last_epoch)


class ExponentialLR(LRScheduler):
    """Times ``gamma`` after every step."""

    def __init__(self, optimizer, gamma, last_epoch=-1):
        super().__init__(optimizer, {"schedule": "exponential", "gamma": gamma}, last_epoch)


class CosineAnnealingLR(LRScheduler):
    """Down half a wave of the cosine to ``eta_min`` in ``T_max`` steps, and up again after."""

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        super().__init__(optimizer, {"schedule": "cosine", "steps": T_max, "min": eta_min}, last_epoch)


class LinearLR(LRScheduler):
    """From ``start_factor`` to ``end_factor`` times the rate in ``total_iters`` steps: a warm-up."""

    def __init__(self, optimizer, start_factor=1.0 / 3, end_factor=1.0, total_iters=5, last_epoch=-1):
        super().__init__(optimizer, {"schedule": "linear", "start": start_factor, "end": end_factor, "steps": total_iters}, last_epoch)


class SequentialLR(LRScheduler):
    """One schedule after the other: the next begins, from its own start, at each milestone."""

    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1):
        if len(milestones) != len(schedulers) - 1 or sorted(milestones) != list(milestones):
            raise ValueError(f"milestones = {milestones!r}, wanted {len(schedulers) - 1} rising numbers: one between every two schedulers")
        self._schedulers, self._milestones = list(schedulers), list(milestones)
        super().__init__(optimizer, None, last_epoch)

    def _rates(self, done):
        passed = sum(m <= done for m in self._milestones)
        start = self._milestones[passed - 1] if passed else 0
        inner = self._schedulers[passed]
        return [_openwork.schedule_rate(inner._schedule, float(base), done - start) for base in self.base_lrs]
