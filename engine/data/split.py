"""Which samples train, which validate, which test: fractions and a seed, nothing else.

The assignment is a random permutation of its own: it depends on the number of samples, the fractions and the seed,
and on no other random state. Its numbers are the raw output of PCG64, which NumPy promises never to change.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.layers.parameters import Declaration, Float, Int
from engine.problem import Problem

TOLERANCE = 1e-6
Indices = npt.NDArray[np.int64]


class Split(Declaration):
    """The parts into which the samples are divided, at random by the seed; each keeps the source's order."""

    train = Float(0.8, minimum=0, maximum=1, help="The part of the samples that the network learns from.")
    validation = Float(0.1, minimum=0, maximum=1, help="The part that is measured after every epoch.")
    test = Float(0.1, minimum=0, maximum=1, help="The part that is measured once, at the end.")
    seed = Int(0, minimum=0, help="Another seed puts other samples into the parts.")

    def problems(self) -> list[Problem]:
        """What is wrong with parts that are right one by one."""
        total = self.train + self.validation + self.test
        if abs(total - 1) <= TOLERANCE:
            return []
        return [Problem("data_split_sum", {"received": f"{total:.6g}"})]

    def sizes(self, samples: int, test_given: bool = False) -> tuple[int, int, int]:
        """The number of samples in training, validation and test.

        Each part gets the whole samples of its share; those that remain go one by one to the parts with the largest
        fractions of a sample left over, training before validation before test. A training part above 0 gets at least
        one sample where there is any. With `test_given` the first two divide all samples in their proportion.
        """
        shares = [self.train, self.validation, 0.0 if test_given else self.test]
        total = sum(shares)
        if total == 0:  # all is test, and the test set is given: nothing is left to divide
            return 0, 0, 0
        exact = [samples * share / total for share in shares]
        sizes = [int(size + 1e-9) for size in exact]  # 0.29 * 100 is 28.999999999999996
        by_rest = sorted(range(3), key=lambda part: sizes[part] - exact[part])
        for part in by_rest[: samples - sum(sizes)]:
            sizes[part] += 1
        if self.train > 0 and sizes[0] == 0 and samples > 0:
            sizes[sizes.index(max(sizes))] -= 1
            sizes[0] = 1
        return sizes[0], sizes[1], sizes[2]

    def indices(self, samples: int, test_given: bool = False) -> tuple[Indices | None, Indices | None, Indices | None]:
        """The indices of each part in rising order, None for an empty part; the three are disjoint."""
        random = np.random.PCG64(self.seed).random_raw(samples)
        order = np.argsort(random, kind="stable")
        train, validation, _ = self.sizes(samples, test_given)
        parts = np.split(order, [train, train + validation])
        first, second, third = (np.sort(part) if len(part) else None for part in parts)
        return first, second, None if test_given else third

    def to_json(self) -> dict[str, Any]:
        """The fractions and the seed, 0 and 1 without a point."""
        return {name: int(value) if value in (0, 1) else value for name, value in self.values.items()}
