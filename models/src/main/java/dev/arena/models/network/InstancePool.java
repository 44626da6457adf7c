package dev.arena.models.network;

import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;

/**
 * The instances that are free, handed out so that runs spread over devices: the next run gets a
 * instance of the session that has most of its instances free. Safe for use by many threads.
 */
final class InstancePool {
  /** Also the lock. */
  private final List<EncoderInstance> free;

  InstancePool(List<EncoderInstance> instances) {
    free = new ArrayList<>(instances);
  }

  /** Waits for a free instance and takes it out. */
  EncoderInstance take() throws InterruptedException {
    synchronized (free) {
      while (free.isEmpty()) {
        free.wait();
      }
      EncoderInstance best = free.get(0);
      long most = freeOf(best.session());
      for (EncoderInstance instance : free) {
        long others = freeOf(instance.session());
        if (others > most) {
          best = instance;
          most = others;
        }
      }
      free.remove(best);
      return best;
    }
  }

  void giveBack(EncoderInstance instance) {
    synchronized (free) {
      free.add(instance);
      free.notify();
    }
  }

  private long freeOf(OrtSession session) {
    return free.stream().filter(instance -> instance.session() == session).count();
  }
}
