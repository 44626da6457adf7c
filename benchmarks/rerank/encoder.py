"""Writes the encoder of a bundle in the forms that other servers read, with equal weights.

    python3 encoder.py BUNDLE OUT

OUT/arena-fp32   a bundle of Arena with the encoder in fp32
OUT/torch        BertForSequenceClassification in safetensors
OUT/onnx         the same in ONNX, fp32
OUT/onnx-int8    that graph in int8, by ONNX Runtime's quantize_dynamic

BUNDLE must have an fp16 encoder. Its weights, widened to fp32, are used in all forms except the int8 encoder that Arena ships. The other
servers rank with a classifier on the first token; the bundle has none, so theirs is random and their scores mean nothing.
"""

import hashlib
import json
import os
import shutil
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

HEAD_SIZE = 32
FP16, FP32 = onnx.TensorProto.FLOAT16, onnx.TensorProto.FLOAT


def widened(graph):
    """The fp16 graph, computing in fp32."""
    for tensor in graph.graph.initializer:
        if tensor.data_type == FP16:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), tensor.name))
    for node in graph.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == FP16:
                attribute.i = FP32
    return graph


def write_bundle(bundle, graph, folder):
    """A copy of the bundle whose only encoder is the graph."""
    shutil.copytree(bundle, folder, ignore=shutil.ignore_patterns("encoder.*"))
    file = os.path.join(folder, "encoder.fp32.onnx")
    onnx.save(graph, file)
    with open(os.path.join(folder, "bundle.json"), encoding="utf-8") as source:
        manifest = json.load(source)
    with open(file, "rb") as written:
        content = written.read()
    entry = next(each for each in manifest["encoder"] if each["precision"] == "fp16")
    manifest["encoder"] = [
        {**entry, "precision": "fp32", "file": "encoder.fp32.onnx", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    ]
    with open(os.path.join(folder, "bundle.json"), "w", encoding="utf-8") as target:
        json.dump(manifest, target, indent=1)


def classifier(graph):
    """The graph's weights as BertForSequenceClassification."""
    weights = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in graph.graph.initializer}
    vocabulary, hidden = weights["embeddings.word_embeddings.weight"].shape
    layers = sum(name.endswith("query_key_value.weight") for name in weights)
    state = {}
    for name, value in weights.items():
        if name.startswith("constant_"):
            continue
        # Arena joins the three products, has scaled the query's, and stores matrices as ONNX's MatMul reads them
        matrix = name.endswith(".weight") and value.dim() == 2 and "embeddings" not in name
        value = value.T.contiguous() if matrix else value
        if "query_key_value" in name:
            query, key, value = value.chunk(3)
            for part, each in (("query", query * HEAD_SIZE**0.5), ("key", key), ("value", value)):
                state["bert." + name.replace("query_key_value", part)] = each.contiguous()
        else:
            state["bert." + name] = value
    torch.manual_seed(1)
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=vocabulary,
            hidden_size=hidden,
            num_hidden_layers=layers,
            num_attention_heads=hidden // HEAD_SIZE,
            intermediate_size=weights["encoder.layer.0.intermediate.dense.bias"].numel(),
            max_position_embeddings=len(weights["embeddings.position_embeddings.weight"]),
            num_labels=1,
            attn_implementation="eager",  # the operators that ONNX Runtime fuses; servers choose their own
        )
    )
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all("pooler" in name or "classifier" in name for name in missing), (missing, unexpected)
    return model.eval()


def require_same(graph, model, tokens):
    """Fails unless both compute the same hidden states, compared after Arena's pooling over the answer."""
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    expected = session.run(None, {name: value.numpy() for name, value in tokens.items()})[0]
    with torch.no_grad():
        states = model.bert(**tokens).last_hidden_state.numpy()
    answer = (tokens["attention_mask"] * tokens["token_type_ids"]).numpy()[:, :, None]
    vector = (states * answer).sum(axis=1)
    vector /= np.linalg.norm(vector, axis=1, keepdims=True)
    difference = np.abs(vector - expected).max()
    assert difference < 1e-4, f"the encoders differ by {difference}"


def write_tokenizer(bundle, most, folder):
    with open(os.path.join(bundle, "tokenizer.json"), encoding="utf-8") as source:
        content = {**json.load(source), "truncation": None, "padding": None}
    file = os.path.join(folder, "tokenizer.json")
    with open(file, "w", encoding="utf-8") as target:
        json.dump(content, target)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=file,
        model_max_length=most,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
    tokenizer.save_pretrained(folder)
    return tokenizer


def main(bundle, out):
    with open(os.path.join(bundle, "bundle.json"), encoding="utf-8") as source:
        most = json.load(source)["encoding"]["max_tokens"]
    graph = widened(onnx.load(os.path.join(bundle, "encoder.fp16.onnx")))
    model = classifier(graph)
    folders = {name: os.path.join(out, name) for name in ("arena-fp32", "torch", "onnx", "onnx-int8")}
    os.makedirs(out, exist_ok=True)
    write_bundle(bundle, graph, folders["arena-fp32"])
    model.save_pretrained(folders["torch"])
    tokenizer = write_tokenizer(bundle, most, folders["torch"])
    tokens = dict(tokenizer([("Who?", "Alexander Fleming."), ("2 + 2?", "4")], padding=True, return_tensors="pt"))
    require_same(graph, model, tokens)
    for name in ("onnx", "onnx-int8"):
        shutil.copytree(folders["torch"], folders[name], ignore=shutil.ignore_patterns("*.safetensors"))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    file = os.path.join(folders["onnx"], "model.onnx")
    torch.onnx.export(
        model,
        tuple(tokens[name] for name in names),
        file,
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch_size", 1: "sequence_length"} for name in names} | {"logits": {0: "batch_size"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(file, os.path.join(folders["onnx-int8"], "model.onnx"), weight_type=QuantType.QInt8)


if __name__ == "__main__":
    main(*sys.argv[1:])
