package dev.arena.streamer.drift;

import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.DriftChoice;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the window for the pairs of each bundle that scores, with the reference that {@code
 * arena.drift.reference} selects.
 */
public final class DriftReferences {
  private static final Logger LOG = LoggerFactory.getLogger(DriftReferences.class);

  private DriftReferences() {}

  /**
   * The function that opens a bundle's window. Safe for use by many threads.
   *
   * @param nanoClock such as {@code System::nanoTime}
   * @throws UserException if the choice is a file that cannot be read
   */
  public static Function<ModelBundle, DriftWindow> of(DriftChoice choice, LongSupplier nanoClock) {
    if (choice instanceof DriftChoice.File file) {
      DriftReference read = DriftReference.read(file.path());
      return scoring -> ofFile(file.path(), read, scoring, nanoClock);
    }
    return choice instanceof DriftChoice.Off
        ? scoring -> DriftWindow.none("off")
        : scoring -> ofBundle(scoring, nanoClock);
  }

  private static DriftWindow ofBundle(ModelBundle scoring, LongSupplier nanoClock) {
    DriftReference reference = scoring.reference();
    if (reference == null) {
      LOG.info(
          "Drift is not measured: bundle {} has no {}. Train it again, or name a file that ./arena predict --reference wrote in arena.drift.reference",
          scoring.directory(),
          ModelBundle.REFERENCE);
      return DriftWindow.none("none: the bundle has no " + ModelBundle.REFERENCE);
    }
    return DriftWindow.open("bundle", reference, feature -> true, nanoClock);
  }

  /** Tokens, truncation and probabilities of two models differ without any drift. */
  private static DriftWindow ofFile(
      Path file, DriftReference reference, ModelBundle scoring, LongSupplier nanoClock) {
    if (scoring.manifestSha256().equals(reference.manifestSha256())) {
      return DriftWindow.open(file.toString(), reference, feature -> true, nanoClock);
    }
    LOG.warn(
        "Drift is measured only for features of texts: the reference {} was not made with {}. Make it again with ./arena predict --reference and this bundle, and restart",
        file,
        scoring.manifest().model());
    return DriftWindow.open(
        file + ", made with another bundle",
        reference,
        DriftFeatures.OF_TEXTS::contains,
        nanoClock);
  }
}
