"""Many words at once: Python hands each distinct word over once, since making and reading its strings costs more than the work."""


def each_once(words, work):
    """What ``work`` makes of the words, as a list in their order. ``work`` gets the list of the distinct ones."""
    if isinstance(words, str):
        raise TypeError("words: got one str, wanted a list of words; of one word ask without `_all`")
    words = list(words)
    if not set(map(type, words)) <= {str}:
        wrong = next(word for word in words if type(word) is not str)
        raise TypeError(f"words: got {type(wrong).__name__} {wrong!r}, wanted str")
    distinct = list(dict.fromkeys(words))
    made = dict(zip(distinct, work(distinct)))
    return list(map(made.__getitem__, words))
