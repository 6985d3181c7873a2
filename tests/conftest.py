"""What all tests share: the same random numbers in each run, and in any order."""

import random

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _seeded():
    random.seed(0)
    np.random.seed(0)
