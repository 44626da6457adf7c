package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest;
import dev.arena.trainer.base.BaseEncoder;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a bundle's {@code MODEL_CARD.md}: only what this training knows. What is to be said
 * about the votes is for whoever has them to say ({@link TrainingOptions#cardNote}).
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
    CardMaking making = new CardMaking(model);
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

        - It predicts what the people preferred whose votes it learned from, not what is true, safe \
        or useful. Where they preferred long or formatted answers it does, too.
        - What it does in languages and on tasks that are rare among its votes, nobody has measured. \
        It reads %s of long texts only.
        - Votes are noisy: even good models of this kind are right on little more than half of \
        three-way votes.
        - Do not use it to judge people, and do not use it as the only reward of a chatbot's training.

        ## Licence

        %s The votes have terms of their own, which this program does not know: know them before you \
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
            : " The encoder did harm out of fold, so the head gives it no weight.",
        new CardData(model, options.recipe().selection(), report != null).text(),
        options.cardNote() == null
            ? ""
            : "## About the data\n\n" + options.cardNote().strip() + "\n\n",
        report == null
            ? "No validation file was given, so nothing is stated here. Run `./arena evaluate`.\n"
            : CardFigures.of(report),
        options.command(),
        making.choosing(),
        making.exporting(),
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
          "Each answer is read by itself, so exchanging the two exchanges their probabilities, but"
              + " for rounding.";
      case CROSS_ENCODER ->
          "Both orders are read whichever answer is called A, so exchanging the two exchanges their"
              + " probabilities, but for rounding.";
    };
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
