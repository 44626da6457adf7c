package dev.arena.kafka.streams;

import java.time.Duration;

/**
 * What a stream thread has to do apart from reading records; decides how long its consumer waits
 * for them. Each method is about the calling thread.
 */
public interface PendingWork {
  /** A thread that may always have something to do, so that its consumer waits as it is told. */
  PendingWork UNKNOWN =
      new PendingWork() {
        @Override
        public State state() {
          return State.UNCOMMITTED;
        }

        @Override
        public void awaitAnswer(Duration timeout) {}
      };

  /** What the thread is waiting for. */
  enum State {
    /** Only for records: everything is answered and committed. */
    NONE,
    /** For the answers to records in flight. */
    IN_FLIGHT,
    /** For the time of its next commit. */
    UNCOMMITTED
  }

  /** What the calling thread is waiting for. */
  State state();

  /** Waits until an answer for the calling thread arrives, for at most this long. */
  void awaitAnswer(Duration timeout);
}
