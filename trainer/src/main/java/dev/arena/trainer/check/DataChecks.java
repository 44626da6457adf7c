package dev.arena.trainer.check;

import dev.arena.trainer.rows.PairRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Checks the files of a training run as they are read. Files are reported in the order in which
 * their checks were started. Not thread-safe.
 */
public final class DataChecks {
  private final List<FileCheck> files = new ArrayList<>();

  /** Starts the check of a training file. */
  public FileCheck training(String path) {
    return begin(new FileCheck(PairRows.name(path), false, false));
  }

  /** Starts the check of a training file whose ties are skipped. */
  public FileCheck withoutTies(String path) {
    return begin(new FileCheck(PairRows.name(path), false, true));
  }

  /** Starts the check of the validation file. */
  public FileCheck validation(String path) {
    return begin(new FileCheck(PairRows.name(path), true, false));
  }

  private FileCheck begin(FileCheck file) {
    for (FileCheck other : files) {
      if (other.name().equals(file.name())) {
        other.useFullPath();
        file.useFullPath();
      }
    }
    files.add(file);
    return file;
  }

  /** The findings, once every file has been read. */
  public DataCheck result() {
    List<DataCheck.Finding> findings = new ArrayList<>();
    files.forEach(file -> findings.addAll(DataWarnings.of(file)));
    findings.addAll(Duplicates.of(files));
    findings.sort(Comparator.comparing((DataCheck.Finding finding) -> !finding.warning()));
    return new DataCheck(files.stream().map(FileCheck::figures).toList(), findings);
  }
}
