package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;

/**
 * Tells by its words whether a run failed for want of memory: ONNX Runtime has no code for it, and
 * reports it as any other failure of a node.
 */
final class MemoryShortage {
  /** Of its arena, of C++, of CUDA, and of CUDA's libraries. */
  private static final List<String> WORDS =
      List.of(
          "failed to allocate memory",
          "is smaller than requested bytes",
          "bad_alloc",
          "bad allocation",
          "out of memory",
          "cudaerrormemoryallocation",
          "cublas_status_alloc_failed",
          "cudnn_status_alloc_failed");

  private MemoryShortage() {}

  static boolean explains(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(message::contains);
  }
}
