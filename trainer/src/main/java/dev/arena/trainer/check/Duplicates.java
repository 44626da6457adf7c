package dev.arena.trainer.check;

import dev.arena.trainer.check.DataCheck.FileFigures.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds duplicates within a file and across files. */
final class Duplicates {
  private static final int MOST_NAMED = 3;

  private final List<FileCheck> all;
  private final List<FileCheck> training;
  private final List<FileCheck> validation;
  private final List<DataCheck.Finding> findings = new ArrayList<>();

  private Duplicates(List<FileCheck> files) {
    all = files;
    training = files.stream().filter(file -> file.use() != Use.VALIDATION).toList();
    validation = with(Use.VALIDATION);
  }

  static List<DataCheck.Finding> of(List<FileCheck> files) {
    Duplicates duplicates = new Duplicates(files);
    duplicates.ids();
    duplicates.votes();
    duplicates.validationTexts();
    duplicates.validationPrompts();
    duplicates.sharedPrompts();
    return duplicates.findings;
  }

  /** The number of rows that repeat another row, and the first few of them. */
  private record Matches(long count, List<String> rows) {
    String shown() {
      return " (" + String.join(", ", rows) + (count > rows.size() ? ", ...)" : ")");
    }
  }

  private void ids() {
    Matches matches = repeated(all, RowKey::id);
    add(
        "repeated_ids",
        false,
        matches,
        "%,d rows have the id of an earlier row%s; ids need not be unique, but copied rows share them.",
        matches.count(),
        matches.shown());
  }

  private void votes() {
    Matches matches = repeated(training, RowKey::vote);
    add(
        "repeated_votes",
        false,
        matches,
        "%,d training rows repeat an earlier vote, with the same texts and the same winner%s;"
            + " each vote counts once.",
        matches.count(),
        matches.shown());
  }

  private void validationTexts() {
    Matches matches = known(validation, training, RowKey::texts);
    add(
        "validation_texts",
        isLarge(matches),
        matches,
        "%,d of %,d validation rows have the prompt and answers of a training row%s; those training"
            + " rows are skipped.",
        matches.count(),
        rows(validation),
        matches.shown());
  }

  private void validationPrompts() {
    Matches matches = known(validation, training, RowKey::prompt);
    add(
        "validation_prompts",
        true,
        matches,
        "%s%,d of %,d validation rows have the prompt of a training row%s; figures on prompts that"
            + " were trained on may be too good. Keep all rows with the same prompt in one file.",
        isLarge(matches) ? "THE VALIDATION IS NOT INDEPENDENT: " : "",
        matches.count(),
        rows(validation),
        matches.shown());
  }

  private void sharedPrompts() {
    Matches matches = known(with(Use.WITH_TIES), with(Use.TIE_FREE), RowKey::prompt);
    add(
        "shared_prompts",
        false,
        matches,
        "%,d training rows in files with ties have the prompt of a row in a tie-free file%s; the"
            + " encoder is not trained on those tie-free rows, because the head is calibrated on"
            + " the others.",
        matches.count(),
        matches.shown());
  }

  private boolean isLarge(Matches matches) {
    return 2 * matches.count() >= rows(validation);
  }

  private static long rows(List<FileCheck> files) {
    return files.stream().mapToLong(file -> file.keys().size()).sum();
  }

  private List<FileCheck> with(Use use) {
    return all.stream().filter(file -> file.use() == use).toList();
  }

  private void add(String name, boolean warning, Matches matches, String format, Object... values) {
    if (matches.count() > 0) {
      findings.add(
          new DataCheck.Finding(
              name,
              warning,
              matches.count(),
              matches.rows(),
              String.format(Locale.ROOT, format, values)));
    }
  }

  /** Rows that have the same key as an earlier row. */
  private static Matches repeated(List<FileCheck> files, Function<RowKey, @Nullable Object> keyOf) {
    return matches(files, new HashMap<>(), keyOf, true);
  }

  /** Rows in {@code files} that have the same key as a row in {@code others}. */
  private static Matches known(
      List<FileCheck> files, List<FileCheck> others, Function<RowKey, @Nullable Object> keyOf) {
    Map<Object, String> known = new HashMap<>();
    matches(others, known, keyOf, true);
    return matches(files, known, keyOf, false);
  }

  private static Matches matches(
      List<FileCheck> files,
      Map<Object, String> known,
      Function<RowKey, @Nullable Object> keyOf,
      boolean learn) {
    long count = 0;
    List<String> named = new ArrayList<>();
    for (FileCheck file : files) {
      for (RowKey row : file.keys()) {
        Object key = keyOf.apply(row);
        if (key == null) {
          continue;
        }
        String place = file.name() + ":" + row.line();
        String other = learn ? known.putIfAbsent(key, place) : known.get(key);
        if (other != null) {
          count++;
          if (named.size() < MOST_NAMED) {
            named.add(place + " as " + other);
          }
        }
      }
    }
    return new Matches(count, named);
  }
}
