package dev.arena.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.arena.schemas.failure.UsageException;

/**
 * How many threads share one operation of the engine. The order in which they add up decides the
 * last digits of a sum, so that equal weights need equal threads.
 */
public final class Threads {
  private Threads() {}

  /** Sets it for the whole process. */
  public static void use(int threads) {
    if (threads < 1) {
      throw new UsageException("--threads is %d; expected at least 1".formatted(threads));
    }
    Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(threads);
  }

  /** How many there are. */
  public static int count() {
    Engine.getEngine("PyTorch");
    return JniUtils.getNumThreads();
  }
}
