package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.encode.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * A session of ONNX Runtime and the runs that are measured on it. Safe for use by many threads;
 * {@link #close} closes the session, too.
 */
final class EncoderRuns implements AutoCloseable {
  private final OrtSession session;
  private final List<EncoderInputs> runs = new ArrayList<>();

  EncoderRuns(OrtSession session) {
    this.session = session;
  }

  /** Adds a run of these sequences, each filled up to {@code tokens}. */
  void add(List<Sequence> sequences, int tokens) throws OrtException {
    runs.add(EncoderInputs.padded(sequences, tokens, session.getInputNames()));
  }

  int count() {
    return runs.size();
  }

  /** Runs and reads the vectors, as anyone who wants them would. */
  float[][] run(int index) throws OrtException {
    try (OrtSession.Result result = session.run(runs.get(index).tensors())) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Override
  public void close() {
    runs.forEach(EncoderInputs::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("a session of ONNX Runtime cannot be closed", e);
    }
  }
}
