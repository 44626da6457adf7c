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
 * An ONNX Runtime session with the runs that are measured on it. Safe for use by many threads;
 * {@link #close} also closes the session.
 */
final class EncoderRuns implements AutoCloseable {
  private final OrtSession session;
  private final List<Inputs> runs = new ArrayList<>();

  EncoderRuns(OrtSession session) {
    this.session = session;
  }

  /** Adds a run of these sequences, each padded to {@code tokens}. */
  void add(List<Sequence> sequences, int tokens) throws OrtException {
    runs.add(Inputs.padded(sequences, tokens, session.getInputNames()));
  }

  int count() {
    return runs.size();
  }

  /** Performs a run and reads its vectors, as any caller would. */
  float[][] run(int index) throws OrtException {
    try (OrtSession.Result result = session.run(runs.get(index).tensors())) {
      return (float[][]) result.get(0).getValue();
    }
  }

  /** Performs all runs, one after another. */
  void runAll() throws OrtException {
    for (int i = 0; i < runs.size(); i++) {
      run(i);
    }
  }

  @Override
  public void close() {
    runs.forEach(Inputs::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("an ONNX Runtime session cannot be closed", e);
    }
  }

  /**
   * The inputs of one run, in native memory, so that their creation is not measured.
   *
   * @param tensors tensors by name, each {@code [sequences, tokens]}
   */
  record Inputs(Map<String, OnnxTensor> tensors) implements AutoCloseable {

    /**
     * Returns the inputs for these sequences, each padded with masked tokens.
     *
     * @param inputNames names of the encoder's inputs; other inputs are omitted
     */
    static Inputs padded(List<Sequence> sequences, int tokens, Set<String> inputNames)
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
        inputs.add("input_ids", ids.flip(), shape, inputNames);
        inputs.add("attention_mask", mask.flip(), shape, inputNames);
        inputs.add("token_type_ids", types.flip(), shape, inputNames);
        return inputs;
      } catch (OrtException e) {
        inputs.close();
        throw e;
      }
    }

    private void add(String name, LongBuffer values, long[] shape, Set<String> inputNames)
        throws OrtException {
      if (inputNames.contains(name)) {
        tensors.put(name, OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape));
      }
    }

    @Override
    public void close() {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
