package dev.arena.streamer.scoring;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.FileTrouble;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether another bundle is in a place, and has it score from then on, once it
 * is verified and opened beside the one that scores meanwhile. One that cannot be used changes
 * nothing but the log.
 *
 * <p>Whether it is another one is seen by its {@code bundle.json}. Files that are not those that
 * this names may still be on their way, and are looked at again each time; a bundle that is whole
 * and cannot be opened is tried again when another has been in its place.
 */
final class BundleWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BundleWatch.class);

  private final Path place;
  private final CurrentModel current;
  private final Opening opening;
  private final AtomicLong swapped = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile @Nullable Thread thread;

  /**
   * The hash of the manifest of a bundle that cannot be opened; used by the looking thread only.
   */
  private @Nullable String unusable;

  /** What was said last of a bundle that is not used; used by the looking thread only. */
  private @Nullable String said;

  /**
   * @param place a folder, or a link to one
   * @param current scores, and is replaced
   * @param opening opens what is found
   */
  BundleWatch(Path place, CurrentModel current, Opening opening) {
    this.place = place;
    this.current = current;
    this.opening = opening;
  }

  /** Opens a bundle beside the one that scores. */
  @FunctionalInterface
  interface Opening {
    PreferenceScorer open(PreferenceScorer scoring, ModelBundle found);
  }

  /**
   * Begins to look, by a thread of its own; to be called once at most.
   *
   * @param pause between two looks
   */
  void start(Duration pause, ThreadFactory threads) {
    Thread looking = threads.newThread(() -> lookUntilInterrupted(pause));
    thread = looking;
    looking.start();
  }

  /** How often another bundle has taken over. */
  long swapped() {
    return swapped.get();
  }

  /** How often something was found that cannot be used; the same counts once. */
  long refused() {
    return refused.get();
  }

  /** Ends when a bundle that is being opened is open: nobody can stop that. */
  @Override
  public void close() {
    Thread looking = thread;
    if (looking == null) {
      return;
    }
    looking.interrupt();
    boolean interrupted = false;
    while (looking.isAlive()) {
      try {
        looking.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookUntilInterrupted(Duration pause) {
    try {
      while (true) {
        Thread.sleep(pause.toMillis());
        look();
      }
    } catch (InterruptedException closed) {
      LOG.debug("Closed", closed);
    }
  }

  /** Looks once. Used by one thread. */
  void look() {
    try {
      // the folder behind a link, so that a link that is switched meanwhile does not mix bundles
      Path folder = place.toRealPath();
      String found = ModelBundle.manifestSha256(folder);
      if (found.equals(current.get().bundle().manifestSha256())) {
        unusable = null;
        said = null;
      } else if (!found.equals(unusable)) {
        unusable = null;
        handOverTo(open(ModelBundle.load(folder)));
      }
    } catch (IOException unreadable) {
      unusable = null;
      refuse(
          "bundle %s cannot be read: %s.\n  Expected a model bundle"
              .formatted(place, FileTrouble.inWords(unreadable)));
    } catch (UserException damaged) {
      refuse(String.valueOf(damaged.getMessage()));
    } catch (RuntimeException | Error unexpected) {
      LOG.debug("Opening a bundle failed", unexpected);
      refuse(
          "bundle %s cannot be opened (%s)"
              .formatted(place, unexpected.getClass().getSimpleName()));
    }
  }

  /** What was opened is what was verified: the files were the same before and after. */
  private PreferenceScorer open(ModelBundle found) {
    PreferenceScorer next;
    try {
      next = opening.open(current.get(), found);
    } catch (RuntimeException | Error cannotBeOpened) {
      found.requireUnchanged();
      unusable = found.manifestSha256();
      throw cannotBeOpened;
    }
    try {
      found.requireUnchanged();
      return next;
    } catch (RuntimeException changed) {
      next.close();
      throw changed;
    }
  }

  private void handOverTo(PreferenceScorer next) {
    LOG.info(
        "Model {} on {} scores from now on, in place of {}",
        next.model(),
        next.device(),
        current.get().model());
    said = null;
    swapped.incrementAndGet();
    current.replaceBy(next);
  }

  private void refuse(String reason) {
    if (Thread.currentThread().isInterrupted() || reason.equals(said)) {
      return;
    }
    said = reason;
    refused.incrementAndGet();
    LOG.warn(
        "The bundle that is in {} now is not used; {} goes on scoring: {}",
        place,
        current.get().model(),
        reason);
  }
}
