package dev.arena.lab.prove;

import dev.arena.lab.load.StandInScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalScorer;
import dev.arena.streamer.scoring.BatchScorer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A stand-in for tokeniser and model whose answer depends on nothing but the pair, and which is
 * slow, fails, or loses its device when its {@link FaultSwitches} says so. Safe for use by many
 * threads.
 */
public final class FaultInjectingScorer implements BatchScorer {
  /** A pair with this attribute cannot be scored. */
  static final String UNSCORABLE = "unscorable";

  private static final String NAME = "stand-in@";
  private static final String MODEL = NAME + ProcessHandle.current().pid();
  private static final Duration SLOW_BATCH = Duration.ofMillis(150);
  private static final int SIXTEEN_BITS = 0xffff;

  private final FaultSwitches mood;

  /**
   * @param mood the folder in which its mood is found; looked at before each batch
   */
  public FaultInjectingScorer(Path mood) {
    this.mood = new FaultSwitches(mood);
  }

  /**
   * How to start the real stream around it as a child.
   *
   * @param mood the folder in which its mood is found
   */
  static LocalScorer.Program program(Path mood) {
    return new LocalScorer.Program(FaultInjectingScorer.class.getName(), List.of(mood.toString()));
  }

  /**
   * Runs until it is stopped.
   *
   * @param arguments the folder of its mood; then {@code --set}, {@code KEY=VALUE}, ...
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

  /** The answer for one pair, whatever its batch. */
  static Score scoreAlone(ConversationPair pair) {
    if (pair.getTurns().isEmpty()) {
      throw new UnscorablePairException(
          "pair %s has no turns; expected at least one".formatted(pair.getId()));
    }
    if (pair.getAttributes().containsKey(UNSCORABLE)) {
      throw new UnscorablePairException(
          "pair %s cannot be scored; expected one that can".formatted(pair.getId()));
    }
    long digest = Digest.of(pair);
    return new Score(
        Probabilities.scaled(
            1 + (digest & SIXTEEN_BITS),
            1 + (digest >>> 16 & SIXTEEN_BITS),
            1 + (digest >>> 32 & SIXTEEN_BITS)),
        (int) (digest >>> 49),
        digest < 0,
        MODEL);
  }

  /** Which process wrote a preference, by the name of its model. */
  static long writer(String model) {
    return Long.parseLong(model.substring(NAME.length()));
  }

  @Override
  public List<Score> score(List<ConversationPair> pairs) {
    if (mood.take(FaultSwitches.LOST)) {
      throw new DeviceException(
          "scoring %d pairs on a stand-in".formatted(pairs.size()),
          new IllegalStateException("the device was taken away"));
    }
    if (mood.take(FaultSwitches.FAILING)) {
      throw new IllegalStateException("the model fails this once");
    }
    if (mood.is(FaultSwitches.SLOW)) {
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
}
