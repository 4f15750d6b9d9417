//! The optimizers and schedules of [`optim`](crate::optim), and the training loop of [`train`](crate::train).

use super::{Algorithm, Setting, setting};

const DECAY: Setting = setting("weight_decay", "weight_decay", "0", ">= 0", "this share of a parameter is added to its gradient");
const MAXIMIZE: Setting = setting("maximize", "maximize", "False", "True or False", "climb rather than descend");

const fn lr(default: &'static str) -> Setting {
    setting("lr", "lr", default, ">= 0", "learning rate")
}

const fn eps(default: &'static str, meaning: &'static str) -> Setting {
    setting("eps", "eps", default, ">= 0", meaning)
}

/// Stochastic gradient descent.
pub const SGD: Algorithm = Algorithm {
    id: "sgd",
    name: "stochastic gradient descent",
    summary: "steps against the gradient, with or without a velocity that remembers",
    chapter: "optim",
    module: "openwork::optim::Sgd",
    command: "openwork train mlp --optimizer sgd",
    python: "openwork.optim.SGD",
    page: "optim/sgd.md",
    reference: "PyTorch 2.15.0 torch.optim.SGD",
    settings: &[
        lr("0.001"),
        setting("momentum", "momentum", "0", ">= 0", "share of the velocity that is kept"),
        setting("dampening", "dampening", "0", "finite", "share of the gradient that is kept out of the velocity"),
        DECAY,
        setting("nesterov", "nesterov", "False", "True or False", "the gradient as if the velocity had already been followed"),
        MAXIMIZE,
    ],
};

/// Adagrad.
pub const ADAGRAD: Algorithm = Algorithm {
    id: "adagrad",
    name: "Adagrad",
    summary: "gives every parameter a rate of its own, smaller the more its gradients have been",
    chapter: "optim",
    module: "openwork::optim::Adagrad",
    command: "openwork train mlp --optimizer adagrad",
    python: "openwork.optim.Adagrad",
    page: "optim/adagrad.md",
    reference: "PyTorch 2.15.0 torch.optim.Adagrad",
    settings: &[
        lr("0.01"),
        setting("lr_decay", "lr_decay", "0", ">= 0", "the rate of step t is lr / (1 + (t - 1) lr_decay)"),
        DECAY,
        setting("initial_accumulator_value", "initial_accumulator_value", "0", ">= 0", "what the sums of squares begin with"),
        eps("1e-10", "added to the root"),
        MAXIMIZE,
    ],
};

/// Adadelta.
pub const ADADELTA: Algorithm = Algorithm {
    id: "adadelta",
    name: "Adadelta",
    summary: "steps as long as its last steps, over gradients as long as the last gradients",
    chapter: "optim",
    module: "openwork::optim::Adadelta",
    command: "openwork train mlp --optimizer adadelta",
    python: "openwork.optim.Adadelta",
    page: "optim/adadelta.md",
    reference: "PyTorch 2.15.0 torch.optim.Adadelta",
    settings: &[
        lr("1"),
        setting("rho", "rho", "0.9", "0..=1", "share of the averages that is kept"),
        eps("1e-6", "added under both roots"),
        DECAY,
        MAXIMIZE,
    ],
};

/// RMSProp.
pub const RMSPROP: Algorithm = Algorithm {
    id: "rmsprop",
    name: "RMSProp",
    summary: "divides the gradient by the root of the mean of its last squares",
    chapter: "optim",
    module: "openwork::optim::RmsProp",
    command: "openwork train mlp --optimizer rmsprop",
    python: "openwork.optim.RMSprop",
    page: "optim/rmsprop.md",
    reference: "PyTorch 2.15.0 torch.optim.RMSprop",
    settings: &[
        lr("0.01"),
        setting("alpha", "alpha", "0.99", "0..=1", "share of the averages that is kept"),
        eps("1e-8", "added to the root"),
        DECAY,
        setting("momentum", "momentum", "0", ">= 0", "share of the velocity that is kept"),
        setting("centered", "centered", "False", "True or False", "divide by the deviation of the gradient"),
        MAXIMIZE,
    ],
};

const ADAM_SETTINGS: [Setting; 6] = [
    lr("0.001"),
    setting("betas", "betas", "(0.9, 0.999)", "two shares from 0 to below 1", "kept of the mean, and of the mean of squares"),
    eps("1e-8", "added to the root"),
    DECAY,
    setting("amsgrad", "amsgrad", "False", "True or False", "divide by the largest mean square so far"),
    MAXIMIZE,
];

/// Adam.
pub const ADAM: Algorithm = Algorithm {
    id: "adam",
    name: "Adam",
    summary: "steps along the mean of the gradients over the root of their mean square, both corrected for beginning at zero",
    chapter: "optim",
    module: "openwork::optim::Adam",
    command: "openwork train mlp --optimizer adam",
    python: "openwork.optim.Adam",
    page: "optim/adam.md",
    reference: "PyTorch 2.15.0 torch.optim.Adam",
    settings: &ADAM_SETTINGS,
};

/// AdamW.
pub const ADAMW: Algorithm = Algorithm {
    id: "adamw",
    name: "AdamW",
    summary: "Adam with a decay that shrinks the parameters themselves",
    chapter: "optim",
    module: "openwork::optim::Adam::decoupled",
    command: "openwork train mlp --optimizer adamw",
    python: "openwork.optim.AdamW",
    page: "optim/adam.md",
    reference: "PyTorch 2.15.0 torch.optim.AdamW",
    settings: &[
        ADAM_SETTINGS[0],
        ADAM_SETTINGS[1],
        ADAM_SETTINGS[2],
        setting("weight_decay", "weight_decay", "0.01", ">= 0", "a parameter shrinks by lr times this share"),
        ADAM_SETTINGS[4],
        MAXIMIZE,
    ],
};

/// Learning-rate schedules.
pub const SCHEDULES: Algorithm = Algorithm {
    id: "schedules",
    name: "learning-rate schedules",
    summary: "say what becomes of the learning rate over a run: falls, a cosine, a warm-up",
    chapter: "optim",
    module: "openwork::optim::Schedule",
    command: "openwork plot schedule",
    python: "openwork.optim.lr_scheduler.{StepLR, MultiStepLR, ExponentialLR, CosineAnnealingLR, LinearLR, SequentialLR}",
    page: "optim/schedule.md",
    reference: "PyTorch 2.15.0 torch.optim.lr_scheduler",
    settings: &[
        setting("size", "step_size", "a third of the run", ">= 1", "steps between two falls (step)"),
        setting("gamma", "gamma", "0.1", ">= 0", "what the rate is multiplied by (step, multi-step, exponential)"),
        setting("milestones", "milestones", "half and three quarters", "rising", "after how many steps it falls (multi-step)"),
        setting("steps", "T_max", "the run", ">= 1", "steps until the lowest rate (cosine)"),
        setting("min", "eta_min", "0", ">= 0", "the lowest rate (cosine, warm-up and cosine)"),
        setting("start", "start_factor", "1/3", "0..=1", "factor at the start (linear, warm-up and cosine)"),
        setting("warmup", "total_iters", "a tenth of the run", ">= 1", "steps of warm-up (linear, warm-up and cosine)"),
    ],
};

/// A network of dense layers in training.
pub const MLP: Algorithm = Algorithm {
    id: "mlp",
    name: "multi-layer perceptron",
    summary: "learns classes or numbers by dense layers with a bend between them, trained step by step",
    chapter: "train",
    module: "openwork::train::Mlp",
    command: "openwork train mlp",
    python: "openwork.train.MLP",
    page: "train/training.md",
    reference: "PyTorch 2.15.0 nn.Sequential",
    settings: &[
        setting("hidden", "hidden", "64", "numbers >= 1", "sizes of the hidden layers"),
        setting(
            "activation",
            "activation",
            "relu",
            "relu, silu, gelu, tanh, sigmoid, ...",
            "the function after each hidden layer",
        ),
        setting("dropout", "dropout", "0", "0..1", "the share of numbers set to 0 after each hidden layer, in training"),
        setting(
            "standardize",
            "standardize",
            "true",
            "true or false",
            "whether features are brought to mean 0 and deviation 1 first",
        ),
        setting("epochs", "epochs", "20", ">= 1", "passes over the data"),
        setting("batch", "batch", "32", "full, single or a number of rows", "rows a step looks at"),
        setting("clip_norm", "clip_norm", "none", "> 0", "the gradients together are shortened to this length"),
        setting("clip_value", "clip_value", "none", "> 0", "every number of the gradients is moved within this of 0"),
        setting("validation", "validation", "0", "0..1", "the share of rows held out to judge by"),
        setting("patience", "patience", "none", ">= 1", "stop after so many passes without a lower validation loss"),
    ],
};
