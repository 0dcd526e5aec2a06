"""The player draws the same observations as the core, and gets the same gradients from them."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from playwright.sync_api import Page

from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.line import coefficients, gradients, surface
from momentum_core.methods.descent import descend
from momentum_core.methods.draws import batches, below, threefry

RUN = """async ({t, y, size, steps, seed, shuffled, start, eta, alpha}) => {
  const { batches } = await import('/core/draws.js');
  const { batchCoefficients, gradientAt } = await import('/core/line.js');
  const drawn = batches(t.length, size, steps, seed, shuffled);
  const means = batchCoefficients({t, y}, drawn);
  const w = new Float64Array(2 * steps + 2), update = [0, 0];
  w.set(start);
  for (let k = 0; k < steps; k++) {
    const g = gradientAt(means, k, w, 2 * k);
    for (const i of [0, 1]) {
      update[i] = alpha * update[i] - eta * g[i];
      w[2 * k + 2 + i] = w[2 * k + i] + update[i];
    }
  }
  const text = (x) => btoa(String.fromCharCode(...new Uint8Array(x.buffer)));
  return {drawn, means: text(means), w: text(w)};
}"""


def test_the_generator(modules: Page):
    """A thousand addresses, at the ends of the range too."""
    edge = [0, 1, 2**31 - 1, 2**31, 2**32 - 1]
    addresses = [(a, b, c, d) for a in edge for b in edge for c in edge for d in edge]
    seen = modules.evaluate(
        """async (all) => { const { threefry } = await import('/core/draws.js');
        return all.map(([a, b, c, d]) => threefry([a, b], [c, d])); }""",
        addresses,
    )

    assert seen == [[int(x) for x in threefry((a, b), (c, d))] for a, b, c, d in addresses]


@pytest.mark.parametrize("bound", [1, 7, 500, 3 * 2**30, 2**32 - 1])
def test_draws_below_a_bound(modules: Page, bound: int):
    """Rejected words are tried again in the same way."""
    seen = modules.evaluate(
        """async (bound) => { const { below } = await import('/core/draws.js');
        return Array.from({length: 300}, (_, k) => below(bound, 4294967295, k, 3)); }""",
        bound,
    )

    assert seen == below(bound, 2**32 - 1, np.arange(300), 3).tolist()


@pytest.mark.parametrize("key", DATA)
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize(
    ("size", "shuffled", "seed"),
    [(1, False, 0), (5, True, 7), (7, False, 2**32 - 1), (17, True, 3)],
)
def test_a_run_is_the_cores_to_the_last_bit(modules: Page, key, standardise, size, shuffled, seed):
    """Observations drawn, means over each batch, and all positions of a run."""
    data, s = DATA[key], surface(DATA[key], standardise)
    known = data.standardised if standardise else data
    steps = 120
    choice = {"eta": s.eta, "alpha": 0.9}
    seen = modules.evaluate(
        RUN,
        {"t": known.t, "y": known.y, "size": size, "steps": steps, "seed": seed}
        | {"shuffled": shuffled, "start": s.start, **choice},
    )
    drawn = batches(len(data), size, steps, seed, shuffled)
    run = descend(gradients(data, standardise, drawn), s.start, steps=steps, **choice)

    assert seen["drawn"] == [batch.tolist() for batch in drawn]
    assert base64.b64decode(seen["means"]) == coefficients(data, standardise, drawn).tobytes()
    assert base64.b64decode(seen["w"]) == run.w.tobytes()
