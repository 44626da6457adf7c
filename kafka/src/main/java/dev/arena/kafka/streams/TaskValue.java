package dev.arena.kafka.streams;

import org.jspecify.annotations.Nullable;

/**
 * The last value of the task that runs now, of a task that sees everything. When a task moves, the
 * next one may begin before the earlier one has ended. Safe for use by many threads.
 *
 * @param <T> the type of values
 */
public final class TaskValue<T> {
  private final T none;
  private Current<T> current;

  /**
   * @param none the value when no task runs
   */
  public TaskValue(T none) {
    this.none = none;
    this.current = new Current<>(null, none);
  }

  private record Current<T>(@Nullable Object task, T value) {}

  /** A task has a value, which replaces that of any other task. */
  public synchronized void set(Object task, T value) {
    current = new Current<>(task, value);
  }

  /** A task has ended. Its value is dropped, but not that of another one. */
  public synchronized void ended(Object task) {
    if (current.task() == task) {
      current = new Current<>(null, none);
    }
  }

  /** The current value. */
  public synchronized T get() {
    return current.value();
  }
}
