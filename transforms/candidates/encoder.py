"""A small sentence encoder (six layers of BERT) in numpy, with the judgements fitted on top of it.

`encoder.npz` holds what `train_encoder` fitted, each matrix as bytes with a scale a row: a quarter of the
room of full numbers. They are made full numbers as they are read, so that every processor computes the same
to the last digits that matter. Nothing of PyTorch is needed to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from threadpoolctl import ThreadpoolController

from transforms.candidates.word_pieces import cut

MOST_PIECES: Final = 192
LAYERS: Final = 6
_HEADS: Final = 12
_NORM: Final = 1e-12
_GELU: Final = 0.7978845608028654

Array = Any


@dataclass(frozen=True)
class Encoder:
    """The weights, and the vocabulary whose places they follow."""

    vocabulary: dict[str, int]
    weights: dict[str, Array]

    def pieces(self, title: str, text: str) -> tuple[list[int], int]:
        """Return the ids of title and text with their marks, and how many belong to the title's part."""
        begin, end = self.vocabulary["[CLS]"], self.vocabulary["[SEP]"]
        first, second = cut(title, self.vocabulary), cut(text, self.vocabulary)
        # Of a pair that is too long the longer part loses its end.
        while len(first) + len(second) > MOST_PIECES - 3:
            (first if len(first) > len(second) else second).pop()
        return [begin, *first, end, *second, end], len(first) + 2

    def judge(self, title: str, text: str) -> Array:
        """Return the raw judgements of a title and a text, in the order in which they were fitted."""
        ids, titled = self.pieces(title, text)
        # Matrices this small are slower on several threads, and much slower where processes share the cores.
        with _threads().limit(limits=1, user_api="blas"):
            found = self._hidden(np.array(ids), titled)
        pooled = np.concatenate([found.mean(axis=0), found[0]])
        return self.weights["head"] @ pooled + self.weights["head_base"]

    def _hidden(self, ids: Array, titled: int) -> Array:
        kept = self.weights
        words = kept["words"][ids].astype(np.float32) * kept["words_scale"][ids][:, None].astype(np.float32)
        sides = np.repeat([0, 1], [titled, len(ids) - titled])
        found = _normed(words + kept["places"][: len(ids)] + kept["sides"][sides], kept, "begin")
        for at in range(LAYERS):
            found = _normed(found + self._attended(found, at), kept, f"{at}.met")
            inner = _gelu(found @ kept[f"{at}.inner"].T + kept[f"{at}.inner_base"])
            found = _normed(
                found + inner @ kept[f"{at}.outer"].T + kept[f"{at}.outer_base"], kept, f"{at}.end"
            )
        return found

    def _attended(self, found: Array, at: int) -> Array:
        kept, count = self.weights, len(found)
        asked, keys, values = (
            (found @ kept[f"{at}.{name}"].T + kept[f"{at}.{name}_base"])
            .reshape(count, _HEADS, -1)
            .swapaxes(0, 1)
            for name in ("query", "key", "value")
        )
        shares = asked @ keys.swapaxes(1, 2) / np.float32(np.sqrt(asked.shape[-1]))
        shares = np.exp(shares - shares.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed = (shares @ values).swapaxes(0, 1).reshape(count, -1)
        return mixed @ kept[f"{at}.mixed"].T + kept[f"{at}.mixed_base"]


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _normed(rows: Array, kept: dict[str, Array], name: str) -> Array:
    centered = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centered * centered).mean(axis=-1, keepdims=True) + np.float32(_NORM))
    return centered / spread * kept[f"{name}.weight"] + kept[f"{name}.base"]


def _gelu(rows: Array) -> Array:
    return (
        0.5 * rows * (1.0 + np.tanh(np.float32(_GELU) * (rows + np.float32(0.044715) * rows * rows * rows)))
    )


@cache
def encoder() -> Encoder:
    """Return the fitted encoder; some 60 MB, read once a process."""
    with resources.files(__package__).joinpath("encoder.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        names = bytes(kept["vocabulary"]).decode("utf-8").split("\n")
        weights = {name: kept[name] for name in kept.files if name != "vocabulary"}
    for name in [name for name in weights if f"{name}_scale" in weights and name != "words"]:
        scale = weights.pop(f"{name}_scale").astype(np.float32)
        weights[name] = weights[name].astype(np.float32) * scale[:, None]
    return Encoder({name: at for at, name in enumerate(names)}, weights)
