from ._stem import PorterStemmer as PorterStemmer, StemStep as StemStep

__all__ = ["PorterStemmer", "StemStep"]
