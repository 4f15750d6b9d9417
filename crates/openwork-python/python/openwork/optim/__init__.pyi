from . import lr_scheduler as lr_scheduler
from ._optimizers import SGD as SGD
from ._optimizers import Adadelta as Adadelta
from ._optimizers import Adagrad as Adagrad
from ._optimizers import Adam as Adam
from ._optimizers import AdamW as AdamW
from ._optimizers import Optimizer as Optimizer
from ._optimizers import RMSprop as RMSprop
from ._optimizers import clip_grad_norm_ as clip_grad_norm_
from ._optimizers import clip_grad_value_ as clip_grad_value_

__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "clip_grad_norm_", "clip_grad_value_", "lr_scheduler"]
