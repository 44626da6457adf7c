package dev.arena.dist.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The words of code and documents: some have a plainer alternative that engineers expect. */
@Tag("docs")
final class WordsTest {
  /** What to avoid, and what to write. */
  private record Word(Pattern avoided, String plain) {
    static Word of(String regex, String plain) {
      return new Word(Pattern.compile("(?i)\\b(" + regex + ")\\b"), plain);
    }
  }

  private static final List<Word> WORDS =
      List.of(
          Word.of("(go|goes|going|gone) on with|goOn", "continue, resume"),
          Word.of("mend(s|ed|ing)?", "fix, repair"),
          Word.of("anew|once more", "again"),
          Word.of("for ever", "forever, indefinitely"),
          Word.of("(is|are) waited for", "waits up to, timeout"),
          Word.of("taken back", "rolled back"),
          Word.of("passed over", "skipped"),
          Word.of("not there any more", "missing, no longer exists"),
          Word.of("for each processor", "per core"),
          Word.of("nothing to speak of", "negligible"),
          Word.of("seldom", "rarely"),
          Word.of("lest", "so that ... not"),
          Word.of("whomever", "any ..."),
          Word.of("in vain", "without success"),
          Word.of("by turns", "alternately"),
          Word.of("(un)?heed(s|ed)?", "consume, obey"),
          Word.of("inWords", "describe"));

  private static final Pattern TEXT =
      Pattern.compile(".*\\.(java|md|properties|ya?ml|html|svg|py|js|sh)");
  private static final Pattern NOT_OURS =
      Pattern.compile("(.*/)?(target|node_modules|\\.git)(/.*)?|models/default/.*");

  @Test
  void whatAReaderSeesIsInPlainWords() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Documents.ROOT)) {
      files =
          all.map(Documents.ROOT::relativize)
              .filter(file -> !NOT_OURS.matcher(file.toString()).matches())
              .filter(
                  file -> TEXT.matcher(file.toString()).matches() || file.equals(Path.of("arena")))
              .filter(file -> !file.endsWith("WordsTest.java"))
              .toList();
    }
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      found.addAll(in(file.toString(), Files.readString(Documents.ROOT.resolve(file), UTF_8)));
    }

    assertThat(files).hasSizeGreaterThan(700);
    assertThat(found).isEmpty();
  }

  @Test
  void aWordToAvoidIsFoundWithItsLineAndWhatToWrite() {
    assertThat(in("x.md", "It works.\nWe go on with it Anew; lane.\n"))
        .containsExactly(
            "x.md:2: \"go on with\"; expected continue, resume",
            "x.md:2: \"Anew\"; expected again");
  }

  private static List<String> in(String name, String text) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      for (Word word : WORDS) {
        for (MatchResult match : word.avoided().matcher(line).results().toList()) {
          found.add(
              "%s:%d: \"%s\"; expected %s".formatted(name, number, match.group(), word.plain()));
        }
      }
    }
    return found;
  }
}
