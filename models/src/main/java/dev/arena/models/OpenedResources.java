package dev.arena.models;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Native things opened one after the other, closed in reverse unless released to a new owner. For
 * use by one thread.
 */
final class OpenedResources implements AutoCloseable {
  /** Something whose closing throws no checked exception. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Hands everything to whoever closes it from now on. */
  void release() {
    opened.clear();
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("a model cannot be closed", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
