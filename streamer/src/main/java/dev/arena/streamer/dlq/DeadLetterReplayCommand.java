package dev.arena.streamer.dlq;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.kafka.deadletter.DeadLetterReason;
import dev.arena.kafka.deadletter.DeadLetterReason.Retry;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena dlq replay}: sends dead letters to their topic again, each only once. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends dead letters to their topic again, each only once, after the cause has been fixed.",
      "",
      "  ./arena dlq replay --reason \"does not know\" --dry-run",
      "  ./arena dlq replay 0@17 0@23",
      "  ./arena dlq replay --set arena.topic.dlq=arena.votes.dlq --topic arena.votes --all",
      "",
      "Each record keeps its key, value, headers and partition; its timestamp is the current time."
          + " It goes to the topic in arena.topic.pairs; with --topic, to that topic. Dead letters"
          + " from other topics are not sent.",
      "",
      "Dead letters that were sent before are skipped, and so are those that would fail again"
          + " regardless of any fix, such as null values, values that are not in Confluent's wire"
          + " format, and pairs without turns; and those that would only be accepted because of"
          + " their new timestamp, such as votes from the future. To complete a replay stopped"
          + " half-way, rerun it.",
      ""
    })
final class DeadLetterReplayCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "PARTITION@OFFSET",
      description = "The dead letters, as ./arena dlq list shows them.")
  private List<String> positions = new ArrayList<>();

  @Mixin private DeadLetterFilter filter = new DeadLetterFilter();

  @Option(names = "--all", description = "All dead letters.")
  private boolean all;

  @Option(names = "--again", description = "Include dead letters that were sent before.")
  private boolean again;

  @Option(
      names = "--force",
      description =
          "Include dead letters that would fail again, or whose fault the new timestamp would hide.")
  private boolean force;

  @Option(names = "--dry-run", description = "List what would be sent, and send nothing.")
  private boolean dryRun;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final ReplayCounts counts = new ReplayCounts();

  /** What a replay does with a dead letter. */
  enum Decision {
    /** It is sent. */
    SENT,
    /** It would become a dead letter again, or its new timestamp would hide its fault. */
    NEEDS_FORCE,
    /** It was sent by an earlier replay. */
    SENT_BEFORE,
    /** It is from another topic, too large, or no longer complete. */
    CANNOT_BE_SENT
  }

  @Override
  public Integer call() throws InterruptedException {
    DeadLetterFilter.Chosen chosen = filter.chosen(Clock.systemUTC());
    List<PartitionOffset> wanted =
        positions.stream().map(PartitionOffset::parse).distinct().toList();
    int ways = (wanted.isEmpty() ? 0 : 1) + (filter.chooses() ? 1 : 0) + (all ? 1 : 0);
    if (ways != 1) {
      throw new UsageException(
          "expected one way to select dead letters: positions such as 0@17, or --reason and --since, or --all; found %s. Look at ./arena dlq list."
              .formatted(ways == 0 ? "none" : "several"));
    }
    Connection connection = connectionOptions.connection(StreamerKeys.table(), System.getenv());
    Selected selected = new Selected(new DeadLetters(connection), chosen, wanted);
    try {
      String topic = chosen.topic() == null ? connection.topics().pairs() : chosen.topic();
      return dryRun ? listOnly(connection, selected, topic) : send(connection, selected, topic);
    } catch (InterruptException interrupted) {
      throw new InterruptedException("the replay was interrupted");
    }
  }

  private int listOnly(Connection connection, Selected selected, String topic)
      throws InterruptedException {
    ReplayMarkers markers = ReplayMarkers.read(connection);
    DeadLetterFormat format = new DeadLetterFormat.Table(Integer.MAX_VALUE);
    selected.forEach(
        deadLetter -> {
          Decision decision = decision(deadLetter, markers.has(deadLetter.position()));
          counts.add(deadLetter, decision);
          if (decision == Decision.SENT) {
            out().println(format.line(deadLetter, markers.has(deadLetter.position())));
          }
          return decision == Decision.SENT;
        },
        () -> {});
    counts.lines("would send", topic).forEach(err()::println);
    err().println("arena: nothing was sent (--dry-run)");
    return CommandRunner.DONE;
  }

  private int send(Connection connection, Selected selected, String topic)
      throws InterruptedException {
    try (DeadLetterReplay replay = DeadLetterReplay.open(connection, topic)) {
      selected.forEach(deadLetter -> sent(replay, deadLetter), replay::poll);
      replay.finish();
      counts.lines("sent", topic).forEach(out()::println);
      out().flush();
    }
    boolean refusedByName = !positions.isEmpty() && counts.of(Decision.NEEDS_FORCE) > 0;
    return counts.of(Decision.CANNOT_BE_SENT) > 0 || refusedByName
        ? CommandRunner.FAILED
        : CommandRunner.DONE;
  }

  private boolean sent(DeadLetterReplay replay, DeadLetter deadLetter) {
    Decision decision = decision(deadLetter, replay.wasSent(deadLetter));
    if (decision == Decision.SENT) {
      try {
        replay.send(deadLetter);
      } catch (DeadLetterReplay.Unsendable reason) {
        err()
            .println(
                "arena: %s was not sent: %s".formatted(deadLetter.position(), reason.getMessage()));
        decision = Decision.CANNOT_BE_SENT;
      }
    }
    counts.add(deadLetter, decision);
    return decision == Decision.SENT;
  }

  private Decision decision(DeadLetter deadLetter, boolean sentBefore) {
    if (!again && sentBefore) {
      return Decision.SENT_BEFORE;
    }
    return force || deadLetter.retry() == Retry.MAY_SUCCEED ? Decision.SENT : Decision.NEEDS_FORCE;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * The selection of dead letters to send.
   *
   * @param positions the named positions; empty to use the filter
   */
  private record Selected(
      DeadLetters deadLetters, DeadLetterFilter.Chosen chosen, List<PartitionOffset> positions) {
    /**
     * Passes on the dead letters, up to the limit.
     *
     * @param step takes a dead letter, and returns whether it counts towards the limit
     * @param afterEach runs after each dead letter, selected or not
     * @throws UserException if a position has no dead letter
     */
    void forEach(Predicate<DeadLetter> step, Runnable afterEach) throws InterruptedException {
      AtomicLong taken = new AtomicLong();
      if (positions.isEmpty()) {
        deadLetters.forEach(
            deadLetter -> {
              if (chosen.takes(deadLetter) && step.test(deadLetter)) {
                taken.incrementAndGet();
              }
              afterEach.run();
              return taken.get() < chosen.limit();
            });
        return;
      }
      for (PartitionOffset position : positions) {
        if (taken.get() < chosen.limit() && step.test(deadLetters.at(position))) {
          taken.incrementAndGet();
        }
        afterEach.run();
      }
    }
  }

  /** Counts what a replay did with the requested dead letters, by kind of reason. */
  static final class ReplayCounts {
    private static final String UNKNOWN = "kind not recorded";

    private final Map<Decision, Map<String, Long>> counts = new EnumMap<>(Decision.class);

    void add(DeadLetter deadLetter, Decision decision) {
      counts
          .computeIfAbsent(decision, key -> new TreeMap<>())
          .merge(deadLetter.kind().map(DeadLetterReason::text).orElse(UNKNOWN), 1L, Long::sum);
    }

    long of(Decision decision) {
      return kinds(decision).values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The lines for sent and for unsent dead letters, each followed by one line per kind.
     *
     * @param did such as {@code sent}
     * @param topic the topic that they go to
     */
    List<String> lines(String did, String topic) {
      List<String> lines = new ArrayList<>();
      lines.add("%s %d to %s again".formatted(did, of(Decision.SENT), topic));
      kinds(Decision.SENT).forEach((kind, count) -> lines.add(line(count, kind, "")));
      long others =
          of(Decision.NEEDS_FORCE) + of(Decision.SENT_BEFORE) + of(Decision.CANNOT_BE_SENT);
      if (others > 0) {
        lines.add("not sent: " + others);
        kinds(Decision.NEEDS_FORCE)
            .forEach((kind, count) -> lines.add(line(count, kind, why(kind) + " (--force)")));
        kinds(Decision.SENT_BEFORE)
            .forEach((kind, count) -> lines.add(line(count, kind, "sent before (--again)")));
        kinds(Decision.CANNOT_BE_SENT)
            .forEach((kind, count) -> lines.add(line(count, kind, "cannot be sent (see above)")));
      }
      return lines;
    }

    private Map<String, Long> kinds(Decision decision) {
      return counts.getOrDefault(decision, Map.of());
    }

    private static String line(long count, String kind, String why) {
      return "%8d  %s%s".formatted(count, kind, why.isEmpty() ? "" : ": " + why);
    }

    private static String why(String kind) {
      return DeadLetterReason.of(kind)
          .map(reason -> reason.description() + effect(reason.retry()))
          .orElse(kind);
    }

    private static String effect(Retry retry) {
      return switch (retry) {
        case MAY_SUCCEED -> "";
        case FAILS_AGAIN -> ", so it would fail again";
        case HIDES_THE_FAULT -> ", which the timestamp of a replay would hide";
      };
    }
  }
}
