package dev.arena.trainer.run;

import dev.arena.trainer.recipe.Selection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The part of a model card that says which votes there were, and what learned from them.
 *
 * @param validated whether a validation file was named
 */
record CardData(TrainedModel model, Selection selection, boolean validated) {

  String text() {
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
      return "none of them a tie, so that they teach A against B only";
    }
    return format(
        "%,d of them ties, which teach all three outcomes",
        file.votes().stream().filter(vote -> !vote.hasWinner()).count());
  }

  private String leftOut() {
    if (model.votes().validated() + model.votes().repeated() == 0) {
      return "None of these rows is there twice"
          + (validated ? ", and none has the texts of a validation row." : ".");
    }
    String validation =
        validated
            ? format(
                " %,d because the validation file holds their texts,", model.votes().validated())
            : "";
    return format(
        "Of these rows were left out:%s %,d because the same vote was there already.",
        validation, model.votes().repeated());
  }

  private String learning() {
    int train = model.split().train().size();
    int heldOut = model.split().heldOut().size();
    String encoder =
        selection.keep() == Selection.Keep.LAST
            ? "The encoder learned from %,d votes; its last weights were kept."
            : heldOut == 0
                ? "The encoder learned from %,d votes; there were too few to hold any out, so its"
                    + " last weights were kept."
                : model.bestStep() == 0
                    ? "Fine-tuning on %,d votes did not do better on %,d held-out votes than where it"
                        + " began, so the encoder is as it was."
                    : "The encoder learned from %,d votes; %,d more decided which of its weights"
                        + " were kept.";
    return format(encoder, train, heldOut)
        + format(
            " The head was fitted to all votes; %,d votes from files with ties were kept from the encoder.",
            model.split().calibration().size());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
