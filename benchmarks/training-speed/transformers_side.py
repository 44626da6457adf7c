"""The Python side: the same network, batches and step in PyTorch transformers.

Trains as many steps as a line on stdin says, and answers with the loss of the last one.
Arguments: the file of lengths, the weights that the Java side wrote, the number of threads.
"""
import sys

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

BATCH, MOST_TOKENS = 16, 2048


def sequence(index, length):
    return [1000 + (7919 * index + 104729 * j) % 29000 for j in range(length)]


def batches(path):
    rows = [tuple(map(int, line.split())) for line in open(path)]
    duels = [(sequence(2 * i, a), sequence(2 * i + 1, b)) for i, (a, b) in enumerate(rows)]
    return [duels[i : i + BATCH] for i in range(0, len(duels), BATCH)]


def runs(sequences):
    """Indices of sequences, longest first, in padded runs of at most MOST_TOKENS."""
    order = sorted(range(len(sequences)), key=lambda i: -len(sequences[i]))
    while order:
        count = max(1, MOST_TOKENS // len(sequences[order[0]]))
        yield order[:count]
        order = order[count:]


def vectors(model, sequences):
    result = [None] * len(sequences)
    for run in runs(sequences):
        length = max(len(sequences[i]) for i in run)
        ids = torch.zeros(len(run), length, dtype=torch.long)
        mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, i in enumerate(run):
            count = len(sequences[i])
            ids[row, :count] = torch.tensor(sequences[i])
            mask[row, :count] = 1
            types[row, count // 4 : count] = 1
        tokens = model(
            input_ids=ids,
            attention_mask=None if mask.all() else mask,
            token_type_ids=types,
        ).last_hidden_state
        weights = types.unsqueeze(-1).float()  # the answer's tokens
        mean = (tokens * weights).sum(1) / weights.sum(1)
        for row, i in enumerate(run):
            result[i] = torch.nn.functional.normalize(mean[row], dim=0)
    return torch.stack(result)


def main():
    lengths, weights, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    data = batches(lengths)
    config = BertConfig(
        vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12,
        intermediate_size=1536, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        attn_implementation="sdpa",
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(load_file(weights))
    model.train()
    model.embeddings.requires_grad_(False)
    direction = torch.zeros(384, requires_grad=True)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            dict(params=[p for p in trained if p.dim() > 1]),
            dict(params=[p for p in trained if p.dim() == 1], weight_decay=0.0),
            dict(params=[direction], lr=30e-5),
        ],
        lr=1e-5, weight_decay=0.01,
    )
    print("ready", flush=True)
    step = 0
    for line in sys.stdin:
        loss = None
        for _ in range(int(line)):
            batch = data[step % len(data)]
            step += 1
            v = vectors(model, [a for a, _ in batch] + [b for _, b in batch])
            margins = (v[: len(batch)] - v[len(batch) :]) @ direction
            loss = torch.nn.functional.softplus(-margins).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained + [direction], 1.0)
            optimiser.step()
            optimiser.zero_grad()
        print("loss", loss.item(), flush=True)


main()
