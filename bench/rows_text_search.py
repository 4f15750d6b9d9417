"""Weighing and finding texts: 100 000 documents of 60 words drawn by Zipf's law from 50 000, and 1 000 queries of 12 words."""

import os

os.environ.setdefault("DISABLE_TQDM", "1")

import numpy as np

from harness import Contender
from rows import both, optional, row

N, WORDS, VOCABULARY = 100_000, 60, 50_000


def texts(n, words, seed):
    """Documents of made-up words, whose lengths are those of English ones."""
    rng = np.random.default_rng(99)
    letters = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
    share = np.arange(26, 0, -1) / 351
    lengths = rng.integers(2, 12, VOCABULARY)
    names = list(dict.fromkeys("".join(rng.choice(letters, length, p=share)) for length in lengths))
    weights = 1 / np.arange(1, len(names) + 1)
    drawn = np.random.default_rng(seed).choice(len(names), (n, words), p=weights / weights.sum())
    return [" ".join(names[i] for i in one) for one in drawn]


def weighed(name, title, **options):
    @row(id=name, algorithm="tfidf", title=title, accuracy_name="largest difference from scikit-learn", bars={"scikit-learn": 10.0}, samples=5)
    def setup(workload, quick):
        import sklearn.feature_extraction.text as theirs

        from openwork.text import TfidfVectorizer

        documents = texts(N // 10 if quick else N, WORDS, 1)
        wanted = theirs.TfidfVectorizer(**options).fit_transform(documents).sorted_indices()
        workload.accuracy = lambda found: float(abs(found - wanted).max())
        return [
            Contender("openwork", "2 threads", lambda _: TfidfVectorizer(**options).fit_transform(documents)),
            *both("scikit-learn", lambda _: theirs.TfidfVectorizer(**options).fit_transform(documents)),
        ]


weighed("tfidf-100k", "TF-IDF fit_transform, 100 000 documents x 60 words (49.4 MB)")
weighed("tfidf-split-100k", "TF-IDF fit_transform, the same, tokenizer=str.split", tokenizer=str.split, token_pattern=None)


def nearest(Q, X, k=10):
    """scikit-learn's way: all cosines of rows of length 1 by blocks, the best by partition."""
    from sklearn.metrics.pairwise import linear_kernel

    out = np.empty((Q.shape[0], k))
    for i in range(0, Q.shape[0], 100):
        found = linear_kernel(Q[i : i + 100], X)
        best = np.argpartition(found, -k, axis=1)[:, -k:]
        out[i : i + 100] = -np.sort(-np.take_along_axis(found, best, 1), axis=1)
    return None, out


@row(
    id="cosine-top10",
    algorithm="similarity",
    title="cosine top-10 of 1 000 queries of 12 words over 100 000 documents x 60 words, their lists made beforehand",
    accuracy_name="largest difference of the 10 cosines from scikit-learn",
    bars={"sparse_dot_topn": 1.5, "scikit-learn": 4.0},
    samples=5,
)
def cosine_top10(workload, quick):
    from openwork.text import CosineIndex, TfidfVectorizer, cosine_top_k

    vectorizer = TfidfVectorizer()
    X = vectorizer.fit_transform(texts(N // 10 if quick else N, WORDS, 1))
    Q = vectorizer.transform(texts(100 if quick else 1000, 12, 2))
    index = CosineIndex(X)
    wanted = nearest(Q, X)[1]
    workload.accuracy = lambda found: float(np.abs(np.asarray(found[1]) - wanted).max())
    contenders = [
        Contender("openwork", "2 threads", lambda _: index.top_k(Q, 10)),
        Contender("openwork, lists made anew", "2 threads", lambda _: cosine_top_k(Q, X, 10)),
    ]
    if topn := optional("sparse_dot_topn"):
        XT = X.T.tocsr()

        def best(threads):
            def work(_):
                found = topn.sp_matmul_topn(Q, XT, top_n=10, n_threads=threads, sort=True)
                return None, np.stack([-np.sort(-found.data[a:b]) if b - a == 10 else np.pad(-np.sort(-found.data[a:b]), (0, 10 - b + a)) for a, b in zip(found.indptr, found.indptr[1:])])

            return work

        contenders += [Contender("sparse_dot_topn", f"{t} thread{'s' * (t > 1)}", best(t), threads=t) for t in (1, 2)]
    return contenders + both("scikit-learn", lambda _: nearest(Q, X))


@row(
    id="bm25-top10",
    algorithm="bm25",
    title="BM25 top-10 of 1 000 queries of 12 words over 100 000 documents x 60 words",
    accuracy_name="largest difference of the 10 scores from bm25s",
    bars={"bm25s": 2.0},
    samples=5,
)
def bm25_top10(workload, quick):
    from openwork.text import BM25

    documents = [text.split() for text in texts(N // 10 if quick else N, WORDS, 1)]
    queries = [text.split() for text in texts(100 if quick else 1000, 12, 2)]
    model = BM25().index(documents)
    contenders = [Contender("openwork", "2 threads", lambda _: model.retrieve(queries, k=10))]
    if bm25s := optional("bm25s"):
        for backend in ["numpy", *(["numba"] if optional("numba") else [])]:
            peer = bm25s.BM25(method="lucene", backend=backend)
            peer.index(documents, show_progress=False)
            for threads in (1, 2):

                def work(_, peer=peer, threads=threads):
                    return peer.retrieve(queries, k=10, show_progress=False, n_threads=threads)

                contenders.append(Contender("bm25s", f"{backend}, {threads} thread{'s' * (threads > 1)}", work, threads=threads))
        wanted = np.asarray(peer.retrieve(queries, k=10, show_progress=False).scores)
        workload.accuracy = lambda found: float(np.abs(np.asarray(found.scores) - wanted).max())
    return contenders
