package dev.arena.votes.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.file.OutputFile;
import dev.arena.schemas.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of an export, which appears only when it is complete. The same votes in the same order
 * give the same bytes. Not thread-safe.
 */
final class ExportFile implements AutoCloseable {
  private final ExportFormat format;
  private final WholeFile file;
  private final CsvWriter csv;

  private ExportFile(ExportFormat format, WholeFile file) {
    this.format = format;
    this.file = file;
    this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file.writer());
  }

  /**
   * Begins a file; {@code -} is standard output.
   *
   * @throws dev.arena.schemas.failure.UserException if it cannot be written
   */
  static ExportFile open(String name, ExportFormat format) {
    ExportFile opened = new ExportFile(format, WholeFile.open(name));
    try {
      switch (format) {
        case CSV -> opened.write(VoteRow.KAGGLE_COLUMNS);
        case ARENA_RANK -> opened.write(VoteRow.ARENA_RANK_COLUMNS);
        case JSONL, DPO -> {}
      }
      return opened;
    } catch (RuntimeException unwritable) {
      opened.close();
      throw unwritable;
    }
  }

  /**
   * Adds a vote on a pair.
   *
   * @return why the vote was omitted; null if it was added
   * @throws dev.arena.schemas.failure.UserException if the file cannot be written
   */
  @Nullable Omission add(ExportedVote vote, ConversationPair pair) {
    switch (format) {
      case CSV -> write(VoteRow.kaggle(vote, pair));
      case JSONL -> write(VoteRow.lmArena(vote, pair));
      case DPO -> {
        TrlPreference.Result result = TrlPreference.of(vote.outcome(), pair);
        if (result instanceof TrlPreference.Result.None none) {
          return none.reason();
        }
        write(((TrlPreference.Result.Preference) result).object());
      }
      case ARENA_RANK -> addWithoutTexts(vote);
    }
    return null;
  }

  /**
   * Adds a vote in a format that holds no texts.
   *
   * @throws dev.arena.schemas.failure.UserException if the file cannot be written
   */
  void addWithoutTexts(ExportedVote vote) {
    write(VoteRow.arenaRank(vote));
  }

  private void write(List<String> cells) {
    try {
      csv.writeRecord(cells);
    } catch (UncheckedIOException e) {
      throw OutputFile.unwritable(file.name(), e);
    }
  }

  private void write(ObjectNode object) {
    file.write(object + "\n");
  }

  /** Marks the file as complete, so that closing moves it into place. */
  void complete() {
    try {
      csv.flush();
    } catch (IOException e) {
      throw OutputFile.unwritable(file.name(), e);
    }
    file.complete();
  }

  @Override
  public void close() {
    file.close();
  }
}
