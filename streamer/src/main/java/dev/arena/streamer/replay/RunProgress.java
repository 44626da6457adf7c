package dev.arena.streamer.replay;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a named run is, as it stands in the offset that its group commits: the offset is the
 * number of rows that were handled.
 *
 * @param rows rows that were sent, or refused by the broker
 * @param started when the run began, on the clock of the machine that began it
 * @param digest the hash of these rows, by which a changed file is noticed
 */
record RunProgress(long rows, Instant started, String digest) {
  private static final Pattern METADATA = Pattern.compile("arena-replay 1 (\\d{1,18}) ([0-9a-f]+)");

  /** A run that begins now. */
  static RunProgress begun(Instant now) {
    return new RunProgress(0, Instant.ofEpochMilli(now.toEpochMilli()), "");
  }

  /** What a group has committed; empty when it was no replay that did. */
  static Optional<RunProgress> of(OffsetAndMetadata committed) {
    Matcher matcher = METADATA.matcher(committed.metadata());
    return matcher.matches()
        ? Optional.of(
            new RunProgress(
                committed.offset(),
                Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
                matcher.group(2)))
        : Optional.empty();
  }

  /** What its group commits. */
  OffsetAndMetadata committed() {
    return new OffsetAndMetadata(
        rows, "arena-replay 1 %d %s".formatted(started.toEpochMilli(), digest));
  }

  RunProgress at(long rows, String digest) {
    return new RunProgress(rows, started, digest);
  }

  /** Value of the header {@code arena.replay.run}: no other run has it, whatever its name. */
  String header(NamedRun run) {
    return run.name() + "@" + started.toEpochMilli();
  }
}
