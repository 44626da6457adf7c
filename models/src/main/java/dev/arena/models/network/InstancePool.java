package dev.arena.models.network;

import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;

/**
 * The lanes that are free, handed out so that runs spread over devices: the next run gets a lane of
 * the session that has most of its lanes free. Safe for use by many threads.
 */
final class LanePool {
  /** Also the lock. */
  private final List<Lane> free;

  LanePool(List<Lane> lanes) {
    free = new ArrayList<>(lanes);
  }

  /** Waits for a free lane and takes it out. */
  Lane take() throws InterruptedException {
    synchronized (free) {
      while (free.isEmpty()) {
        free.wait();
      }
      Lane best = free.get(0);
      long most = freeOf(best.session());
      for (Lane lane : free) {
        long others = freeOf(lane.session());
        if (others > most) {
          best = lane;
          most = others;
        }
      }
      free.remove(best);
      return best;
    }
  }

  void giveBack(Lane lane) {
    synchronized (free) {
      free.add(lane);
      free.notify();
    }
  }

  private long freeOf(OrtSession session) {
    return free.stream().filter(lane -> lane.session() == session).count();
  }
}
