"""The optimizers: settings by name in ``param_groups``, state in the library, one pass over memory a step."""

import json as _json

import numpy as _np

from .. import _openwork


class Optimizer:
    """What all optimizers share. ``param_groups`` is a list of dictionaries, as in PyTorch; what is changed in it holds from the next step."""

    _kind = None  # the library's name

    def __init__(self, params, defaults):
        params = list(params)
        if not params:
            raise ValueError("params is empty, wanted the parameters to optimize, or groups of them")
        groups = params if isinstance(params[0], dict) else [{"params": params}]
        self.defaults = defaults
        self.param_groups = []
        self._sent = []
        self._core = _openwork.OptimizerCore([])
        for group in groups:
            self.add_param_group(group)

    def _settings(self, group):
        """A group's settings as the library reads them."""
        settings = {name: group[name] for name in self.defaults}
        return _json.dumps({"optimizer": self._kind, **{k: v if isinstance(v, (bool, list, tuple)) else float(v) for k, v in settings.items()}})

    def add_param_group(self, param_group):
        """Adds a group: ``{"params": [...], **settings}``; settings not named are the optimizer's defaults."""
        group = dict(param_group)
        params = group.get("params")
        params = [params] if isinstance(params, _openwork.Tensor) else list(params if params is not None else [])
        for i, parameter in enumerate(params):
            if not isinstance(parameter, _openwork.Tensor):
                raise TypeError(f"parameter {i}: got {type(parameter).__name__}, wanted openwork.Tensor")
            if not parameter.is_leaf:
                raise ValueError(f"parameter {i} is a result of {parameter.grad_fn}, wanted a leaf; detach() it first")
        known = {id(p) for other in self.param_groups for p in other["params"]}
        if len({id(p) for p in params} | known) != len(params) + len(known):
            raise ValueError("a parameter comes twice, wanted every parameter once")
        unknown = set(group) - set(self.defaults) - {"params", "initial_lr"}
        if unknown:
            raise ValueError(f"{type(self).__name__} has no setting {', '.join(sorted(map(repr, unknown)))}; it has {', '.join(self.defaults)}")
        group = {**self.defaults, **group, "params": params}
        settings = self._settings(group)
        self._core.add_group(settings, [p.numel() for p in params])
        self.param_groups.append(group)
        self._sent.append(settings)

    def _parameters(self):
        return [p for group in self.param_groups for p in group["params"]]

    def _send(self):
        for i, group in enumerate(self.param_groups):
            settings = self._settings(group)
            if settings != self._sent[i]:
                self._core.set_rule(i, settings)
                self._sent[i] = settings

    def step(self, closure=None):
        """One step along the gradients. ``closure``, where given, computes the loss again and its result is returned."""
        loss = closure() if closure is not None else None
        self._send()
        self._core.step(self._parameters())
        return loss

    def zero_grad(self, set_to_none=True):
        """Forgets the gradients, or sets them to zero."""
        for parameter in self._parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad = _np.zeros(parameter.shape, _np.float32)

    def state_dict(self):
        """Settings and state as PyTorch lays them out; arrays are numpy's."""
        state, groups, count = {}, [], 0
        for group in self.param_groups:
            places = list(range(count, count + len(group["params"])))
            groups.append({**{k: v for k, v in group.items() if k != "params"}, "params": places})
            for place, parameter in zip(places, group["params"]):
                steps, arrays = self._core.state(place)
                if steps:
                    state[place] = {"step": float(steps), **{name: a.reshape(parameter.shape) for name, a in arrays}}
            count += len(places)
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Takes over what ``state_dict`` gave, bit for bit."""
        groups = state_dict["param_groups"]
        if [len(g["params"]) for g in groups] != [len(g["params"]) for g in self.param_groups]:
            raise ValueError(
                f"groups of {[len(g['params']) for g in groups]} parameters, wanted {[len(g['params']) for g in self.param_groups]}: "
                "the state of another model"
            )
        places = [place for group in groups for place in group["params"]]
        new = []
        for place, (i, parameter) in zip(places, enumerate(self._parameters())):
            kept = state_dict["state"].get(place)
            _, names = self._core.state(i)
            if kept is None:
                new.append((i, 0, None))
                continue
            arrays = []
            for name, _ in names:
                if name not in kept or _np.shape(kept[name]) != tuple(parameter.shape):
                    raise ValueError(f"state of parameter {i}: {name} of shape {parameter.shape} is missing; it is of another optimizer or model")
                arrays.append(_np.ascontiguousarray(kept[name], dtype=_np.float32))
            new.append((i, int(kept["step"]), arrays))
        for own, group in zip(self.param_groups, groups):
            own.update({k: v for k, v in group.items() if k != "params"})
        self._core = _openwork.OptimizerCore([(self._settings(g), [p.numel() for p in g["params"]]) for g in self.param_groups])
        self._sent = [self._settings(g) for g in self.param_groups]
        for i, steps, arrays in new:
            if arrays is not None:
                self._core.set_state(i, steps, arrays)

    def save(self, path):
        """Writes settings and state to a file (safetensors), whole or not at all."""
        self._send()
        self._core.save(path)

    def load(self, path):
        """Takes over what ``save`` wrote, bit for bit; the parameters themselves are not in it."""
        for i, (group, settings) in enumerate(zip(self.param_groups, self._core.load(path))):
            read = _json.loads(settings)
            group.update({k: tuple(read[k]) if isinstance(read[k], list) else read[k] for k in self.defaults})
            self._sent[i] = self._settings(group)

    def __repr__(self):
        groups = "; ".join(", ".join(f"{k}={v!r}" for k, v in group.items() if k != "params") for group in self.param_groups)
        return f"{type(self).__name__}({groups})"


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum or Nesterov's. A drop-in for ``torch.optim.SGD``."""

    _kind = "sgd"

    def __init__(self, params, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False, *, maximize=False):
        super().__init__(params, dict(lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov, maximize=maximize))


class Adagrad(Optimizer):
    """A rate of its own for every parameter. A drop-in for ``torch.optim.Adagrad``."""

    _kind = "adagrad"

    def __init__(self, params, lr=1e-2, lr_decay=0.0, weight_decay=0.0, initial_accumulator_value=0.0, eps=1e-10, *, maximize=False):
        own = dict(lr=lr, lr_decay=lr_decay, weight_decay=weight_decay, initial_accumulator_value=initial_accumulator_value, eps=eps, maximize=maximize)
        super().__init__(params, own)


class Adadelta(Optimizer):
    """Steps as long as the last ones. A drop-in for ``torch.optim.Adadelta``."""

    _kind = "adadelta"

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0.0, *, maximize=False):
        super().__init__(params, dict(lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize))


class RMSprop(Optimizer):
    """The gradient over the root of its mean square. A drop-in for ``torch.optim.RMSprop``."""

    _kind = "rmsprop"

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0, centered=False, *, maximize=False):
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum, centered=centered, maximize=maximize))


class Adam(Optimizer):
    """Both means, corrected. A drop-in for ``torch.optim.Adam``."""

    _kind = "adam"
    _decoupled = False

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False, *, maximize=False):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, maximize=maximize))

    def _settings(self, group):
        return super()._settings(group)[:-1] + f', "decoupled": {_json.dumps(self._decoupled)}}}'


class AdamW(Adam):
    """Adam with a decay of the parameters themselves. A drop-in for ``torch.optim.AdamW``."""

    _decoupled = True

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, maximize=False):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)


def _list(parameters):
    return [parameters] if isinstance(parameters, _openwork.Tensor) else list(parameters)


def clip_grad_norm_(parameters, max_norm):
    """Shortens all gradients by one factor so that their length together is at most ``max_norm``; returns the length it was."""
    return _openwork.clip_grad_norm(_list(parameters), float(max_norm))


def clip_grad_value_(parameters, clip_value):
    """Moves every number of the gradients into ``-clip_value..clip_value``."""
    _openwork.clip_grad_value(_list(parameters), float(clip_value))
