package dev.arena.lab.prove;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What servers and scorers wrote, kept when the folder of their run is deleted. */
final class RunLogs {
  private RunLogs() {}

  /**
   * Copies the logs to a new temporary folder.
   *
   * @param folder of the servers
   * @param run the folder of the scorers in it
   * @return the new folder
   */
  static Path keep(Path folder, String run) throws IOException {
    Path kept = Files.createTempDirectory("arena-" + run + "-logs-");
    copy(folder, kept);
    try (DirectoryStream<Path> scorers = Files.newDirectoryStream(folder.resolve(run))) {
      for (Path scorer : scorers) {
        copy(scorer, Files.createDirectory(kept.resolve(scorer.getFileName())));
      }
    }
    return kept;
  }

  /** Not those in folders below, where the broker calls its data logs. */
  private static void copy(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(from, "*.log")) {
      for (Path log : logs) {
        Files.copy(log, to.resolve(log.getFileName()));
      }
    }
  }
}
