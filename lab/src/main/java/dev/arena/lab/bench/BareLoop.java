package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import dev.arena.models.DeviceChoice;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.batch.BatchPlan;
import dev.arena.models.encode.Sequence;
import dev.arena.models.network.GpuProvider;
import dev.arena.models.network.Sessions;
import dev.arena.models.network.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX Runtime alone, as the library runs it unless it found another way to share the processors:
 * on a CPU each sequence without padding in a run of one thread, as many runs at a time as there
 * are threads; on GPUs runs of like lengths, one after another on each. The longest first. For use
 * by one thread.
 */
final class BareLoop implements AutoCloseable {
  /** One for each session; runs are dealt out in turn. */
  private final List<EncoderRuns> sessions;

  private BareLoop(List<EncoderRuns> sessions) {
    this.sessions = sessions;
  }

  /**
   * Opens the graph and prepares runs.
   *
   * @param limits of one run
   */
  static BareLoop open(
      Path graph, DeviceChoice device, BatchLimits limits, List<Sequence> sequences)
      throws OrtException {
    BareLoop loop = new BareLoop(new ArrayList<>());
    try {
      if (device instanceof DeviceChoice.Cuda gpus) {
        for (int gpu : gpus.devices()) {
          loop.sessions.add(new EncoderRuns(Sessions.onGpu(graph, gpu, GpuProvider.plainCuda())));
        }
      } else {
        loop.sessions.add(new EncoderRuns(Sessions.onCpu(graph)));
      }
      loop.add(BatchPlan.of(sequences, limits));
      return loop;
    } catch (OrtException | RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  private void add(BatchPlan plan) throws OrtException {
    int next = 0;
    for (List<Integer> run : plan.runs()) {
      List<Sequence> sequences = run.stream().map(plan.distinct()::get).toList();
      sessions.get(next % sessions.size()).add(sequences, sequences.get(0).length());
      next++;
    }
  }

  /** All runs once. */
  void run(Workers workers) throws OrtException {
    if (sessions.size() == 1) {
      EncoderRuns only = sessions.get(0);
      workers.run(only.count(), workers.threads(), only::run);
    } else {
      workers.run(sessions.size(), sessions.size(), index -> runAll(sessions.get(index)));
    }
  }

  private static void runAll(EncoderRuns session) throws OrtException {
    for (int i = 0; i < session.count(); i++) {
      session.run(i);
    }
  }

  @Override
  public void close() {
    sessions.forEach(EncoderRuns::close);
  }
}
