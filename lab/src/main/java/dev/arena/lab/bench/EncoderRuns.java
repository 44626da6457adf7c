package dev.arena.lab.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.encode.Sequence;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A session of ONNX Runtime and the runs that are measured on it. Safe for use by many threads;
 * {@link #close} closes the session, too.
 */
final class EncoderRuns implements AutoCloseable {
  private final OrtSession session;
  private final List<Inputs> runs = new ArrayList<>();

  EncoderRuns(OrtSession session) {
    this.session = session;
  }

  /** Adds a run of these sequences, each filled up to {@code tokens}. */
  void add(List<Sequence> sequences, int tokens) throws OrtException {
    runs.add(Inputs.padded(sequences, tokens, session.getInputNames()));
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
    runs.forEach(Inputs::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("a session of ONNX Runtime cannot be closed", e);
    }
  }

  /**
   * What an encoder reads in one run, in native memory, so that making it is not measured.
   *
   * @param tensors by name, each {@code [sequences, tokens]}
   */
  record Inputs(Map<String, OnnxTensor> tensors) implements AutoCloseable {

    /**
     * Sequences as they are, each filled up with masked tokens.
     *
     * @param taken names of the inputs that the encoder takes; others are omitted
     */
    static Inputs padded(List<Sequence> sequences, int tokens, Set<String> taken)
        throws OrtException {
      long[] shape = {sequences.size(), tokens};
      LongBuffer ids = LongBuffer.allocate(sequences.size() * tokens);
      LongBuffer mask = LongBuffer.allocate(sequences.size() * tokens);
      LongBuffer types = LongBuffer.allocate(sequences.size() * tokens);
      for (Sequence sequence : sequences) {
        for (int i = 0; i < tokens; i++) {
          boolean real = i < sequence.length();
          ids.put(real ? sequence.ids()[i] : 0);
          mask.put(real ? 1 : 0);
          types.put(real && i >= sequence.secondSegment() ? 1 : 0);
        }
      }
      Inputs inputs = new Inputs(new HashMap<>());
      try {
        inputs.add("input_ids", ids.flip(), shape, taken);
        inputs.add("attention_mask", mask.flip(), shape, taken);
        inputs.add("token_type_ids", types.flip(), shape, taken);
        return inputs;
      } catch (OrtException e) {
        inputs.close();
        throw e;
      }
    }

    private void add(String name, LongBuffer values, long[] shape, Set<String> taken)
        throws OrtException {
      if (taken.contains(name)) {
        tensors.put(name, OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape));
      }
    }

    @Override
    public void close() {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
