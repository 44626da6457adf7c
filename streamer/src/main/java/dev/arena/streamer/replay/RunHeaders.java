package dev.arena.streamer.replay;

import dev.arena.kafka.deadletter.ArenaHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The two headers by which a run recognises its own records. The scorer copies headers to
 * preferences and dead letters.
 */
final class RunHeaders {
  static final String RUN = ArenaHeader.REPLAY_RUN.headerName();
  static final String ROW = ArenaHeader.REPLAY_ROW.headerName();

  private final byte[] run;

  RunHeaders(String run) {
    this.run = run.getBytes(StandardCharsets.UTF_8);
  }

  /** The headers of one row. */
  List<Header> of(long row) {
    return List.of(
        new RecordHeader(RUN, run),
        new RecordHeader(ROW, Long.toString(row).getBytes(StandardCharsets.UTF_8)));
  }

  /** The row number in a record's headers; empty if the record is not from this run. */
  OptionalLong row(Headers headers) {
    Header foundRun = headers.lastHeader(RUN);
    Header foundRow = headers.lastHeader(ROW);
    if (foundRun == null || foundRow == null || !Arrays.equals(foundRun.value(), run)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(new String(foundRow.value(), StandardCharsets.UTF_8)));
    } catch (NumberFormatException notOurs) {
      return OptionalLong.empty();
    }
  }
}
