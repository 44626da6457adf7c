package dev.arena.streamer.scoring;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a folder for a new model bundle. Verifies and opens a new bundle while the current model
 * keeps scoring, then lets the new one take over. A bundle that cannot be used is only reported.
 *
 * <p>A new bundle is recognised by its {@code bundle.json}. If files differ from those it names,
 * copying them may not be complete, so the next look checks them again. A complete bundle that
 * cannot be opened is tried again only after the folder has held something else.
 *
 * <p>Each bundle is verified and opened on its own thread, because native code and file systems
 * cannot be interrupted. A bundle that exceeds the timeout is refused. If it still opens later, it
 * is closed, and no other bundle is opened until then.
 */
final class BundleWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BundleWatch.class);

  private final Path place;
  private final SwappableScorer current;
  private final Opening opening;
  private final Duration timeout;
  private final ThreadFactory threads;
  private final AtomicLong swapped = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile @Nullable Thread thread;

  /** The hash of the manifest of a bundle that cannot be opened. */
  private volatile @Nullable String unusable;

  /** A bundle that exceeded the timeout and may still open; used by the watching thread only. */
  private @Nullable FutureTask<PreferenceScorer> late;

  /** The last reason logged for not using a bundle; null if there is none. */
  private volatile @Nullable String said;

  /**
   * @param place a folder, or a link to one
   * @param current the current model, to be replaced
   * @param opening opens a new bundle
   * @param timeout how long verifying and opening may take
   * @param threads creates the watching thread, and one for each bundle that is opened
   */
  BundleWatch(
      Path place,
      SwappableScorer current,
      Opening opening,
      Duration timeout,
      ThreadFactory threads) {
    this.place = place;
    this.current = current;
    this.opening = opening;
    this.timeout = timeout;
    this.threads = threads;
  }

  /** Opens a bundle while another one is scoring. */
  @FunctionalInterface
  interface Opening {
    PreferenceScorer open(PreferenceScorer scoring, ModelBundle found);
  }

  /**
   * Starts the watching thread. Call at most once.
   *
   * @param pause between two looks
   */
  void start(Duration pause) {
    Thread looking = threads.newThread(() -> lookUntilInterrupted(pause));
    thread = looking;
    looking.start();
  }

  /** How often a new bundle has taken over. */
  long swapped() {
    return swapped.get();
  }

  /** Whether the bundle that is now in the folder cannot be used. */
  boolean refuses() {
    return said != null;
  }

  /** How often an unusable bundle was found; the same finding counts once. */
  long refused() {
    return refused.get();
  }

  /** Waits for a bundle that is being opened, because nothing can interrupt that. */
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
    } finally {
      awaitLate();
    }
  }

  /** Looks once. For use by one thread. */
  void look() throws InterruptedException {
    FutureTask<PreferenceScorer> earlier = late;
    if (earlier != null && !earlier.isDone()) {
      return;
    }
    try {
      awaitLate();
      lookAtPlace();
    } catch (RuntimeException | Error unexpected) {
      refuse(unexpected);
    }
  }

  private void lookAtPlace() throws InterruptedException {
    Path folder;
    String found;
    try {
      // resolves a link once, so that switching it in the meantime does not mix two bundles
      folder = place.toRealPath();
      found = ModelBundle.manifestSha256(folder);
    } catch (IOException | UserException unreadable) {
      unusable = null;
      refuse(unreadable);
      return;
    }
    if (found.equals(current.get().bundle().manifestSha256())) {
      unusable = null;
      said = null;
    } else if (!found.equals(unusable)) {
      unusable = null;
      take(folder, found);
    }
  }

  private void take(Path folder, String found) throws InterruptedException {
    FutureTask<PreferenceScorer> task = new FutureTask<>(() -> open(ModelBundle.load(folder)));
    threads.newThread(task).start();
    late = task;
    try {
      PreferenceScorer next = task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      late = null;
      handOverTo(next);
    } catch (ExecutionException failed) {
      late = null;
      Throwable cause = failed.getCause();
      refuse(cause == null ? failed : cause);
    } catch (TimeoutException tooLong) {
      unusable = found;
      refuse(
          "bundle %s was not verified and opened within %s.\n  Expected a bundle that opens in time. Look at its disk and its graphs, or set a longer arena.bundle.open.timeout"
              .formatted(place, timeout.toString().substring(2).toLowerCase(Locale.ROOT)));
    }
  }

  /** Waits for the late bundle and closes it. Restores an interrupt afterwards. */
  private void awaitLate() {
    FutureTask<PreferenceScorer> task = late;
    boolean interrupted = Thread.interrupted();
    while (task != null) {
      try {
        task.get().close();
        task = null;
      } catch (InterruptedException again) {
        interrupted = true;
      } catch (ExecutionException failed) {
        LOG.debug("The bundle that exceeded the timeout could not be opened", failed);
        task = null;
      }
    }
    late = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(Throwable reason) {
    if (reason instanceof UserException) {
      refuse(String.valueOf(reason.getMessage()));
    } else if (reason instanceof IOException unreadable) {
      refuse(
          "bundle %s cannot be read: %s.\n  Expected a model bundle"
              .formatted(place, FileErrors.describe(unreadable)));
    } else {
      LOG.debug("Opening a bundle failed", reason);
      refuse("bundle %s cannot be opened (%s)".formatted(place, reason.getClass().getSimpleName()));
    }
  }

  /** Opens a bundle, and makes sure that its files have not changed since they were verified. */
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
        "The bundle in {} is not used; {} continues to score: {}",
        place,
        current.get().model(),
        reason);
  }
}
