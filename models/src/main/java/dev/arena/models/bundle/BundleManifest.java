package dev.arena.models.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code bundle.json}: one component per field. The file's fields are in snake case.
 *
 * @param format version of the bundle format; {@link #FORMAT} is the newest known
 * @param name the model's name
 * @param version the model's version
 * @param outcomes names of the head's outputs, in order
 * @param encoding how text becomes token sequences
 * @param features which text features the head reads
 * @param hidden length of the encoder's vector
 * @param tokenizer the {@code tokenizer.json}
 * @param encoder the encoder network, once for each precision
 * @param head the head network
 * @param reference the {@code reference.json}, a {@link DriftReference}; null if there is none
 * @param golden pairs with the model's probabilities when the bundle was written
 * @param metrics how well the model did on unseen data
 * @param trainedThrough when the latest vote that the model learned from was cast, in ISO 8601 and
 *     UTC; null if no vote has a time
 * @param provenance what is needed to train the model again
 * @param licence SPDX identifier of the licence of the network that training started from, not of
 *     the data's
 */
public record BundleManifest(
    int format,
    String name,
    String version,
    List<String> outcomes,
    EncodingSpec encoding,
    FeatureSpec features,
    int hidden,
    FileEntry tokenizer,
    List<EncoderEntry> encoder,
    FileEntry head,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FileEntry reference,
    List<Golden> golden,
    List<Metric> metrics,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String trainedThrough,
    Provenance provenance,
    String licence) {

  /** The bundle format that this version writes, and the newest that it reads. */
  public static final int FORMAT = 1;

  /** The only order of outcomes in format 1: Kaggle's columns. */
  public static final List<String> OUTCOMES =
      List.of("winner_model_a", "winner_model_b", "winner_tie");

  public BundleManifest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(tokenizer, "tokenizer");
    Objects.requireNonNull(head, "head");
    outcomes = List.copyOf(Objects.requireNonNull(outcomes, "outcomes"));
    encoder = List.copyOf(Objects.requireNonNull(encoder, "encoder"));
    golden = List.copyOf(Objects.requireNonNull(golden, "golden"));
    metrics = List.copyOf(Objects.requireNonNull(metrics, "metrics"));
    requireTime(trainedThrough);
    Objects.requireNonNull(provenance, "provenance");
    Objects.requireNonNull(licence, "licence");
  }

  private static void requireTime(@Nullable String trainedThrough) {
    try {
      if (trainedThrough != null) {
        Instant.parse(trainedThrough);
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "trained_through is %s; expected a time in ISO 8601 and UTC, such as 2026-11-24T12:00:00Z"
              .formatted(trainedThrough),
          e);
    }
  }

  /** {@code name@version}. */
  public String model() {
    return name + "@" + version;
  }

  /** A copy with other golden pairs. */
  public BundleManifest withGolden(List<Golden> other) {
    return with(tokenizer, encoder, head, reference, other);
  }

  /** A copy with other files. */
  BundleManifest withFiles(
      FileEntry otherTokenizer,
      List<EncoderEntry> otherEncoder,
      FileEntry otherHead,
      @Nullable FileEntry otherReference) {
    return with(otherTokenizer, otherEncoder, otherHead, otherReference, golden);
  }

  private BundleManifest with(
      FileEntry otherTokenizer,
      List<EncoderEntry> otherEncoder,
      FileEntry otherHead,
      @Nullable FileEntry otherReference,
      List<Golden> otherGolden) {
    return new BundleManifest(
        format,
        name,
        version,
        outcomes,
        encoding,
        features,
        hidden,
        otherTokenizer,
        otherEncoder,
        otherHead,
        otherReference,
        otherGolden,
        metrics,
        trainedThrough,
        provenance,
        licence);
  }

  /** The number format in which an encoder computes. */
  public enum Precision {
    FP32("fp32"),
    FP16("fp16"),
    INT8("int8");

    private final String text;

    Precision(String text) {
      this.text = text;
    }

    /** The name in {@code bundle.json} and in file names. */
    @JsonValue
    public String text() {
      return text;
    }
  }

  /**
   * A file of the bundle.
   *
   * @param file name of a file directly in the bundle's directory
   * @param sha256 hash of its bytes, in lower-case hexadecimal; filled in by {@link BundleWriter}
   */
  public record FileEntry(String file, String sha256) {
    public FileEntry {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sha256, "sha256");
    }

    /** A file whose hash is not known yet. */
    public static FileEntry named(String file) {
      return new FileEntry(file, "");
    }
  }

  /**
   * The encoder network in one precision.
   *
   * @param precision the number format in which it computes
   * @param file name of a file directly in the bundle's directory
   * @param sha256 hash of its bytes; filled in by {@link BundleWriter}
   * @param bytes its size; filled in by {@link BundleWriter}
   * @param operators which operators the graph uses, such as {@code onnx-17}
   * @param klToFp32 mean Kullback-Leibler divergence of its probabilities from fp32's, if measured
   * @param goldenTolerance by how much a golden probability may differ
   */
  public record EncoderEntry(
      Precision precision,
      String file,
      String sha256,
      long bytes,
      String operators,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double klToFp32,
      double goldenTolerance) {
    public EncoderEntry {
      Objects.requireNonNull(precision, "precision");
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sha256, "sha256");
      Objects.requireNonNull(operators, "operators");
      if (!(goldenTolerance > 0 && goldenTolerance < 1)) {
        throw new IllegalArgumentException(
            "golden_tolerance is " + goldenTolerance + "; expected a number between 0 and 1");
      }
    }
  }

  /**
   * A pair and the model's probabilities for it.
   *
   * @param pair the pair
   * @param probabilities in the order of the outcomes
   */
  public record Golden(GoldenPair pair, List<Double> probabilities) {
    public Golden {
      Objects.requireNonNull(pair, "pair");
      probabilities = List.copyOf(Objects.requireNonNull(probabilities, "probabilities"));
    }
  }

  /** The text of a pair. */
  public record GoldenPair(List<GoldenTurn> turns) {
    public GoldenPair {
      turns = List.copyOf(Objects.requireNonNull(turns, "turns"));
    }

    /** The pair as a record with the given id. */
    public ConversationPair toPair(String id) {
      return ConversationPair.newBuilder()
          .setId(id)
          .setTurns(
              turns.stream().map(t -> new Turn(t.prompt(), t.responseA(), t.responseB())).toList())
          .build();
    }
  }

  /** The text of a turn; a missing part is null. */
  public record GoldenTurn(
      @Nullable String prompt, @Nullable String responseA, @Nullable String responseB) {}

  /**
   * How well the model did on one file.
   *
   * @param data the file's name
   * @param sha256 the file's hash
   * @param rows how many rows were scored
   * @param logLoss mean log loss
   * @param interval95 lower and upper ends of the 95% interval of the log loss
   * @param baselines log loss of simpler models on the same rows, by name
   */
  public record Metric(
      String data,
      String sha256,
      int rows,
      double logLoss,
      @Nullable List<Double> interval95,
      Map<String, Double> baselines) {
    public Metric {
      Objects.requireNonNull(data, "data");
      Objects.requireNonNull(sha256, "sha256");
      interval95 = interval95 == null ? null : List.copyOf(interval95);
      baselines = baselines == null ? Map.of() : Map.copyOf(baselines);
    }
  }

  /**
   * What is needed to train the model again.
   *
   * @param command as typed, with file names in place of paths
   * @param recipe every hyper-parameter by name; values are numbers, strings, lists or maps
   * @param base the network that training started from
   * @param data the training files
   * @param createdAt time of creation, in ISO 8601 and UTC
   * @param arena version of Arena
   * @param java version of Java
   * @param onnxruntime version of ONNX Runtime
   * @param djl version of DJL
   * @param cpu name of the processor
   * @param threads how many threads trained
   */
  public record Provenance(
      String command,
      Map<String, Object> recipe,
      Base base,
      List<DataFile> data,
      String createdAt,
      String arena,
      @Nullable String java,
      @Nullable String onnxruntime,
      @Nullable String djl,
      @Nullable String cpu,
      @Nullable Integer threads) {}

  /** The network that training started from: its name and the hash of its weights. */
  public record Base(String name, @Nullable String sha256) {}

  /** A training file. */
  public record DataFile(String file, long rows, String sha256) {}
}
