package dev.arena.schemas.format;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.jsonl.PairJsonlReader;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The file formats of conversation pairs. */
public enum PairFormat {
  /** Kaggle's format; see {@link PairCsvReader}. */
  CSV,
  /** LMArena's format; see {@link PairJsonlReader}. */
  JSONL;

  private static final List<String> JSON_ENDINGS = List.of(".jsonl", ".ndjson", ".json");
  private static final String PACKED = ".gz";

  /**
   * The format that a file's name implies: JSONL if it ends in {@code .jsonl}, {@code .ndjson} or
   * {@code .json}, with or without {@code .gz}; otherwise, and for standard input, CSV.
   */
  public static PairFormat ofName(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    String plain =
        name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
    return JSON_ENDINGS.stream().anyMatch(plain::endsWith) ? JSONL : CSV;
  }

  /**
   * Opens a file of this format; {@code -} is standard input.
   *
   * @throws dev.arena.schemas.failure.UserException when it cannot be read or its beginning does
   *     not match the format
   */
  public PairReader open(String file, BadRows policy) {
    return open(file, policy, ColumnNames.OWN, UnaryOperator.identity());
  }

  /**
   * Like {@link #open(String, BadRows)}; the caller can wrap the byte stream, for instance to hash
   * it.
   *
   * @param columns which of the file's columns map to Arena's
   * @param through wraps the file's stream and returns the stream to read
   */
  public PairReader open(
      String file, BadRows policy, ColumnNames columns, UnaryOperator<InputStream> through) {
    InputFile input = InputFile.open(file, name(), through);
    return switch (this) {
      case CSV -> PairCsvReader.read(input, policy, columns);
      case JSONL -> PairJsonlReader.read(input, policy, columns);
    };
  }
}
