"""Text: what words are brought to before they are counted or compared, counting and weighing them, and finding texts by them."""

from ._search import BM25, Hit, Results, SearchIndex
from ._similar import CosineIndex, cosine_similarity, cosine_top_k
from ._stem import PorterStemmer, StemStep
from ._vectorize import CountVectorizer, TfidfTransformer, TfidfVectorizer

__all__ = [
    "BM25",
    "CosineIndex",
    "CountVectorizer",
    "Hit",
    "PorterStemmer",
    "Results",
    "SearchIndex",
    "StemStep",
    "TfidfTransformer",
    "TfidfVectorizer",
    "cosine_similarity",
    "cosine_top_k",
]
