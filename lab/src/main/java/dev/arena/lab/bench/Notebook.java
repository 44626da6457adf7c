package dev.arena.lab.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The encoder as a typical notebook runs it: in fp32, with one sequence per pair that holds the
 * prompt and both answers and is padded to 512 tokens, 16 sequences per call, one call after
 * another, with the defaults of ONNX Runtime. The sequences are already tokenised, and there is no
 * head. For use by one thread.
 */
final class Notebook implements AutoCloseable {
  /** Number of sequences per call. */
  static final int SEQUENCES = 16;

  private static final int TOKENS = 512;

  private final EncoderRuns runs;
  private final EncodingSpec.Kind kind;
  private final int tokens;

  private Notebook(EncoderRuns runs, EncodingSpec.Kind kind, int tokens) {
    this.runs = runs;
    this.kind = kind;
    this.tokens = tokens;
  }

  /** Returns the fp32 encoder, converted if necessary; empty if the bundle has no suitable one. */
  static Optional<byte[]> graph(ModelBundle bundle) {
    try {
      Optional<EncoderEntry> fp32 = entry(bundle, Precision.FP32);
      if (fp32.isPresent()) {
        return Optional.of(Files.readAllBytes(bundle.encoder(fp32.get())));
      }
      Optional<EncoderEntry> int8 = entry(bundle, Precision.INT8);
      return int8.isPresent()
          ? Dequantiser.toFp32(Files.readAllBytes(bundle.encoder(int8.get())))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<EncoderEntry> entry(ModelBundle bundle, Precision precision) {
    return bundle.manifest().encoder().stream()
        .filter(entry -> entry.precision() == precision)
        .findFirst();
  }

  /** Opens an fp32 model; if there are several GPUs, it uses the first. */
  static Notebook open(byte[] graph, EncodingSpec encoding, DeviceChoice device)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      if (device instanceof DeviceChoice.Cuda gpus) {
        options.addCUDA(gpus.devices().get(0));
      }
      // a trial run shows whether the encoder accepts 512 tokens; if not, that is not an error
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtSession session = OrtEnvironment.getEnvironment().createSession(graph, options);
      return new Notebook(
          new EncoderRuns(session), encoding.kind(), tokens(session, encoding.maxTokens()));
    }
  }

  private static int tokens(OrtSession session, int bundleMaxTokens) {
    List<Sequence> longest = List.of(new Sequence(new int[TOKENS], 0));
    try (EncoderRuns.Inputs inputs =
            EncoderRuns.Inputs.padded(longest, TOKENS, session.getInputNames());
        OrtSession.Result result = session.run(inputs.tensors())) {
      return TOKENS;
    } catch (OrtException tooLong) {
      return Math.min(TOKENS, bundleMaxTokens);
    }
  }

  /** Adds the calls for these pairs. */
  void add(List<EncodedPair> pairs) throws OrtException {
    List<Sequence> sequences =
        pairs.stream().map(pair -> cut(sequence(pair, kind), tokens)).toList();
    for (int from = 0; from < sequences.size(); from += SEQUENCES) {
      runs.add(sequences.subList(from, Math.min(sequences.size(), from + SEQUENCES)), tokens);
    }
  }

  /**
   * Returns the number of tokens to which sequences are padded: 512, or the maximum of the bundle
   * if the encoder does not accept 512.
   */
  int tokens() {
    return tokens;
  }

  /** Performs all calls, one after another. */
  void run() throws OrtException {
    runs.runAll();
  }

  @Override
  public void close() {
    runs.close();
  }

  /** Returns one sequence with the prompt, answer A and answer B. */
  static Sequence sequence(EncodedPair pair, EncodingSpec.Kind kind) {
    return switch (kind) {
      case CROSS_ENCODER -> pair.first();
      case BI_ENCODER -> {
        int[] first = pair.first().ids();
        int[] second = pair.second().ids();
        int answer = pair.second().secondSegment();
        int[] ids = Arrays.copyOf(first, first.length + second.length - answer);
        System.arraycopy(second, answer, ids, first.length, second.length - answer);
        yield new Sequence(ids, pair.first().secondSegment());
      }
    };
  }

  private static Sequence cut(Sequence sequence, int tokens) {
    return sequence.length() <= tokens
        ? sequence
        : new Sequence(
            Arrays.copyOf(sequence.ids(), tokens), Math.min(sequence.secondSegment(), tokens));
  }
}
