package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.evaluate.Interval;
import dev.arena.trainer.evaluate.RowLosses;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of a bundle's {@code MODEL_CARD.md}. */
final class ModelCard {
  private static final Map<String, String> NAMES =
      Map.of(
          "prior", "share of each outcome in the training rows",
          "length", "logistic model of the answers' lengths",
          "length_style", "logistic model of lengths and Markdown",
          "features_only", "this model's head without the encoder");

  private final TrainedModel model;
  private final BundleManifest manifest;
  private final TrainingOptions options;
  private final @Nullable ValidationReport report;

  private ModelCard(
      TrainedModel model,
      BundleManifest manifest,
      TrainingOptions options,
      @Nullable ValidationReport report) {
    this.model = model;
    this.manifest = manifest;
    this.options = options;
    this.report = report;
  }

  /**
   * Writes the card.
   *
   * @param report figures on rows never used otherwise, if a file was named
   */
  static String of(
      TrainedModel model,
      BundleManifest manifest,
      TrainingOptions options,
      @Nullable ValidationReport report) {
    return new ModelCard(model, manifest, options, report).text();
  }

  private String text() {
    return """
    # %s %s

    Predicts which of two chatbot answers a person would prefer: the probabilities that A is \
    preferred, that B is, and that it is called a tie.

    ## What it is

    A MiniLM-L6 encoder reads the prompt with each answer (up to %d tokens each) and gives one \
    vector per answer; a Davidson head reads the difference of the vectors and %d text features \
    (length, Markdown, refusals, overlap). Exchanging the two answers exchanges their \
    probabilities exactly. Encoder precisions in this bundle: %s.%s

    ## Data

    %s

    %s

    ## How good it is

    %s
    ## How it was made

    ```
    %s
    ```

    On the held-out part of the training rows the head was chosen and calibrated out of fold\
    %s. The exported graphs were compared with the trained network on %d real pairs: vectors differ \
    by at most %.1g; the int8 encoder's probabilities diverge from fp32's by %.6f (mean \
    Kullback-Leibler divergence). `bundle.json` holds every hyper-parameter, the hashes of the data \
    and the versions; `metrics.json` holds all figures.

    ## Limits

    - It predicts what people on a public voting site preferred, not what is true, safe or useful. \
    Longer and more formatted answers win votes; the model has learned that too.
    - It has seen mostly English. It reads the beginning and the end of long texts only.
    - Votes are noisy: even good models of this kind are right on little more than half of \
    three-way votes.
    - Do not use it to judge people, and do not use it as the only reward of a chatbot's training.

    ## Licence

    The model is under Apache-2.0, as is the all-MiniLM-L6-v2 network from which it started. The \
    training data has licences of its own: check them before you use the model commercially.
    """
        .formatted(
            manifest.name(),
            manifest.version(),
            manifest.encoding().maxTokens(),
            manifest.features().antisymmetric().size() + manifest.features().symmetric().size(),
            options.precisions().stream().map(Precision::text).collect(Collectors.joining(", ")),
            model.fitted().selected().choice().usesEncoder()
                ? ""
                : " Out of fold the encoder did not help, so the head gives it no weight.",
            data(),
            learning(),
            figures(),
            options.command(),
            outOfFold(),
            model.exported().pairs(),
            model.exported().vectorDifference(),
            model.exported().klToFp32());
  }

  private String data() {
    return model.files().files().stream()
            .map(
                file ->
                    "- `%s`: %,d rows%s (sha256 `%s`)"
                        .formatted(
                            file.name(),
                            file.rows().size(),
                            file.decisive()
                                ? " without ties, which teach A against B only"
                                : " with the natural share of ties",
                            file.sha256()))
            .collect(Collectors.joining("\n"))
        + leftOut();
  }

  private String leftOut() {
    LearningVotes votes = model.votes();
    String validation =
        options.validation() == null
            ? ""
            : String.format(
                Locale.ROOT,
                " %,d because the validation file holds their texts,",
                votes.validated());
    return String.format(
        Locale.ROOT,
        "\n\nOf these rows were left out:%s %,d because the same vote was there already.",
        validation,
        votes.repeated());
  }

  private String learning() {
    int learned = model.split().learned().size();
    int heldOut = model.split().heldOut().size();
    String encoder =
        model.bestStep() == 0 && heldOut > 0
            ? "Fine-tuning on %,d votes did not do better on %,d held-out votes than the pretrained"
                + " encoder, so its weights are kept as they were; learned are the direction in"
                + " which vectors are compared, and the head."
            : "The encoder learned from %,d votes; %,d more decided which of its weights were kept.";
    return encoder.formatted(learned, heldOut)
        + " The head was fitted to all rows and judged on %,d natural rows that the encoder had not"
            .formatted(model.split().judged().size())
        + " seen.";
  }

  private String outOfFold() {
    return model.fitted().selected().predictions().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            " (log loss %.4f, %.4f without the encoder)",
            model.fitted().selected().meanLoss(),
            model.fitted().featuresOnly().meanLoss());
  }

  private String figures() {
    if (report == null) {
      return "No validation file was given, so nothing is stated here. Run `./arena evaluate`.\n";
    }
    RowLosses own = report.model();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "On the %,d rows of `%s`, which were used for nothing else: log loss **%.4f** (95%%"
                + " interval %.3f to %.3f), accuracy %.3f, calibration error %.3f.%n%n",
            own.rows(),
            report.file(),
            own.logLoss(),
            own.interval().low(),
            own.interval().high(),
            own.accuracy(),
            own.calibrationError()));
    text.append("| on the same rows | log loss | this model less that, 95% interval |\n");
    text.append("|---|---|---|\n");
    report
        .baselines()
        .forEach(
            (name, baseline) -> {
              RowLosses.Difference difference = own.against(baseline);
              Interval interval = difference.interval95();
              text.append(
                  String.format(
                      Locale.ROOT,
                      "| %s | %.4f | %+.4f [%+.4f, %+.4f] |%n",
                      NAMES.getOrDefault(name, name),
                      baseline.logLoss(),
                      difference.mean(),
                      interval.low(),
                      interval.high()));
            });
    text.append("\nLower is better; intervals are bootstrap percentiles, paired by row.\n");
    return text.toString();
  }
}
