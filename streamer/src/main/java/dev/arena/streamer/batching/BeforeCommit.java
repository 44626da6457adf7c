package dev.arena.streamer.batching;

import org.apache.kafka.streams.processor.StateStore;

/** A store whose only purpose is to be notified when its task is about to commit. */
interface BeforeCommit extends StateStore {
  /**
   * Sets the listener. Called from {@code init} of the processor that owns this store.
   *
   * @param context the processor's context
   * @param drain waits for everything in flight and forwards it
   */
  void attach(TaskContext context, Runnable drain);
}
