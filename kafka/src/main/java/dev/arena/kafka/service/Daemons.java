package dev.arena.kafka.service;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the process alive. */
public final class Daemons {
  private Daemons() {}

  /** Creates daemon threads that are called {@code name-1}, {@code name-2} and so on. */
  public static ThreadFactory named(String name) {
    return named(name, Thread.NORM_PRIORITY);
  }

  /** As {@link #named(String)}, with this priority, 1 to 10. */
  public static ThreadFactory named(String name, int priority) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      thread.setPriority(priority);
      return thread;
    };
  }
}
