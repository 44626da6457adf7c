"""What transformers makes of texts: token ids, and the tokens' mean vector scaled to length 1.

    python bert_reference.py DIR < texts.json > results.json

DIR is a directory with a BERT encoder. texts.json is a list of [text] or [first, second];
results.json has {"ids": [...], "types": [...], "vector": [...]} for each.
"""

import json
import sys

import torch
from transformers import AutoTokenizer, BertModel


def load(directory):
    tokenizer = AutoTokenizer.from_pretrained(directory)
    model, info = BertModel.from_pretrained(
        directory, attn_implementation="eager", dtype=torch.float32, output_loading_info=True
    )
    missing = [key for key in info["missing_keys"] if not key.startswith("pooler.")]
    if missing:
        raise SystemExit(f"{directory} lacks {sorted(missing)}")
    return tokenizer, model.eval()


@torch.no_grad()
def results(directory, texts):
    tokenizer, model = load(directory)
    found = []
    for text in texts:
        encoded = tokenizer(*text)
        batch = {name: torch.tensor([encoded[name]]) for name in ("input_ids", "token_type_ids")}
        mean = model(**batch).last_hidden_state[0].mean(0)
        found.append(
            {
                "ids": encoded["input_ids"],
                "types": encoded["token_type_ids"],
                "vector": [round(x, 7) for x in (mean / mean.norm()).tolist()],
            }
        )
    return found


if __name__ == "__main__":
    json.dump(results(sys.argv[1], json.load(sys.stdin)), sys.stdout)
