"""What a layer is: a function with named parameters."""

import itertools
import os

from .. import _openwork
from .._openwork import Tensor

_seed = None
_draws = itertools.count()


def manual_seed(seed):
    """From now on parameters and masks are drawn from this seed: the same on every machine."""
    global _seed, _draws
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        raise ValueError(f"seed = {seed!r}, wanted a whole number")
    _seed, _draws = seed, itertools.count()


def next_seed():
    """A seed of its own for each draw."""
    global _seed
    if _seed is None:
        _seed = int.from_bytes(os.urandom(6), "little")
    return (_seed * 0x9E3779B97F4A7C15 + next(_draws) * 0xD1342543DE82EF95 + 1) % 2**64


def Parameter(data, requires_grad=True):
    """A tensor that a module learns."""
    return Tensor(data, requires_grad=requires_grad)


class Module:
    """A layer, or layers put together: assign tensors that want a gradient, and modules, as attributes; define ``forward``."""

    def __init__(self):
        object.__setattr__(self, "_parameters", {})
        object.__setattr__(self, "_buffers", {})
        object.__setattr__(self, "_modules", {})
        object.__setattr__(self, "training", True)

    def forward(self, *args, **kwargs):
        raise NotImplementedError(f"{type(self).__name__} defines no forward")

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def __setattr__(self, name, value):
        if "_parameters" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__} sets {name!r} before super().__init__()")
        self._modules.pop(name, None)
        if name in self._buffers:
            self._buffers[name] = value
        elif isinstance(value, Module):
            self._parameters.pop(name, None)
            self._modules[name] = value
        elif isinstance(value, Tensor) and value.requires_grad and value.is_leaf:
            self._parameters[name] = value
        elif name in self._parameters and value is not None:
            raise TypeError(f"{name!r} is a parameter, and {value!r} is none; give a Parameter, or None")
        else:
            self._parameters.pop(name, None)
        object.__setattr__(self, name, value)

    def register_parameter(self, name, value):
        """A parameter by its name; None for one that is left out."""
        setattr(self, name, value)

    def register_buffer(self, name, value):
        """A tensor (or a whole number) that is kept in the state but not learned."""
        self._buffers[name] = value
        object.__setattr__(self, name, value)

    def add_module(self, name, module):
        """A module by its name."""
        setattr(self, name, module)

    def _walk(self, prefix=""):
        yield prefix, self
        for name, module in self._modules.items():
            yield from module._walk(f"{prefix}{name}.")

    def children(self):
        """The modules directly within."""
        return iter(self._modules.values())

    def modules(self):
        """This module and all within."""
        return (module for _, module in self._walk())

    def named_parameters(self):
        """Names and parameters, here and in all modules within; each tensor once."""
        seen = set()
        for prefix, module in self._walk():
            for name, tensor in module._parameters.items():
                if id(tensor) not in seen:
                    seen.add(id(tensor))
                    yield prefix + name, tensor

    def parameters(self):
        """The parameters, here and in all modules within."""
        return (tensor for _, tensor in self.named_parameters())

    def named_buffers(self):
        """Names and buffers, here and in all modules within."""
        return ((prefix + name, value) for prefix, module in self._walk() for name, value in module._buffers.items())

    def train(self, mode=True):
        """Sets training, or use, here and in all modules within."""
        for module in self.modules():
            object.__setattr__(module, "training", bool(mode))
        return self

    def eval(self):
        """Sets use: no dropout, running statistics."""
        return self.train(False)

    def zero_grad(self):
        """Forgets all gradients."""
        for parameter in self.parameters():
            parameter.grad = None

    def requires_grad_(self, requires_grad=True):
        """Sets whether the parameters want gradients."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def state_dict(self):
        """The state by name: parameters and buffers, here and in all modules within."""
        state = {}
        for prefix, module in self._walk():
            for name, value in {**module._parameters, **module._buffers}.items():
                state[prefix + name] = value
        return state

    def load_state_dict(self, state):
        """Takes over a state: arrays or tensors by name, every name and no other."""
        own = self.state_dict()
        missing, unexpected = [n for n in own if n not in state], [n for n in state if n not in own]
        if missing or unexpected:
            raise ValueError(f"not this model's state: missing {missing}, unexpected {unexpected}")
        counts = []
        for name, mine in own.items():
            theirs = state[name]
            if isinstance(mine, Tensor):
                theirs = theirs if isinstance(theirs, Tensor) else Tensor(theirs)
                if mine.shape != theirs.shape:
                    raise ValueError(f"{name}: shape {theirs.shape}, wanted {mine.shape}")
                own[name] = theirs
            else:
                counts.append((name, int(theirs)))
        for name, mine in self.state_dict().items():
            if isinstance(mine, Tensor):
                mine.copy_(own[name])
        self._set_counts(counts)

    def _set_counts(self, counts):
        modules = dict(self._walk())
        for path, value in counts:
            prefix, _, name = path.rpartition(".")
            modules[prefix + "." if prefix else ""].register_buffer(name, value)

    def save(self, path):
        """Writes the state as safetensors, whole or not at all; ``safetensors.torch.load_file`` reads it."""
        _openwork.save_state(list(self.state_dict().items()), os.fspath(path))

    def load(self, path):
        """Takes over the state in a safetensors file: every name, with its shape, and no other."""
        self._set_counts(_openwork.load_state(list(self.state_dict().items()), os.fspath(path)))
        return self

    def extra_repr(self):
        """What stands between the brackets."""
        return ""

    def __repr__(self):
        if not self._modules:
            return f"{type(self).__name__}({self.extra_repr()})"
        inner = "".join(f"\n  ({name}): " + repr(module).replace("\n", "\n  ") for name, module in self._modules.items())
        return f"{type(self).__name__}({inner}\n)"


class Sequential(Module):
    """Modules one after the other, named 0, 1, 2 ..."""

    def __init__(self, *modules):
        super().__init__()
        for i, module in enumerate(modules):
            setattr(self, str(i), module)

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input

    def append(self, module):
        """One more at the end."""
        setattr(self, str(len(self._modules)), module)
        return self

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, index):
        return list(self._modules.values())[index]


class ModuleList(Sequential):
    """Modules in a list, named 0, 1, 2 ...; what is done with them is the owner's business."""

    def __init__(self, modules=()):
        super().__init__(*modules)

    def forward(self, *_):
        raise NotImplementedError("a ModuleList is no function; call its modules")
