"""Metrics: scikit-learn's answers for labels of every kind, its warnings, its refusals; intervals; the same bits on any threads."""

import warnings

import numpy as np
import pytest
import sklearn.metrics

import openwork
import openwork.metrics
from openwork.exceptions import UndefinedMetricWarning

RNG = np.random.default_rng(11)
N = 300
TRUTH = RNG.choice(4, N, p=[0.6, 0.25, 0.1, 0.05])
ANSWERS = np.where(RNG.random(N) < 0.7, TRUTH, RNG.integers(0, 3, N))  # the last class is never answered by chance
WEIGHTS = np.round(RNG.uniform(0, 3, N) * 4) / 4  # sums of quarters are exact, and print alike
NAMES = np.array(["ant", "bee", "Cat", "d\u00e9j\u00e0"])

KINDS = {
    "int64": (TRUTH, ANSWERS),
    "int8": (TRUTH.astype(np.int8), ANSWERS.astype(np.int16)),
    "far apart": (TRUTH * 10**12, ANSWERS * 10**12),
    "negative": (TRUTH - 2, ANSWERS - 2),
    "float": (TRUTH.astype(float), ANSWERS.astype(float)),
    "text": (NAMES[TRUTH], NAMES[ANSWERS]),
    "object": (NAMES[TRUTH].astype(object), NAMES[ANSWERS].astype(object)),
    "list": (TRUTH.tolist(), ANSWERS.tolist()),
    "list of text": (NAMES[TRUTH].tolist(), NAMES[ANSWERS].tolist()),
    "column": (TRUTH[:, None], ANSWERS[:, None]),
    "strided": (np.repeat(TRUTH, 2)[::2], np.repeat(ANSWERS, 3)[::3]),
}
CLASSIFICATION = [
    ("accuracy_score", {}),
    ("accuracy_score", {"normalize": False}),
    ("balanced_accuracy_score", {}),
    ("balanced_accuracy_score", {"adjusted": True}),
    ("matthews_corrcoef", {}),
    ("hamming_loss", {}),
    ("zero_one_loss", {}),
    ("confusion_matrix", {}),
    *(("confusion_matrix", {"normalize": form}) for form in ("true", "pred", "all")),
    ("multilabel_confusion_matrix", {}),
    *(("precision_recall_fscore_support", {"average": a, "beta": b}) for a in (None, "micro", "macro", "weighted") for b in (0.0, 0.5, 1.0, 2.0)),
    *((f"{name}_score", {"average": a}) for name in ("precision", "recall", "f1", "jaccard") for a in (None, "micro", "macro", "weighted")),
    ("classification_report", {"digits": 4}),
    ("classification_report", {"output_dict": True}),
]


def both(name, *arguments, **settings):
    """Our answer, scikit-learn's, and the warnings of each."""
    answers, told = [], []
    for package in (openwork.metrics, sklearn.metrics):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            answers.append(getattr(package, name)(*arguments, **settings))
        told.append([(w.category.__name__, str(w.message)) for w in seen])
    return (*answers, *told)


def same(ours, theirs):
    if isinstance(theirs, str):
        return ours == theirs
    if isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(ours[k], theirs[k]) for k in theirs)
    if isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(same(a, b) for a, b in zip(ours, theirs))
    if theirs is None:
        return ours is None
    if isinstance(theirs, np.ndarray):
        assert ours.dtype == theirs.dtype and ours.shape == theirs.shape, (ours.dtype, theirs.dtype)
    else:
        assert isinstance(ours, float), type(ours)
    return np.allclose(ours, theirs, rtol=1e-12, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name, settings", CLASSIFICATION)
def test_labels_of_every_kind(name, settings, kind):
    ours, theirs, told, wanted = both(name, *KINDS[kind], **settings)
    assert same(ours, theirs)
    assert [t[0] for t in told] == [w[0] for w in wanted]


@pytest.mark.parametrize("weights", [WEIGHTS, WEIGHTS.tolist(), np.round(WEIGHTS).astype(int)], ids=["float", "list", "int"])
@pytest.mark.parametrize("name, settings", CLASSIFICATION)
def test_weights(name, settings, weights):
    ours, theirs, _, _ = both(name, TRUTH, ANSWERS, sample_weight=weights, **settings)
    assert same(ours, theirs)


@pytest.mark.parametrize("zero", ["warn", 0, 1, np.nan])
@pytest.mark.parametrize("labels", [None, [2, 0], [0, 1, 2, 3, 7]], ids=str)
@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
def test_zero_division_and_labels_with_the_very_warnings(average, labels, zero):
    never = np.where(ANSWERS == 1, 0, ANSWERS)
    for name in ("precision_score", "recall_score", "f1_score", "precision_recall_fscore_support"):
        ours, theirs, told, wanted = both(name, TRUTH, never, average=average, labels=labels, zero_division=zero)
        assert same(ours, theirs), name
        assert told == wanted


def test_binary_scores_and_their_positive_class():
    t, p = TRUTH > 0, ANSWERS > 0
    words = np.array(["no", "yes"])
    for name in ("precision_score", "recall_score", "f1_score", "jaccard_score"):
        assert same(*both(name, t, p)[:2])
        assert same(*both(name, t.astype(int), p.astype(int), pos_label=0)[:2])
        assert same(*both(name, words[t.astype(int)], words[p.astype(int)], pos_label="no")[:2])
        for package in (openwork.metrics, sklearn.metrics):
            with pytest.raises(ValueError, match="pos_label=1 is not a valid label"):
                getattr(package, name)(words[t.astype(int)], words[p.astype(int)])
            with pytest.raises(ValueError, match="Target is multiclass but average='binary'"):
                getattr(package, name)(TRUTH, ANSWERS)


def test_indicator_matrices():
    t, p = RNG.integers(0, 2, (40, 5)), RNG.integers(0, 2, (40, 5))
    for average in (None, "micro", "macro", "weighted", "samples"):
        for weights in (None, WEIGHTS[:40]):
            assert same(*both("precision_recall_fscore_support", t, p, average=average, sample_weight=weights)[:2])
            assert same(*both("jaccard_score", t, p, average=average, sample_weight=weights)[:2])
    for name in ("accuracy_score", "hamming_loss", "zero_one_loss", "multilabel_confusion_matrix", "classification_report"):
        assert same(*both(name, t, p)[:2])
    s = RNG.random((40, 5))
    for name in ("roc_auc_score", "average_precision_score"):
        for average in (None, "micro", "macro", "weighted", "samples"):
            assert same(*both(name, t, s, average=average)[:2])


def test_probabilities():
    p = RNG.random((N, 4))
    p /= p.sum(1, keepdims=True)
    y, q = (TRUTH > 0).astype(int), p[:, 0].copy()
    for weights in (None, WEIGHTS):
        for normalize in (True, False):
            assert same(*both("log_loss", y, q, sample_weight=weights, normalize=normalize)[:2])
            assert same(*both("log_loss", TRUTH, p, sample_weight=weights, normalize=normalize)[:2])
        assert same(*both("brier_score_loss", y, q, sample_weight=weights)[:2])
        assert same(*both("brier_score_loss", TRUTH, p, sample_weight=weights)[:2])
        for k in (1, 2, 3):
            assert same(*both("top_k_accuracy_score", TRUTH, p, k=k, sample_weight=weights)[:2])
    assert same(*both("log_loss", NAMES[TRUTH], p)[:2]) and same(*both("log_loss", y > 0, q)[:2])
    assert same(*both("log_loss", [1, 1], [0.9, 0.8], labels=[0, 1])[:2])
    assert openwork.metrics.log_loss([0, 1], [0.0, 0.0]) == pytest.approx(18.0218, abs=1e-4)  # certain and wrong, yet finite
    for bad in (1.5, -0.1, np.nan, np.inf):
        for name in ("log_loss", "brier_score_loss"):
            with pytest.raises(ValueError):
                getattr(openwork.metrics, name)([0, 1, 1], np.array([0.1, 0.5, bad]))


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("weights", [None, WEIGHTS, np.round(WEIGHTS)], ids=["alike", "weights", "some zero"])
def test_curves_point_by_point(ties, weights):
    y = (TRUTH > 0).astype(int)
    s = RNG.normal(y, 1.0)
    s = np.round(s) if ties else s
    for truth in (y, y > 0, y * 2 - 1):
        for drop in (True, False):
            assert same(*both("roc_curve", truth, s, sample_weight=weights, drop_intermediate=drop)[:2])
            assert same(*both("precision_recall_curve", truth, s, sample_weight=weights, drop_intermediate=drop)[:2])
            assert same(*both("det_curve", truth, s, sample_weight=weights, drop_intermediate=drop)[:2])
        assert same(*both("average_precision_score", truth, s, sample_weight=weights)[:2])
        for limit in (None, 0.03, 0.5, 1):
            assert same(*both("roc_auc_score", truth, s, sample_weight=weights, max_fpr=limit)[:2])
    words = np.array(["bad", "good"])[y]
    assert same(*both("roc_curve", words, s, pos_label="good")[:2])
    assert same(*both("roc_auc_score", words, s)[:2])
    assert same(*both("roc_auc_score", y, s.astype(np.float32))[:2])
    assert same(*both("roc_auc_score", y.tolist(), s.tolist())[:2])


def test_areas_of_several_classes():
    p = RNG.random((N, 4))
    p /= p.sum(1, keepdims=True)
    for versus in ("ovr", "ovo"):
        for average in ("macro", "weighted"):
            assert same(*both("roc_auc_score", TRUTH, p, multi_class=versus, average=average)[:2])
            assert same(*both("roc_auc_score", NAMES[TRUTH], p[:, np.argsort(np.argsort(NAMES))], multi_class=versus, average=average)[:2])
    assert same(*both("roc_auc_score", TRUTH, p, multi_class="ovr", average="micro")[:2])
    assert same(*both("roc_auc_score", TRUTH, p, multi_class="ovr", average=None)[:2])
    assert same(*both("roc_auc_score", TRUTH, p, multi_class="ovr", sample_weight=WEIGHTS)[:2])


@pytest.mark.parametrize("truth", [[0, 0, 0], [1, 1, 1]], ids=str)
def test_one_class_alone_warns_as_scikit_learn_does(truth):
    s = [0.1, 0.5, 0.3]
    for name in ("roc_auc_score", "roc_curve", "precision_recall_curve", "average_precision_score"):
        ours, theirs, told, wanted = both(name, truth, s)
        assert same(ours, theirs), name
        assert told == wanted, name
    with pytest.warns(UndefinedMetricWarning):
        assert np.isnan(openwork.metrics.roc_auc_score(truth, s))


REGRESSION = [
    *(
        (name, {})
        for name in "mean_squared_error root_mean_squared_error mean_absolute_error mean_absolute_percentage_error median_absolute_error r2_score "
        "explained_variance_score d2_absolute_error_score mean_squared_log_error root_mean_squared_log_error".split()
    ),
    ("mean_pinball_loss", {"alpha": 0.1}),
    ("d2_pinball_score", {"alpha": 0.8}),
]


@pytest.mark.parametrize("name, settings", REGRESSION)
def test_regression(name, settings):
    t = RNG.gamma(2.0, 3.0, (N, 3))
    p = t * RNG.uniform(0.6, 1.5, (N, 3))
    shares = [0.2, 0.5, 0.3]
    for weights in (None, WEIGHTS, np.round(WEIGHTS)):
        assert same(*both(name, t[:, 0].copy(), p[:, 0].copy(), sample_weight=weights, **settings)[:2])
        for outputs in ("raw_values", "uniform_average", shares, *(["variance_weighted"] if name in ("r2_score", "explained_variance_score") else [])):
            assert same(*both(name, t, p, sample_weight=weights, multioutput=outputs, **settings)[:2])
    assert same(*both(name, t[:, 0].tolist(), p[:, 0].astype(np.float32).astype(float).tolist(), **settings)[:2])


def test_regression_where_nothing_varies():
    for t, p in (([1.0, 1.0], [1.0, 1.0]), ([1.0, 1.0], [1.0, 2.0]), ([1.0, 2.0], [1.0, 2.0])):
        for name in ("r2_score", "explained_variance_score"):
            for force in (True, False):
                with np.errstate(all="ignore"):
                    assert same(*both(name, t, p, force_finite=force)[:2])
    ours, _, told, wanted = both("r2_score", [1.0], [2.0])
    assert np.isnan(ours) and told == wanted
    assert openwork.metrics.max_error([1, 2], [1, 5]) == 3.0


@pytest.mark.parametrize("name", ["accuracy_score", "f1_score", "confusion_matrix", "roc_auc_score", "log_loss", "r2_score", "max_error"])
def test_what_does_not_fit_is_refused_as_there(name):
    for t, p in (([0, 1], [0, 1, 1]), ([], []), ([0.0, np.nan], [0.5, 0.5]), ([0, 1], [[0.5, 0.5], [0.5, 0.5]]), ("ab", "ab")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                sklearn.metrics.__dict__[name](t, p)
            except (ValueError, TypeError) as error:
                with pytest.raises((ValueError, TypeError)):
                    openwork.metrics.__dict__[name](t, p)
            else:
                openwork.metrics.__dict__[name](t, p)


def test_what_is_continuous_is_no_class():
    with pytest.raises(ValueError, match="mix of continuous and binary|mix of binary and continuous"):
        openwork.metrics.accuracy_score([0, 1], [0.2, 0.7])
    with pytest.raises(ValueError, match="string and number"):
        openwork.metrics.accuracy_score(["a", "b"], [0, 1])


def test_intervals():
    y = (TRUTH > 1).astype(int)
    s = RNG.normal(y, 1.0)
    interval = openwork.metrics.bootstrap_interval
    found = interval(openwork.metrics.roc_auc_score, y, s, n_samples=300, random_state=3)
    assert found.low < found.score < found.high and found.score == sklearn.metrics.roc_auc_score(y, s)
    # The short cut for areas gives what the plain way gives.
    assert interval(lambda t, p: openwork.metrics.roc_auc_score(t, p), y, s, n_samples=300, random_state=3) == found
    openwork.set_threads(1)
    assert interval(openwork.metrics.roc_auc_score, y, s, n_samples=300, random_state=3) == found
    openwork.set_threads(None)
    assert interval(openwork.metrics.roc_auc_score, y, s, n_samples=300, random_state=4) != found
    mean = interval(openwork.metrics.f1_score, TRUTH, ANSWERS, average="macro", n_samples=100, confidence=0.9, random_state=0)
    assert mean.low < mean.score < mean.high
    few = interval(openwork.metrics.roc_auc_score, [0, 0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4, 0.5], n_samples=200, random_state=0)
    assert few.undefined > 0
    with pytest.raises(ZeroDivisionError):
        interval(lambda t, p: 1 / 0, y, s)
    for settings in ({"n_samples": 0}, {"confidence": 1.5}):
        with pytest.raises(ValueError, match="wanted"):
            interval(openwork.metrics.accuracy_score, y, y, **settings)


def test_large_input_gives_the_same_bits_on_any_number_of_threads():
    n = 400_000
    y = RNG.integers(0, 2, n)
    s = np.clip(RNG.normal(0.4 + 0.2 * y, 0.2), 0, 1)
    x, z = RNG.normal(1e6, 1, n), RNG.normal(1e6, 1, n)
    m = openwork.metrics
    calls = [
        lambda: m.roc_auc_score(y, s),
        lambda: m.roc_auc_score(y, s - 0.5),
        lambda: m.log_loss(y, s),
        lambda: m.f1_score(y, s > 0.5),
        lambda: m.mean_squared_error(x, z),
        lambda: m.r2_score(x, z),
        lambda: m.roc_curve(y, s)[1].sum(),
        lambda: m.average_precision_score(y, s),
    ]
    answers = {}
    for threads in (1, 2, 8):
        openwork.set_threads(threads)
        answers[threads] = [call() for call in calls]
    openwork.set_threads(None)
    assert answers[1] == answers[2] == answers[8]
    assert answers[1][0] == pytest.approx(sklearn.metrics.roc_auc_score(y, s), abs=1e-12)
    assert answers[1][2] == pytest.approx(sklearn.metrics.log_loss(y, s), rel=1e-12)
    assert answers[1][4] == pytest.approx(sklearn.metrics.mean_squared_error(x, z), rel=1e-12)


def test_arrays_may_be_read_only_and_are_not_written_to():
    t, s, x = TRUTH.copy(), RNG.random(N), RNG.random(N)
    kept = t.copy(), s.copy(), x.copy()
    for a in (t, s, x):
        a.flags.writeable = False
    openwork.metrics.f1_score(t, t, average="macro")
    openwork.metrics.roc_auc_score(t > 0, s)
    openwork.metrics.r2_score(s, x)
    assert all(np.array_equal(a, b) for a, b in zip((t, s, x), kept))
