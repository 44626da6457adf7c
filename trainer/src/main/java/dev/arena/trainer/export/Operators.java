package dev.arena.trainer.export;

import com.fasterxml.jackson.annotation.JsonValue;

/** The operator set of an exported encoder (docs/decisions/0009). */
public enum Operators {
  /** ONNX opset 17, which every ONNX runtime supports. */
  ONNX("onnx", "onnx-17"),
  /** Fused operators of ONNX Runtime (domain {@code com.microsoft}). */
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
