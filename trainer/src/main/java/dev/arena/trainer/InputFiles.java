package dev.arena.trainer;

import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that a training shall read, compared by what their names lead to. */
final class InputFiles {
  private InputFiles() {}

  /** Refuses a file that is read twice, before anything is read. */
  static void requireEachOnce(List<Path> train, @Nullable Path validation, @Nullable Path test) {
    if (Stream.concat(train.stream(), Stream.of(validation, test))
            .filter(Objects::nonNull)
            .filter(InputFiles::isStandardInput)
            .count()
        > 1) {
      throw new UsageException(
          "- stands for standard input more than once; expected at most one of --train,"
              + " --validation and --test to read it.");
    }
    for (int i = 0; i < train.size(); i++) {
      Path file = train.get(i);
      for (Path before : train.subList(0, i)) {
        if (isSame(before, file)) {
          throw new UsageException(
              "--train names %s twice%s; expected every file once. Take one out."
                  .formatted(before, before.equals(file) ? "" : ", also as " + file));
        }
      }
      if (validation != null && isSame(validation, file)) {
        throw new UsageException(
            "--validation %s is a file of --train, too; expected rows that are not learned from. Name another file."
                .formatted(validation));
      }
    }
  }

  /** Whether two names lead to one file. */
  static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException missing) {
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }
  }

  static boolean isStandardInput(Path path) {
    return path.toString().equals(PairCsvReader.STANDARD_INPUT);
  }
}
