package dev.arena.lab.prove;

import dev.arena.lab.load.StandInScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.facts.PairFactsReader;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.streamer.scoring.BatchScorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A stand-in for the tokenizer and the model whose score depends only on the pair. It is slow,
 * fails, or loses its device when its {@link Switches} say so. Safe for use by many threads.
 */
public final class FaultInjectingScorer implements BatchScorer {
  /** A pair with this attribute cannot be scored. */
  static final String UNSCORABLE = "unscorable";

  private static final String NAME = "stand-in@";
  private static final String MODEL = NAME + ProcessHandle.current().pid();
  private static final Duration SLOW_BATCH = Duration.ofMillis(150);
  private static final int SIXTEEN_BITS = 0xffff;

  private final Switches switches;

  /**
   * Creates a scorer.
   *
   * @param switchFolder folder of its switches, which are read before each batch
   */
  public FaultInjectingScorer(Path switchFolder) {
    this.switches = new Switches(switchFolder);
  }

  /**
   * Returns the program that runs the real stream with this stand-in as a child process.
   *
   * @param switchFolder folder of its switches
   */
  static LocalService.Program program(Path switchFolder) {
    return LocalService.Program.scorer(
        FaultInjectingScorer.class.getName(), List.of(switchFolder.toString()));
  }

  /**
   * Runs until the process is stopped.
   *
   * @param arguments folder of its switches, followed by {@code --set}, {@code KEY=VALUE}, ...
   */
  public static void main(String[] arguments) throws InterruptedException {
    try {
      StandInScorer.run(
          new FaultInjectingScorer(Path.of(arguments[0])),
          List.of(arguments).subList(1, arguments.length));
    } catch (UserException stopped) {
      System.out.println("arena: " + stopped.getMessage());
      System.exit(1);
    }
  }

  /** Returns the score of one pair, which does not depend on its batch. */
  static Score scoreAlone(ConversationPair pair) {
    if (pair.getTurns().isEmpty()) {
      throw new UnscorablePairException(
          "pair %s has no turns; expected at least one".formatted(pair.getId()));
    }
    if (pair.getAttributes().containsKey(UNSCORABLE)) {
      throw new UnscorablePairException(
          "pair %s cannot be scored; expected one that can be".formatted(pair.getId()));
    }
    long digest = Digest.of(pair);
    return new Score(
        Probabilities.scaled(
            1 + (digest & SIXTEEN_BITS),
            1 + (digest >>> 16 & SIXTEEN_BITS),
            1 + (digest >>> 32 & SIXTEEN_BITS)),
        (int) (digest >>> 49),
        digest < 0,
        MODEL,
        PairFactsReader.read(pair));
  }

  /** Returns the id of the process that wrote a preference, given the preference's model. */
  static long writer(String model) {
    return Long.parseLong(model.substring(NAME.length()));
  }

  @Override
  public List<Score> score(List<ConversationPair> pairs) {
    if (switches.consume(Switches.LOST)) {
      throw new DeviceException(
          "scoring %d pairs on a stand-in".formatted(pairs.size()),
          new IllegalStateException("the device is lost"));
    }
    if (switches.consume(Switches.FAILING)) {
      throw new IllegalStateException("the model fails once");
    }
    if (switches.isSet(Switches.SLOW)) {
      LockSupport.parkNanos(SLOW_BATCH.toNanos());
    }
    return pairs.stream().map(FaultInjectingScorer::scoreAlone).toList();
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public String device() {
    return "none";
  }

  @Override
  public void close() {}

  /**
   * Requests for faults that one process makes to a stand-in in another process. Each request is a
   * file in a shared folder.
   *
   * @param folder an existing folder
   */
  record Switches(Path folder) {
    /** Returns the switches of the scorer with this folder; the caller creates theirs. */
    static Switches in(Path scorer) {
      return new Switches(scorer.resolve("switches"));
    }

    /** Batches are slow as long as this is set. */
    static final String SLOW = "slow";

    /** The next batch fails. */
    static final String FAILING = "failing";

    /** The device fails at the next batch. */
    static final String LOST = "lost";

    /** Sets a request; setting it again has no effect. */
    void set(String request) {
      try {
        Files.createFile(folder.resolve(request));
      } catch (FileAlreadyExistsException alreadySet) {
        // one file is enough
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      }
    }

    /** Whether a request is set. */
    boolean isSet(String request) {
      return Files.exists(folder.resolve(request));
    }

    /** Clears a request, and returns whether it was set. */
    boolean consume(String request) {
      try {
        return Files.deleteIfExists(folder.resolve(request));
      } catch (IOException undeletable) {
        throw new UncheckedIOException(undeletable);
      }
    }
  }
}
