package dev.arena.models.testing;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Base;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.FileEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.models.bundle.BundleManifest.GoldenPair;
import dev.arena.models.bundle.BundleManifest.GoldenTurn;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.BundleManifest.Provenance;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.DriftReference.CategoryBins;
import dev.arena.models.bundle.DriftReference.NumericBins;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A bundle of a few kilobytes whose networks are random but real: it is verified, opened and scored
 * like any other, in milliseconds. Different texts get different probabilities.
 *
 * <p>A module whose tests use it needs {@code tribuo-util-onnx} in test scope.
 */
public final class TinyBundle {
  /** {@code name@version} of the model. */
  public static final String MODEL = "tiny@1.2.3";

  private static final String VERSION = "1.2.3";

  /** The seed of the head's weights. */
  private static final long SEED = 8;

  /** Sequences of at most 48 tokens: about that many letters of unknown words. */
  public static final EncodingSpec ENCODING =
      new EncodingSpec(
          EncodingSpec.Kind.BI_ENCODER, 48, 16, EncodingSpec.Cut.headTail(0.7), "\n", "");

  /** Made-up histograms of every feature, of 10 rows and 8 predictions. */
  public static final DriftReference REFERENCE =
      new DriftReference(
          Map.of(
              "length_ratio",
                  new NumericBins(10, List.of(0.25, 0.5, 0.75), List.of(2L, 3L, 3L, 2L)),
              "prompt_length", new NumericBins(10, List.of(5.0, 50.0), List.of(4L, 4L, 2L)),
              "turns", new NumericBins(10, List.of(1.0), List.of(9L, 1L)),
              "tokens", new NumericBins(10, List.of(20.0, 40.0), List.of(3L, 4L, 3L)),
              "max_probability", new NumericBins(8, List.of(0.4, 0.5), List.of(2L, 4L, 2L)),
              "entropy", new NumericBins(8, List.of(0.9, 1.0), List.of(2L, 2L, 4L))),
          Map.of(
              "script", new CategoryBins(10, List.of("", "Latin"), List.of(1L, 9L, 0L)),
              "truncated", new CategoryBins(10, List.of("false", "true"), List.of(8L, 2L, 0L))));

  /** The longest sequence that the networks read. */
  public static final int POSITIONS = 64;

  private TinyBundle() {}

  /**
   * Writes a bundle with encoders in fp32 and int8.
   *
   * @param directory new or empty
   * @return the directory
   */
  public static Path write(Path directory) {
    return write(directory, ENCODING);
  }

  /** Writes a bundle that encodes pairs differently. */
  public static Path write(Path directory, EncodingSpec encoding) {
    return write(directory, encoding, VERSION, SEED);
  }

  /** Writes a bundle of another version, whose model scores every pair differently. */
  public static Path write(Path directory, String version) {
    return write(directory, ENCODING, version, version.hashCode());
  }

  private static Path write(Path directory, EncodingSpec encoding, String version, long seed) {
    try (BundleWriter writer = BundleWriter.create(directory)) {
      FeatureSpec features = FeatureSpec.all();
      int vocabulary = TinyTokenizer.vocabulary().size();
      Files.writeString(writer.path("tokenizer.json"), TinyTokenizer.json());
      Files.write(
          writer.path("encoder.fp32.onnx"), TinyNetworks.encoder(vocabulary, false).toByteArray());
      Files.write(
          writer.path("encoder.int8.onnx"), TinyNetworks.encoder(vocabulary, true).toByteArray());
      Files.write(writer.path("head.onnx"), TinyNetworks.head(features, seed).toByteArray());
      Files.writeString(
          writer.path(ModelBundle.MODEL_CARD), "# tiny\n\nRandom weights, for tests.\n");
      writer.write(REFERENCE);
      BundleManifest manifest = manifest(encoding, features, version);
      writer.finish(manifest.withGolden(golden(writer.stage(manifest))));
      return directory;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The tokenizer of the bundle; the caller closes it. */
  public static TextTokenizer tokenizer() {
    byte[] json = tokenizerJson().getBytes(StandardCharsets.UTF_8);
    return TextTokenizer.read(new ByteArrayInputStream(json), "tiny tokenizer");
  }

  /** The text of the bundle's {@code tokenizer.json}. */
  public static String tokenizerJson() {
    return TinyTokenizer.json();
  }

  /** A pair of one turn. */
  public static ConversationPair pair(String id, String prompt, String answerA, String answerB) {
    return pair(id, new Turn(prompt, answerA, answerB));
  }

  /** A pair of any number of turns. */
  public static ConversationPair pair(String id, Turn... turns) {
    return ConversationPair.newBuilder().setId(id).setTurns(List.of(turns)).build();
  }

  /** The same pair with A and B swapped. */
  public static ConversationPair swapped(ConversationPair pair) {
    return pair(
        pair.getId(),
        pair.getTurns().stream()
            .map(t -> new Turn(t.getPrompt(), t.getResponseB(), t.getResponseA()))
            .toArray(Turn[]::new));
  }

  private static List<Golden> golden(Path staged) {
    ScorerOptions options =
        ScorerOptions.defaults()
            .withDevice(new DeviceChoice.Cpu())
            .withPrecision(PrecisionChoice.FP32);
    try (PreferenceScorer scorer = PreferenceScorer.openStaged(staged, options)) {
      return List.of(
              pair("1", "2+2?", "4", "It depends."),
              pair("2", "Hello", "I'm sorry, but I cannot.", "Hello world! How is it going?"),
              pair("3", new Turn("a", "b", "c"), new Turn("d", null, "the answer")))
          .stream()
          .map(
              pair -> {
                Probabilities p = scorer.score(pair).probabilities();
                return new Golden(goldenPair(pair), List.of(p.a(), p.b(), p.tie()));
              })
          .toList();
    }
  }

  private static GoldenPair goldenPair(ConversationPair pair) {
    return new GoldenPair(
        pair.getTurns().stream()
            .map(t -> new GoldenTurn(t.getPrompt(), t.getResponseA(), t.getResponseB()))
            .toList());
  }

  private static BundleManifest manifest(
      EncodingSpec encoding, FeatureSpec features, String version) {
    return new BundleManifest(
        BundleManifest.FORMAT,
        "tiny",
        version,
        BundleManifest.OUTCOMES,
        encoding,
        features,
        TinyNetworks.HIDDEN,
        FileEntry.named("tokenizer.json"),
        List.of(
            new EncoderEntry(Precision.INT8, "encoder.int8.onnx", "", 0, "onnx-17", null, 0.02),
            new EncoderEntry(Precision.FP32, "encoder.fp32.onnx", "", 0, "onnx-17", null, 1e-4)),
        FileEntry.named("head.onnx"),
        FileEntry.named(ModelBundle.REFERENCE),
        List.of(),
        List.of(),
        null,
        new Provenance(
            "TinyBundle.write",
            Map.of("seed", 7),
            new Base("random", null),
            List.of(),
            "2026-11-24T12:00:00Z",
            "0.1.0",
            null,
            null,
            null,
            null,
            null),
        "Apache-2.0");
  }
}
