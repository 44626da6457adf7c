package dev.arena.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.arena.schemas.failure.UsageException;

/**
 * Sets how many threads share one PyTorch operation. The order in which they add numbers determines
 * the last digits of a sum, so reproducing weights requires the same number of threads.
 */
public final class Threads {
  private Threads() {}

  /** Sets the number of threads for the whole process. */
  public static void use(int threads) {
    if (threads < 1) {
      throw new UsageException("--threads is %d; expected at least 1".formatted(threads));
    }
    Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(threads);
  }

  /** The current number of threads. */
  public static int count() {
    Engine.getEngine("PyTorch");
    return JniUtils.getNumThreads();
  }
}
