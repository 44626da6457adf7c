package dev.arena.trainer.check;

import dev.arena.trainer.rows.PairRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files of a training, each looked at while it is read; their order is that in which their
 * checks were begun. Not thread-safe.
 */
public final class DataChecks {
  private final List<FileCheck> files = new ArrayList<>();

  /** Begins a file to learn from. */
  public FileCheck training(String path) {
    return begin(new FileCheck(PairRows.name(path), false));
  }

  /** Begins a file to report on. */
  public FileCheck validation(String path) {
    return begin(new FileCheck(PairRows.name(path), true));
  }

  private FileCheck begin(FileCheck file) {
    for (FileCheck other : files) {
      if (other.name().equals(file.name())) {
        other.tellByPath();
        file.tellByPath();
      }
    }
    files.add(file);
    return file;
  }

  /** What was found, once every file is read. */
  public DataCheck result() {
    List<DataCheck.Finding> findings = new ArrayList<>();
    files.forEach(file -> findings.addAll(DataWarnings.of(file)));
    findings.addAll(Duplicates.of(files));
    findings.sort(Comparator.comparing((DataCheck.Finding finding) -> !finding.warning()));
    return new DataCheck(files.stream().map(FileCheck::figures).toList(), findings);
  }
}
