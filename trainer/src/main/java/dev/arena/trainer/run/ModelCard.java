package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.export.Exported.Variant;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.HeadSelection;
import dev.arena.trainer.recipe.Selection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a bundle's {@code MODEL_CARD.md}: only what this training knows. What it says about
 * the votes comes from the user ({@link TrainingOptions#cardNote}).
 */
final class ModelCard {
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
    return format(
        """
        # %s %s

        Predicts which of two chatbot answers a person would prefer: the probabilities that A is \
        preferred, that B is, and that it is called a tie.

        ## What it is

        An encoder of %s, started from %s, reads %s (up to %d tokens each \
        time) and gives a vector each time; a Davidson head reads the difference of the vectors and %d text features \
        (length, Markdown, refusals, overlap). %s Encoders in this bundle: %s.%s

        ## Data

        %s

        %s## How good it is

        %s
        ## How it was made

        ```
        %s
        ```

        %s

        %s `bundle.json` holds the settings, the hashes of the data and the versions; \
        `metrics.json` holds all figures.

        ## Limits

        - It predicts what the people whose votes it was trained on preferred, not what is true, safe \
        or useful. If they preferred long or formatted answers, so does it.
        - It was not evaluated on languages and tasks that are rare among its votes. \
        It reads only %s of long texts.
        - Votes are noisy: even good models of this kind are right on little more than half of \
        three-way votes.
        - Do not use it to judge people, and do not use it as the only reward of a chatbot's training.

        ## Licence

        %s The votes have their own terms, which Arena does not know: check them before you \
        use the model.
        """,
        manifest.name(),
        manifest.version(),
        layers(),
        model.base().title(),
        reading(),
        manifest.encoding().maxTokens(),
        manifest.features().antisymmetric().size() + manifest.features().symmetric().size(),
        exchange(),
        manifest.encoder().stream()
            .map(e -> e.precision().text() + " (" + e.operators() + ")")
            .collect(Collectors.joining(", ")),
        model.fitted().selected().usesEncoder()
            ? ""
            : " The encoder did harm out of fold, so the head does not use it.",
        data(),
        options.cardNote() == null
            ? ""
            : "## About the data\n\n" + options.cardNote().strip() + "\n\n",
        report == null
            ? "No validation file was given. Run `./arena evaluate`.\n"
            : report.toMarkdown(),
        options.command(),
        choosing(),
        exporting(),
        switch (manifest.encoding().cut().policy()) {
          case HEAD -> "the beginning";
          case HEAD_TAIL -> "the beginning and the end";
        },
        licence());
  }

  private String layers() {
    int layers = model.base().weights().sizes().layers();
    return layers == 1 ? "1 layer" : layers + " layers";
  }

  private String licence() {
    BaseEncoder base = model.base();
    return base.licence().equals(BaseEncoder.UNKNOWN_LICENCE)
        ? format(
            "The network from which training started, %s, came from a directory, and this program"
                + " does not know its licence.",
            base.title())
        : format(
            "The network from which training started, %s, is under %s.",
            base.title(), base.licence());
  }

  private String reading() {
    return switch (manifest.encoding().kind()) {
      case BI_ENCODER -> "the prompt with one answer, then with the other";
      case CROSS_ENCODER -> "the prompt with both answers, in one order and in the other";
    };
  }

  private String exchange() {
    return switch (manifest.encoding().kind()) {
      case BI_ENCODER ->
          "Each answer is read separately, so exchanging them exchanges their probabilities, except"
              + " for rounding.";
      case CROSS_ENCODER ->
          "The encoder always reads both orders, so exchanging the answers exchanges their"
              + " probabilities, except for rounding.";
    };
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String data() {
    return files() + "\n\n" + leftOut() + "\n\n" + learning();
  }

  private String files() {
    return model.files().files().stream()
        .map(
            file ->
                format(
                    "- `%s`: %,d rows, %s (sha256 `%s`)",
                    file.name(), file.votes().size(), ties(file), file.sha256()))
        .collect(Collectors.joining("\n"));
  }

  private static String ties(VoteFile file) {
    if (file.tieFree()) {
      return "none of them a tie, so they teach A against B only";
    }
    return format(
        "%,d of them ties, which teach all three outcomes",
        file.votes().stream().filter(vote -> !vote.hasWinner()).count());
  }

  private String leftOut() {
    if (model.votes().validated() + model.votes().repeated() == 0) {
      return "No row is duplicated"
          + (report != null ? ", and none has the texts of a validation row." : ".");
    }
    String validation =
        report != null
            ? format(" %,d because the validation file has their texts,", model.votes().validated())
            : "";
    return format(
        "Skipped rows:%s %,d because they repeat a vote.", validation, model.votes().repeated());
  }

  private String learning() {
    int train = model.split().train().size();
    int heldOut = model.split().heldOut().size();
    String encoder =
        options.recipe().selection().keep() == Selection.Keep.LAST
            ? "The encoder was trained on %,d votes; its last weights were kept."
            : heldOut == 0
                ? "The encoder was trained on %,d votes; there were too few to hold any out, so its"
                    + " last weights were kept."
                : model.bestStep() == 0
                    ? "Fine-tuning on %,d votes did not improve the loss on %,d held-out votes, so the"
                        + " pretrained encoder is unchanged."
                    : "The encoder was trained on %,d votes; %,d more decided which of its weights"
                        + " were kept.";
    return format(encoder, train, heldOut)
        + format(
            " The head was fitted to all votes; %,d votes from files with ties were kept from the encoder.",
            model.split().calibration().size());
  }

  private String choosing() {
    HeadSelection.Selected selected = model.fitted().selected();
    if (selected.predictions().isEmpty()) {
      return format(
          "The head is not calibrated: %,d calibration votes are too few.",
          model.split().calibration().size());
    }
    Calibration calibration = model.fitted().calibration();
    RowLosses.Difference difference = model.fitted().encoderDifference();
    return format(
        "On %,d calibration votes that the encoder had not seen, predicted out of fold, the head has a"
            + " log loss of %.4f before calibration, and without the encoder %.4f (difference"
            + " %+.4f, 95%% interval %+.4f to %+.4f, paired by row). The head uses the encoder unless"
            + " that difference is more than one standard error above 0. %s",
        selected.losses().length,
        selected.meanLoss(),
        model.fitted().featuresOnly().meanLoss(),
        difference.mean(),
        difference.interval95().low(),
        difference.interval95().high(),
        calibration.equals(Calibration.NONE)
            ? "Calibrating the out-of-fold predictions did not help and was omitted."
            : format(
                "A calibration fitted to the same predictions is inside the head: difference times"
                    + " %.3f, tie shifted by %+.3f.",
                calibration.factor(), calibration.shift()));
  }

  private String exporting() {
    Exported exported = model.exported();
    List<Variant> rounded = exported.variants().stream().filter(Variant::rounded).toList();
    boolean fp32 = rounded.size() < exported.variants().size();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "The %s compared with the trained network on %,d pairs: numbers of a vector differ by"
                + " at most %.1g.",
            fp32 ? "fp32 graphs were" : "graphs were, before rounding,",
            exported.parity().pairs(),
            exported.parity().vectorDifference()));
    for (Variant variant : rounded) {
      text.append(
          format(
              " Rounding to %s moves the probabilities by %.6f (mean Kullback-Leibler divergence"
                  + " from fp32 on %,d pairs; at most %.3f in a probability).",
              variant.precision().text(),
              variant.klToFp32(),
              variant.pairs(),
              variant.probabilityDifference()));
    }
    exported
        .leftOut()
        .forEach(
            left ->
                text.append(
                    format(
                        " The %s encoder was omitted: %s.",
                        left.precision().text(), left.reason())));
    return text.toString();
  }
}
