package dev.arena.cli;

import dev.arena.schemas.csv.ColumnNames;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code --columns}, which maps column names in input files. */
public final class ColumnsOption {
  @Option(
      names = "--columns",
      split = ",",
      splitSynopsisLabel = ",",
      paramLabel = "NAME=COLUMN",
      description =
          "Maps Arena's column names to those in the files, as in"
              + " prompt=instruction,chosen=better,rejected=worse.")
  private Map<String, String> columns = new LinkedHashMap<>();

  /** Filled by picocli. */
  public ColumnsOption() {}

  /**
   * The mapping given by the user.
   *
   * @throws dev.arena.schemas.failure.UsageException if a name is not one of Arena's
   */
  public ColumnNames names() {
    return new ColumnNames(columns);
  }
}
