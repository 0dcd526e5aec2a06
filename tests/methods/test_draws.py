"""Random draws: the generator against its published answers, and fair draws from it."""

from __future__ import annotations

import math
from itertools import permutations as orders

import jax.extend.random
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.methods.draws import SEED_LIMITS, batches, below, permutations, threefry

words = st.integers(0, 2**32 - 1)


def fair(counts: np.ndarray) -> bool:
    """Pearson's statistic is within five standard deviations of what it is for a fair draw: not
    too uneven, and not too even either."""
    counts = counts.ravel()
    expected, freedom = counts.mean(), len(counts) - 1
    statistic = ((counts - expected) ** 2 / expected).sum()
    return bool(abs(statistic - freedom) < 5 * math.sqrt(2 * freedom))


def slow_below(bound: int, seed: int, row: int, column: int) -> int:
    """The definition, with JAX's generator: reject the words behind the last multiple."""
    attempt = 0
    while True:
        key = np.array([seed, attempt], dtype=np.uint32)
        counter = np.array([row, column], dtype=np.uint32)
        word = int(jax.extend.random.threefry_2x32(key, counter)[0])
        if word < 2**32 // bound * bound:
            return word % bound
        attempt += 1


@pytest.mark.parametrize(
    ("key", "counter", "answer"),
    [
        ("00000000 00000000", "00000000 00000000", "6b200159 99ba4efe"),
        ("ffffffff ffffffff", "ffffffff ffffffff", "1cb996fc bb002be7"),
        ("13198a2e 03707344", "243f6a88 85a308d3", "c4923a9c 483df7a0"),
    ],
)
def test_the_generators_published_answers(key, counter, answer):
    """The known answers for threefry2x32 with 20 rounds that Random123 is shipped with."""
    key, counter = ([int(word, 16) for word in text.split()] for text in (key, counter))

    assert answer == " ".join(f"{int(word):08x}" for word in threefry(key, counter))


@given(words, words, words, words)
def test_the_generator_is_jaxs(key0, key1, counter0, counter1):
    """JAX's random numbers come from the same generator, written by others."""
    expected = jax.extend.random.threefry_2x32(
        np.array([key0, key1], dtype=np.uint32), np.array([counter0, counter1], dtype=np.uint32)
    )

    assert expected.tolist() == [int(x) for x in threefry((key0, key1), (counter0, counter1))]


@pytest.mark.parametrize("bound", [1, 7, 500, 3 * 2**30, 2**31 + 1, 2**32 - 1])
def test_draws_below_a_bound(bound):
    """As the definition has it, also where half of all words are rejected."""
    rows = np.arange(30)

    assert [slow_below(bound, 11, k, 5) for k in range(30)] == below(bound, 11, rows, 5).tolist()


def test_draws_are_unbiased_where_remainders_would_not_be():
    """Of 3·2³⁰ numbers, each third is drawn equally often; the bare remainder would draw the first
    third twice as often."""
    thirds = below(3 * 2**30, 1, np.arange(30_000), 0) // 2**30

    assert fair(np.bincount(thirds, minlength=3))


def test_batches_with_replacement_are_fair():
    """Each observation, and each pair in consecutive places, steps and seeds, equally often."""
    n, size, steps = 12, 4, 12_000
    first, second = (np.array(batches(n, size, steps, seed, False)) for seed in (1, 2))

    for a, b in (
        (first[:, 0], first[:, 1]),
        (first[:-1, 0], first[1:, 0]),
        (first[:, 3], second[:, 3]),
    ):
        assert fair(np.bincount(a, minlength=n))
        assert fair(np.bincount(n * a + b, minlength=n * n))


def test_every_order_is_equally_likely():
    """All 24 orders of four, and of consecutive epochs all pairs of orders."""
    names = {order: k for k, order in enumerate(orders(range(4)))}
    drawn = np.array([names[tuple(order)] for order in permutations(4, 24_000, 3).tolist()])

    assert fair(np.bincount(drawn, minlength=24))
    assert fair(np.bincount(24 * drawn[:-1] + drawn[1:], minlength=576))


@given(st.integers(1, 40), st.data())
def test_an_epoch_visits_each_observation_once(n, data):
    """Whatever the size of a batch; only an epoch's last batch is smaller."""
    size, seed = data.draw(st.integers(1, n)), data.draw(words)
    per_epoch = -(-n // size)
    drawn = batches(n, size, 3 * per_epoch, seed, True)

    for epoch in range(3):
        parts = drawn[epoch * per_epoch : (epoch + 1) * per_epoch]
        assert sorted(np.concatenate(parts).tolist()) == list(range(n))
        assert {size} >= {len(part) for part in parts[:-1]}


@given(st.integers(1, 40), st.booleans(), st.data())
def test_a_longer_run_begins_with_the_same_draws(n, shuffled, data):
    """Step k draws the same, however many steps follow."""
    size, seed = data.draw(st.integers(1, n)), data.draw(words)
    short, long = (batches(n, size, steps, seed, shuffled) for steps in (7, 19))

    assert [x.tolist() for x in short] == [x.tolist() for x in long[:7]]
    assert [7, 19] == [len(short), len(long)]


def test_the_draws_never_change():
    """A shared link names a seed and means these draws, in every later version."""
    replaced, shuffled = ([b.tolist() for b in batches(10, 4, 4, 2024, x)] for x in (False, True))

    assert replaced == [[2, 0, 3, 2], [1, 9, 9, 4], [4, 9, 4, 8], [5, 1, 8, 2]]
    assert shuffled == [[4, 5, 3, 8], [9, 6, 7, 0], [2, 1], [3, 7, 9, 0]]


def test_other_seeds_draw_something_else():
    """Neighbouring seeds have nothing in common."""
    seeds = [*range(20), 2**31, 2**32 - 1]
    for shuffled in (False, True):
        drawn = {tuple(np.concatenate(batches(24, 24, 1, s, shuffled)).tolist()) for s in seeds}

        assert len(drawn) == len(seeds)


@pytest.mark.parametrize("size", [0, 11])
def test_a_batch_has_one_to_n_observations(size):
    """Others are refused."""
    with pytest.raises(ValueError, match="1 to 10 observations"):
        batches(10, size, 5, 1, True)


@pytest.mark.parametrize("seed", [SEED_LIMITS[0] - 1, SEED_LIMITS[1] + 1])
def test_a_seed_is_one_word(seed):
    """Others would draw the same as some smaller one."""
    with pytest.raises(ValueError, match="seed must lie between"):
        batches(10, 2, 5, seed, False)
