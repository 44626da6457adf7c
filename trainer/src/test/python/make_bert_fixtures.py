"""Makes src/test/resources/bert: two tiny random BERT encoders, and what transformers makes of texts.

    python src/test/python/make_bert_fixtures.py        (in trainer/, with torch and transformers)

`uncased` has a tokenizer.json and, in several files with an index, weights, some of which
are in float16 or bfloat16, with the prefix bert., gamma and beta as in old checkpoints, and a head.
`cased` has a vocab.txt and one file of weights without a prefix.
"""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel, BertTokenizer

from bert_reference import results

ROOT = Path(__file__).parent.parent / "resources" / "bert"
WORDS = """
the a of to and in is that it you for on are with as this be have not or what which how why when
answer answers question model models better worse prefer preference chat bot text word words token
people human code python java function return class list print import number numbers table example
please thanks sorry cannot help yes no maybe true false error test data train run write read file
one two three ten hundred first second third day year time world city house water light music
play play walk talk think know make take give good bad new old long short big small right left
hello bonjour monde caf\u00e9 na\u00efve r\u00e9sum\u00e9 stra\u00dfe gr\u00f6\u00dfe ma\u00f1ana se\u00f1or
""".split()
ENDINGS = "s ing ed er est ly ness ment tion able ful less ize ity 's 00 19 20 23".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = "\u00e9\u00e8\u00ea\u00e0\u00fc\u00f6\u00e4\u00df\u00f1\u00e7\u00ef\u00f8\u0436\u0434\u0430\u03b1\u03b2"
SINGLE = "\u4f60\u597d\u4e16\u754c\u65e5\u672c\u8a9e\u4e2d\u6587\u3042\u3044\U0001f600\U0001f44d\u2764\u2026\u2014\u201c\u201d\u20ac\u00a3"
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

TEXTS = [
    ["The model answers the question."],
    ["What is the better answer, and why?", "The first one is better: it's SHORT."],
    [""],
    ["  \t\n  "],
    ["Hello, world!", " "],
    ["HELLO WoRLd hello", "Bonjour le monde"],
    ["caf\u00e9 Caf\u00e9 CAF\u00c9 cafe\u0301 na\u00efve r\u00e9sum\u00e9", "Stra\u00dfe STRASSE \u1e9e gr\u00f6\u00dfe"],
    ["\u4f60\u597d\uff0c\u4e16\u754c\uff01\u65e5\u672c\u8a9e\u306e\u6587", "hello\u4e16\u754chello"],
    ["\ud55c\uad6d\uc5b4 \u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea \u0939\u093f\u0928\u094d\u0926\u0940"],
    ["\u0436\u0434\u0430 \u0416\u0414\u0410 \u03b1\u03b2 \u0391\u0392 \u03a3\u03c2"],
    ["\U0001f600 good \U0001f44d\U0001f3fd \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f"],
    ["1 12 123 1,234.56 3.14e-10 2023-01-19 \u0661\u0662\u0663 \u00bd \u00b2 \u2167"],
    ["def f(x):\n\treturn x[0] + {'a': 1}['a']  # test\n", "print(f\"{n!r:>10}\") && a||b; i++"],
    ["https://example.org/a_b?c=d&e=%20f#g user@example.com C:\\temp\\file.txt"],
    ["word" * 24 + " " + "w" * 101 + " " + "x" * 100],
    ["zero\u200bwidth soft\u00adhyphen \ufeffbom nul\u0000nul bell\u0007 nbsp\u00a0nbsp line\u2028line \u3000"],
    ["\ufb01ne \uff26\uff35\uff2c\uff2c \u01c5 \u0130stanbul \u0131 \u211d \u2115 \U0001d538 \u00e6 \u0152"],
    ["a\u0300\u0301\u0302\u0303 e\u0327 Z\u0351\u036b\u0343a\u0328l\u0358g\u031b\u0322o\u0321"],
    ["\u201cquoted\u201d \u2014 dash\u2026 \u00ab\u00e9\u00bb \u20ac5 \u00a35 \u00b0 \u2122 \u00a9 \u2260 \u221e"],
    ["##ing ##s #hashtag @user _under_score_ -- ... ?! *** ``` |a|b|"],
    ["don't can't it's I'm you're we'll he'd o'clock"],
    ["\U0010ffff \ufffd \ue000 \u0378 \ud7ff"],
    ["A a B b XML2JSON iPhone eBay McDonald USA"],
    ["walking walked walker talks talkless thinkable playful cities running", "tokenization models' newest"],
    ["yes", "no"],
    ["Please write a Python function that returns the second largest number of a list. " * 3, "Sorry, no."],
]


def vocabulary(cased):
    words = list(dict.fromkeys(WORDS))
    letters = list(LETTERS + ACCENTED)
    if cased:
        words += [w.capitalize() for w in words[:60]]
        letters += [c.upper() for c in LETTERS] + ["\u00c9"]
    else:
        plain = lambda s: s.translate(str.maketrans("\u00e9\u00e8\u00ea\u00e0\u00fc\u00f6\u00e4\u00f1\u00e7\u00ef", "eeeauoanci"))
        words, letters = [plain(w) for w in words], [plain(c) for c in letters]
    pieces = SPECIAL + list(PUNCTUATION) + list(SINGLE) + list("0123456789") + letters
    pieces += ["##" + p for p in list("0123456789") + letters + ENDINGS] + words
    return list(dict.fromkeys(pieces))


def encoder(vocabulary_size, heads, epsilon):
    config = BertConfig(
        vocab_size=vocabulary_size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=heads,
        intermediate_size=48,
        max_position_embeddings=256,
        type_vocab_size=2,
        layer_norm_eps=epsilon,
    )
    model = BertModel(config).eval()
    for name, parameter in model.named_parameters():
        drawn = torch.randn_like(parameter)
        parameter.data = 1 + 0.3 * drawn if name.endswith("LayerNorm.weight") else 0.3 * drawn
    return model


def uncased(directory):
    pieces = vocabulary(cased=False)
    tokenizer = BertTokenizer(vocab={p: i for i, p in enumerate(pieces)}, do_lower_case=True)
    tokenizer.save_pretrained(directory)
    model = encoder(len(pieces) + 3, heads=4, epsilon=1e-3)
    model.config.architectures = ["BertForMaskedLM"]
    model.config.save_pretrained(directory)
    tensors = {}
    for name, value in model.state_dict().items():
        old = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
        tensors["bert." + old] = value.contiguous()
    tensors["bert.embeddings.position_ids"] = torch.arange(256)[None]
    tensors["cls.predictions.bias"] = torch.zeros(len(pieces) + 3)
    for name in ("word", "token_type"):
        key = f"bert.embeddings.{name}_embeddings.weight"
        tensors[key] = tensors[key].half()
    key = "bert.embeddings.position_embeddings.weight"
    tensors[key] = tensors[key].bfloat16()
    names = sorted(tensors)
    shards = [names[: len(names) // 3], names[len(names) // 3 : -7], names[-7:]]
    weight_map = {}
    for i, shard in enumerate(shards):
        file = f"model-{i + 1:05}-of-{len(shards):05}.safetensors"
        save_file({n: tensors[n] for n in shard}, directory / file, metadata={"format": "pt"})
        weight_map.update({n: file for n in shard})
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    (directory / "model.safetensors.index.json").write_text(json.dumps(index, indent=1))


def cased(directory):
    pieces = vocabulary(cased=True)
    (directory / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    (directory / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": False}))
    encoder(len(pieces), heads=2, epsilon=1e-12).save_pretrained(directory)


def main():
    torch.manual_seed(7)
    shutil.rmtree(ROOT, ignore_errors=True)
    expected = {}
    for make in (uncased, cased):
        directory = ROOT / make.__name__
        directory.mkdir(parents=True)
        make(directory)
        expected[make.__name__] = results(directory, TEXTS)
    lines = [
        json.dumps({"text": text, **{name: found[i] for name, found in expected.items()}})
        for i, text in enumerate(TEXTS)
    ]
    (ROOT / "expected.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
