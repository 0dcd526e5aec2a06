"""Which observations a step looks at: random draws that are the same for ever, everywhere.

"Same link, same run" has to outlive the libraries (numpy's streams may change, NEP 19), and the
browser draws along while a finger drags. So the generator is here: Threefry-2x32 with 20 rounds
(Salmon, Moraes, Dror & Shaw 2011, doi:10.1145/2063384.2063405), additions, rotations and
exclusive ors of 32-bit words. assets/player/core/draws.js has the same lines.

It has no state. A draw has an address, (seed, row, column), and its value is the address,
scrambled: so step 7 draws the same observations however long the run is.
"""

from __future__ import annotations

import numpy as np

SEED_LIMITS = (0, 2**32 - 1)

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = 0x1BD11BDA


def threefry(key: tuple[int, int], counter: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Two 32-bit words for a key and a counter of two words each; counters may be arrays.

    >>> [f"{int(word):08x}" for word in threefry((0, 0), (0, 0))]
    ['6b200159', '99ba4efe']
    """
    keys = [np.uint32(k) for k in (*key, key[0] ^ key[1] ^ _PARITY)]
    a, b = (np.atleast_1d(np.asarray(c, dtype=np.uint32)) for c in counter)
    a, b = a + keys[0], b + keys[1]
    for group in range(5):
        for r in _ROTATIONS[group % 2]:
            a = a + b
            b = ((b << np.uint32(r)) | (b >> np.uint32(32 - r))) ^ a
        a = a + keys[(group + 1) % 3]
        b = b + keys[(group + 2) % 3] + np.uint32(group + 1)
    shape = np.broadcast_shapes(*(np.shape(c) for c in counter))
    return a.reshape(shape), b.reshape(shape)


def below(bound, seed: int, row, column) -> np.ndarray:
    """The draws at addresses (seed, row, column): whole numbers from 0 to ``bound`` − 1, unbiased.

    ``bound``, ``row`` and ``column`` are integers or arrays that broadcast. A word in the last,
    incomplete run of ``bound`` words is rejected and the address tried again with the next key.
    """
    bound, row, column = (np.array(x) for x in np.broadcast_arrays(bound, row, column))
    limit = 2**32 - 2**32 % bound.astype(np.int64)
    words = threefry((seed, 0), (row, column))[0].astype(np.int64)
    attempt = 1
    while (rejected := words >= limit).any():
        again = threefry((seed, attempt), (row[rejected], column[rejected]))[0]
        words[rejected] = again
        attempt += 1
    return words % bound


def batches(n: int, size: int, steps: int, seed: int, shuffled: bool) -> list[np.ndarray]:
    """The mini-batches of a run: for each of ``steps`` steps the indices of its observations.

    With replacement each step draws ``size`` of the ``n`` observations independently. Shuffled,
    the run goes through epochs: each is a new order of all n, cut into batches of ``size``, of
    which the last one is smaller where ``size`` does not divide n.
    Raises ValueError for a size that is not 1 to n, or a seed out of ``SEED_LIMITS``.
    """
    if not 1 <= size <= n:
        raise ValueError(f"A batch holds 1 to {n} observations, not {size}.")
    if not SEED_LIMITS[0] <= seed <= SEED_LIMITS[1]:
        raise ValueError(f"The seed must lie between {SEED_LIMITS[0]} and {SEED_LIMITS[1]}.")
    if not shuffled:
        rows, columns = np.arange(steps)[:, None], np.arange(size)[None, :]
        return list(below(n, seed, rows, columns))
    starts = range(0, n, size)
    orders = permutations(n, -(-steps // len(starts)), seed)
    return [order[a : a + size] for order in orders for a in starts][:steps]


def permutations(n: int, count: int, seed: int) -> np.ndarray:
    """``count`` orders of 0 to n − 1, (count, n), each as likely as any other.

    Fisher & Yates's shuffle (Knuth, TAOCP vol. 2, §3.4.2, algorithm P), for all of them at once.
    """
    epochs, places = np.arange(count), np.arange(n)
    chosen = below(places + 1, seed, epochs[:, None], places[None, :])
    orders = np.tile(places, (count, 1))
    for last in range(n - 1, 0, -1):
        other = chosen[:, last]
        swapped = orders[epochs, other]
        orders[epochs, other] = orders[:, last]
        orders[:, last] = swapped
    return orders
