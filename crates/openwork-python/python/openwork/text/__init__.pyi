from ._search import BM25 as BM25, Hit as Hit, Results as Results, SearchIndex as SearchIndex
from ._similar import CosineIndex as CosineIndex, cosine_similarity as cosine_similarity, cosine_top_k as cosine_top_k
from ._stem import PorterStemmer as PorterStemmer, StemStep as StemStep
from ._vectorize import CountVectorizer as CountVectorizer, TfidfTransformer as TfidfTransformer, TfidfVectorizer as TfidfVectorizer

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
