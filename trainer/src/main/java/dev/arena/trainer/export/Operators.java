package dev.arena.trainer.export;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which operators an exported encoder is made of (docs/decisions/0009). */
public enum Operators {
  /** Those of ONNX's opset 17: every runtime of ONNX knows them. */
  ONNX("onnx", "onnx-17"),
  /** Those of ONNX Runtime (domain {@code com.microsoft}) that do several steps in one. */
  ONNX_RUNTIME("onnxruntime", "onnxruntime-contrib");

  private final String text;
  private final String inManifest;

  Operators(String text, String inManifest) {
    this.text = text;
    this.inManifest = inManifest;
  }

  /** The name on the command line. */
  public String text() {
    return text;
  }

  /** The value of the manifest's field {@code operators}. */
  @JsonValue
  public String inManifest() {
    return inManifest;
  }
}
