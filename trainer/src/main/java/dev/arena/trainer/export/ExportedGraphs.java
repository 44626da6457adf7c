package dev.arena.trainer.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.stopping.StopRequest;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * An exported encoder and head, run by ONNX Runtime as a bundle's reader does on a CPU: each
 * sequence by itself, unpadded. For checking graphs before they are written; scoring is done by
 * {@link dev.arena.models.PreferenceScorer}.
 */
public final class ExportedGraphs implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession encoder;
  private final OrtSession head;

  private ExportedGraphs(OrtSession encoder, OrtSession head) {
    this.encoder = encoder;
    this.head = head;
  }

  /** Loads the bytes of two {@code .onnx} files. */
  public static ExportedGraphs open(byte[] encoder, byte[] head, int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      OrtSession session = ENVIRONMENT.createSession(encoder, options);
      try {
        return new ExportedGraphs(session, ENVIRONMENT.createSession(head, options));
      } catch (OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /**
   * The vectors of sequences, in their order.
   *
   * @param done is told how many sequences are done
   */
  public List<float[]> vectors(List<Sequence> sequences, LongConsumer done) {
    Map<Sequence, float[]> known = new HashMap<>();
    List<float[]> vectors = new ArrayList<>();
    for (Sequence sequence : sequences) {
      vectors.add(known.computeIfAbsent(sequence, this::vector));
      done.accept(vectors.size());
    }
    return vectors;
  }

  private float[] vector(Sequence sequence) {
    StopRequest.check();
    int length = sequence.length();
    long[] ids = new long[length];
    long[] mask = new long[length];
    long[] types = new long[length];
    for (int i = 0; i < length; i++) {
      ids[i] = sequence.ids()[i];
      mask[i] = 1;
      types[i] = i < sequence.secondSegment() ? 0 : 1;
    }
    try (OnnxTensor i = tensor(ids);
        OnnxTensor m = tensor(mask);
        OnnxTensor t = tensor(types);
        OrtSession.Result result =
            encoder.run(Map.of("input_ids", i, "attention_mask", m, "token_type_ids", t))) {
      return ((float[][]) result.get(0).getValue())[0];
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /** The probabilities of A, B and tie for a pair whose sequences have these vectors. */
  public double[] probabilities(EncodedPair pair, float[] first, float[] second) {
    try (OnnxTensor f = tensor(first);
        OnnxTensor s = tensor(second);
        OnnxTensor x = tensor(pair.antisymmetric());
        OnnxTensor y = tensor(pair.symmetric());
        OrtSession.Result result =
            head.run(Map.of("first", f, "second", s, "antisymmetric", x, "symmetric", y))) {
      float[] found = ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
      return new double[] {found[0], found[1], found[2]};
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private static OnnxTensor tensor(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        ENVIRONMENT, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  private static OnnxTensor tensor(float[] values) throws OrtException {
    return OnnxTensor.createTensor(
        ENVIRONMENT, FloatBuffer.wrap(values), new long[] {1, values.length});
  }

  private static IllegalStateException refused(OrtException e) {
    return new IllegalStateException(
        "ONNX Runtime refuses an exported graph: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      encoder.close();
      head.close();
    } catch (OrtException e) {
      throw refused(e);
    }
  }
}
