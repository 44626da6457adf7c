package dev.arena.lab.prove;

import dev.arena.servers.LocalScorer;
import dev.arena.servers.LocalServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The scorers of a run, and a place for a guest. One that ends by itself is started again. For use
 * by one thread; {@link #close()} may come from any.
 */
final class Fleet implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final List<ScorerSlot> scorers = new ArrayList<>();
  private final ScorerSlot guest;
  private int endedByThemselves;

  /**
   * @param folder for what scorers keep and log
   * @param program of a scorer, by the folder of its mood
   * @param size how many scorers, besides the guest
   */
  Fleet(
      Crew crew,
      LocalServers servers,
      Path folder,
      Function<Path, LocalScorer.Program> program,
      int size) {
    this.threads = crew.threads();
    for (int number = 0; number < size; number++) {
      scorers.add(slot(crew, servers, folder.resolve("scorer-" + number), program));
    }
    guest = slot(crew, servers, folder.resolve("guest"), program);
  }

  /**
   * What all scorers have in common.
   *
   * @param threads for what takes time
   * @param settings of each
   */
  record Crew(ExecutorService threads, Map<String, String> settings) {}

  private static ScorerSlot slot(
      Crew crew, LocalServers servers, Path folder, Function<Path, LocalScorer.Program> program) {
    Path mood = folder.resolve("mood");
    try {
      Files.createDirectories(mood);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    return new ScorerSlot(
        () -> LocalScorer.start(folder, servers, program.apply(mood), crew.settings()),
        new FaultSwitches(mood),
        crew.threads());
  }

  /** Starts all scorers; they are ready a while later. */
  void start() {
    scorers.forEach(ScorerSlot::start);
  }

  /** Whether nothing is being done to any scorer. */
  boolean idle() throws InterruptedException {
    for (ScorerSlot scorer : all()) {
      if (!scorer.idle()) {
        return false;
      }
    }
    return true;
  }

  /** Starts those again that ended by themselves. */
  void restartWhatEnded() throws InterruptedException {
    for (ScorerSlot scorer : scorers) {
      if (scorer.idle() && !scorer.alive()) {
        endedByThemselves++;
        scorer.start();
      }
    }
  }

  /** The scorer of this number if it is ready and suits, or else the next that does. */
  Optional<ScorerSlot> ready(int preferred, Predicate<ScorerSlot> suits)
      throws InterruptedException {
    for (int i = 0; i < scorers.size(); i++) {
      ScorerSlot scorer = scorers.get((preferred + i) % scorers.size());
      if (scorer.ready() && suits.test(scorer)) {
        return Optional.of(scorer);
      }
    }
    return Optional.empty();
  }

  /** The slot of the guest, which may be empty. */
  Optional<ScorerSlot> emptyGuest() throws InterruptedException {
    return guest.idle() ? Optional.of(guest) : Optional.empty();
  }

  /** Stops all scorers in order; {@link #idle()} tells when they have. */
  void end() {
    scorers.stream().filter(ScorerSlot::alive).forEach(ScorerSlot::end);
  }

  /** How many scorers ended by themselves and were started again. */
  int endedByThemselves() {
    return endedByThemselves;
  }

  /** How often a scorer ended before it was ready. */
  int failedStarts() {
    return all().stream().mapToInt(ScorerSlot::failedStarts).sum();
  }

  private List<ScorerSlot> all() {
    List<ScorerSlot> all = new ArrayList<>(scorers);
    all.add(guest);
    return all;
  }

  /** Gives up what is under way, and kills what runs. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    try {
      threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      interrupted = true;
    }
    all().forEach(ScorerSlot::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
