package dev.arena.streamer.batching;

import dev.arena.schemas.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model that answers each input with the input itself, but only when the test allows it. */
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

  /** A function that answers at once. */
  static HeldFunction released() {
    HeldFunction function = new HeldFunction();
    function.release();
    return function;
  }

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

  /** Returns how often a commit has begun to wait for answers. */
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

  void awaitSubmitted(int count) throws Exception {
    Eventually.holds(() -> submitted() == count, () -> submitted() + " records submitted");
  }

  /** Answers the inputs that have this value. */
  void answer(int value) {
    synchronized (lock) {
      held.stream()
          .filter(one -> one.input()[0] == value)
          .forEach(one -> one.answer().complete(one.input()));
    }
  }

  /** Answers all past and future inputs, the last one first. */
  void release() {
    synchronized (lock) {
      released = true;
      finish(one -> one.answer().complete(one.input()));
    }
  }

  /** Fails all past and future inputs. */
  void fail(RuntimeException reason) {
    synchronized (lock) {
      failure = reason;
      finish(one -> one.answer().completeExceptionally(reason));
    }
  }

  private void finish(Consumer<Held> action) {
    for (int i = held.size() - 1; i >= 0; i--) {
      action.accept(held.get(i));
    }
  }
}
