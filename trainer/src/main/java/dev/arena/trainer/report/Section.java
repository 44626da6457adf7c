package dev.arena.trainer.report;

import com.samskivert.mustache.Mustache;
import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.RowExample;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of the page under one heading.
 *
 * @param id for links within the page
 * @param title the heading
 * @param sees what a reader sees here
 * @param good what a good result looks like; empty if that does not apply
 * @param blocks pictures, tables and rows, from top to bottom
 */
record Section(String id, String title, String sees, String good, List<Block> blocks) {
  private static final ResourceBundle WORDS =
      ResourceBundle.getBundle("dev.arena.trainer.report.sections", Locale.ROOT);

  /**
   * A section with the words of {@code sections.properties}.
   *
   * @param id prefix of its keys
   * @param values the values that the words contain, by name
   */
  static Section of(String id, Map<String, ?> values, Block... blocks) {
    return new Section(
        id,
        words(id + ".title", values),
        words(id + ".sees", values),
        words(id + ".good", values),
        List.of(blocks));
  }

  private static String words(String key, Map<String, ?> values) {
    return Mustache.compiler().escapeHTML(false).compile(WORDS.getString(key)).execute(values);
  }

  /**
   * This section with suffixes appended to its id and title, for a page with several of its kind.
   */
  Section named(String suffix, String of) {
    return new Section(id + suffix, title + of, sees, good, blocks);
  }

  /** Content below the text of a section: exactly one of its parts is set. */
  record Block(
      List<Picture> pictures,
      @Nullable Table table,
      List<Example> examples,
      @Nullable String note) {
    static Block of(Picture... pictures) {
      return new Block(List.of(pictures), null, List.of(), null);
    }

    static Block of(Table table) {
      return new Block(List.of(), table, List.of(), null);
    }

    static Block of(List<Example> examples) {
      return new Block(List.of(), null, examples, null);
    }

    static Block note(String note) {
      return new Block(List.of(), null, List.of(), note);
    }
  }

  /** A picture with the sentence below it. */
  record Picture(String svg, String caption) {}

  /**
   * A table; its first cells are the names of the rows.
   *
   * @param look CSS class of the table, or empty
   */
  record Table(String caption, List<String> columns, List<Line> lines, String look) {
    /** A table of right-aligned numbers. */
    Table(String caption, List<String> columns, List<Line> lines) {
      this(caption, columns, lines, "");
    }

    static Table ofWords(String caption, List<String> columns, List<Line> lines) {
      return new Table(caption, columns, lines, "words");
    }
  }

  /**
   * A row of a table.
   *
   * @param name first cell
   * @param cells the others
   * @param look CSS class of the row, or empty
   */
  record Line(String name, List<Cell> cells, String look) {
    static Line of(String name, String... cells) {
      return new Line(name, List.of(cells).stream().map(Cell::of).toList(), "");
    }

    Line looking(String other) {
      return new Line(name, cells, other);
    }
  }

  /**
   * A cell.
   *
   * @param text the shown text
   * @param shade opacity of the background in CSS, from 0 to 1; empty for none
   */
  record Cell(String text, String shade) {
    static Cell of(String text) {
      return new Cell(text, "");
    }
  }

  /**
   * A row of the file with the beginnings of its texts.
   *
   * @param heading its position in the file
   * @param says its vote and probabilities
   * @param parts its texts
   */
  record Example(String heading, String says, List<Part> parts) {
    /** A text with its name. The browser detects the direction of the text. */
    record Part(String name, String text) {}

    static List<Example> of(List<RowExample> rows) {
      return rows.stream().map(Example::of).toList();
    }

    private static Example of(RowExample row) {
      String says =
          "voted %s; %s; loss %s"
              .formatted(
                  row.voted().label(),
                  probabilities(row.predicted()),
                  Numbers.format("%.2f", row.loss()));
      Probabilities compared = row.compared();
      if (compared != null) {
        says +=
            "; the first model said %s, loss %s"
                .formatted(
                    probabilities(compared),
                    Numbers.format("%.2f", VoteMetrics.logLoss(compared, row.voted())));
      }
      return new Example(
          "%s, line %s, id %s"
              .formatted(
                  row.excerpt().file(), Numbers.count(row.excerpt().line()), row.excerpt().id()),
          says,
          List.of(
              new Part("prompt", row.excerpt().prompt()),
              new Part("A", row.excerpt().answerA()),
              new Part("B", row.excerpt().answerB())));
    }

    private static String probabilities(Probabilities p) {
      return Arrays.stream(Outcome.values())
          .map(outcome -> outcome.label() + " " + Numbers.probability(p.of(outcome)))
          .collect(Collectors.joining(", "));
    }
  }
}
