"""Networks in training from Python: answers, steps, files, checkpoints and bad input."""

import numpy as np
import pytest

import openwork
from openwork.datasets import load_diabetes, load_digits, load_iris
from openwork.train import MLP

IRIS = load_iris(return_X_y=True)


def test_a_network_learns_classes_by_name_and_comes_back_from_its_file(tmp_path):
    X, y = IRIS
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    model = MLP(hidden=(16,), lr=0.02, epochs=30, validation=0.2).fit(X, names)
    assert model.score(X, names) > 0.95 and model.stop_ == "done"
    shares = model.predict_proba(X)
    assert shares.shape == (150, 3) and np.allclose(shares.sum(1), 1)
    assert (model.classes_[shares.argmax(1)] == model.predict(X)).all()
    assert len(model.history_) == 30 and model.history_[-1][2].score > 0.9
    model.save(tmp_path / "m.safetensors")
    for loaded in (MLP.load(tmp_path / "m.safetensors"), openwork.load(tmp_path / "m.safetensors")):
        assert (loaded.predict(X) == model.predict(X)).all() and loaded.hidden == [16]
        assert (loaded.predict_proba(X) == shares).all()


def test_digits_in_both_kinds_of_batches():
    X, y = load_digits(return_X_y=True)
    asked = np.arange(len(X)) % 5 == 4
    model = MLP(hidden=(128,), lr=0.003, epochs=30).fit(X[~asked], y[~asked])
    assert model.score(X[asked], y[asked]) >= 0.97
    assert model.predict(X[:3]).dtype == y.dtype
    assert len(list(MLP(hidden=(4,), batch="full", epochs=3).steps(X, y))) == 3


def test_numbers():
    X, y = load_diabetes(return_X_y=True)
    model = MLP(hidden=16, optimizer="adamw", lr=0.01, schedule="cosine", epochs=40).fit(X, y)
    assert model.score(X, y) > 0.4
    with pytest.raises(AttributeError, match="no probabilities"):
        model.predict_proba(X)


def test_steps_tell_what_happens():
    X, y = IRIS
    steps = list(MLP(hidden=(8,), epochs=2, batch=50, validation=1 / 3, schedule="cosine").steps(X, y))
    assert [s.step for s in steps] == [1, 2, 3, 4] and [s.epoch for s in steps] == [1, 1, 2, 2]
    assert steps[0].validation is None and 0 <= steps[1].validation.score <= 1
    assert steps[0].lr == 1e-3 > steps[3].lr and all(s.gradient_norm > 0 for s in steps)


def test_a_run_goes_on_from_its_checkpoint_bit_for_bit(tmp_path):
    X, y = IRIS
    settings = dict(hidden=(8,), dropout=0.2, epochs=6)
    whole = MLP(**settings).fit(X, y)
    path = tmp_path / "run.safetensors"
    _, run = MLP(**settings)._run(X, y)
    run.advance(13)
    run.checkpoint(path)
    resumed = MLP(**settings).fit(X, y, checkpoint=path, resume=True)
    assert (resumed.predict_proba(X) == whole.predict_proba(X)).all() and resumed.history_ == whole.history_
    with pytest.raises(ValueError, match="another model"):
        MLP(hidden=(9,), dropout=0.2, epochs=6).fit(X, y, checkpoint=path, resume=True)


@pytest.mark.parametrize(
    "settings, words",
    [
        (dict(hidden=(0,)), "hidden = 0"),
        (dict(dropout=1.0), "dropout = 1"),
        (dict(activation="step"), "activation"),
        (dict(optimizer="newton"), "optimizer"),
        (dict(schedule="sine"), "schedule"),
        (dict(lr=-1.0), "lr = -1"),
        (dict(batch="none"), "batch"),
        (dict(batch=0), "batch"),
        (dict(epochs=0), "epochs"),
        (dict(patience=3), "validation"),
        (dict(task="rank"), "task"),
    ],
)
def test_settings_are_refused_in_words(settings, words):
    with pytest.raises(ValueError, match=words):
        MLP(**settings).fit(*IRIS)


def test_data_are_refused_in_words():
    X, y = IRIS
    with pytest.raises(ValueError, match="got 9, wanted 150"):
        MLP().fit(X, y[:9])
    with pytest.raises(ValueError, match="NaN"):
        MLP().fit(np.where(X > 7, np.nan, X), y)
    with pytest.raises(ValueError, match="not finite"):
        MLP(optimizer="sgd", lr=1e30, epochs=5).fit(*load_diabetes(return_X_y=True))
    with pytest.raises(ValueError, match="not fitted"):
        MLP().predict(X)
    with pytest.raises(ValueError, match="3 features"):
        MLP(epochs=1).fit(X, y).predict(X[:, :3])
