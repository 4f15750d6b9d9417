"""Text: what words are brought to before they are counted or compared."""

from ._stem import PorterStemmer, StemStep

__all__ = ["PorterStemmer", "StemStep"]
