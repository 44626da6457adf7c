package dev.arena.trainer.run;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/** What trained a bundle, for its provenance. */
final class Machine {
  private Machine() {}

  static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  static String java() {
    return System.getProperty("java.version");
  }

  static String onnxRuntime() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  static String djl() {
    return Engine.getDjlVersion();
  }
}
