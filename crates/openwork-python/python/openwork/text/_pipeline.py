"""From raw text to tokens, stage by stage."""

from typing import NamedTuple

from .._openwork import TextPipeline

__all__ = ["Pipeline", "PipelineStep"]


class PipelineStep(NamedTuple):
    """What a stage did: the tokens it changed, each with what it became or None, and what stood there after it."""

    stage: str
    changes: list
    after: str


class Pipeline:
    """Stages, one after another: html, urls, emoji, lower, punctuation, spaces; one of nltk, unicode, whitespace, which makes
    tokens; then lower, punctuation, stop:LANGUAGE, porter:MODE.

        >>> Pipeline()("<b>Whales</b> were hunted!")
        ['whale', 'hunt']
    """

    def __init__(self, stages="html,urls,emoji,lower,nltk,stop:en,punctuation,porter"):
        self._native = TextPipeline(stages if isinstance(stages, str) else ",".join(stages))
        self.stages = self._native.stages()

    def __call__(self, text):
        """The tokens of a text."""
        return self._native.tokens([text])[0]

    def tokens(self, texts):
        """The tokens of each of many texts, on all threads."""
        if isinstance(texts, str):
            raise TypeError("texts is one str, wanted many; call the pipeline itself for one")
        return self._native.tokens(list(texts))

    def steps(self, text):
        """What each stage did to a text, in their order."""
        return (PipelineStep(*step) for step in self._native.steps(text))

    def __repr__(self):
        return f"Pipeline({','.join(self.stages)!r})"
