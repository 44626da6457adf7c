package dev.arena.streamer.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model that answers each input with itself, but only when the test says so. */
final class HeldFunction implements AsyncFunction<byte[], byte[]> {
  private record Held(byte[] input, CompletableFuture<byte[]> answer) {}

  private final Object lock = new Object();
  // guarded by lock
  private final List<Held> held = new ArrayList<>();
  // guarded by lock
  private boolean released;
  // guarded by lock
  private @Nullable RuntimeException failure;
  // guarded by lock
  private int flushed;

  @Override
  public CompletableFuture<byte[]> submit(byte[] input) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    synchronized (lock) {
      held.add(new Held(input, answer));
      if (released) {
        answer.complete(input);
      } else if (failure != null) {
        answer.completeExceptionally(failure);
      }
    }
    return answer;
  }

  @Override
  public void flush() {
    synchronized (lock) {
      flushed++;
    }
  }

  /** How often a commit has begun to wait for answers. */
  int flushed() {
    synchronized (lock) {
      return flushed;
    }
  }

  int submitted() {
    synchronized (lock) {
      return held.size();
    }
  }

  /** Answers what came with this value. */
  void answer(int value) {
    synchronized (lock) {
      held.stream()
          .filter(one -> one.input()[0] == value)
          .forEach(one -> one.answer().complete(one.input()));
    }
  }

  /** Answers all that came and will come, the last first. */
  void release() {
    synchronized (lock) {
      released = true;
      finish(one -> one.answer().complete(one.input()));
    }
  }

  /** Fails all that came and will come. */
  void fail(RuntimeException reason) {
    synchronized (lock) {
      failure = reason;
      finish(one -> one.answer().completeExceptionally(reason));
    }
  }

  private void finish(Consumer<Held> how) {
    for (int i = held.size() - 1; i >= 0; i--) {
      how.accept(held.get(i));
    }
  }
}
