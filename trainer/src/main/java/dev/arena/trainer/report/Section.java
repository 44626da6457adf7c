package dev.arena.trainer.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the page under one heading.
 *
 * @param id for links within the page
 * @param title the heading
 * @param sees what a reader sees here
 * @param good how a good result looks; empty if that does not apply
 * @param blocks pictures, tables and rows, from above
 */
record Section(String id, String title, String sees, String good, List<Block> blocks) {
  boolean hasGood() {
    return !good.isEmpty();
  }

  /** The same with suffixes for id and title, if a page has it several times. */
  Section named(String suffix, String of) {
    return new Section(id + suffix, title + of, sees, good, blocks);
  }

  /** Content below the text of a section: exactly one of its parts is set. */
  record Block(
      List<Picture> pictures,
      @Nullable Table table,
      List<Example> examples,
      @Nullable String note) {
    boolean pictured() {
      return !pictures.isEmpty();
    }

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
   * @param text what it says
   * @param shade from 0 to 1, as CSS has it; empty for none
   */
  record Cell(String text, String shade) {
    boolean shaded() {
      return !shade.isEmpty();
    }

    static Cell of(String text) {
      return new Cell(text, "");
    }
  }

  /**
   * A row of the file with the beginnings of its texts.
   *
   * @param heading where it is
   * @param says votes and probabilities
   * @param parts of the text, by name
   */
  record Example(String heading, String says, List<Part> parts) {
    /** A text; its direction is its own. */
    record Part(String name, String text) {}
  }
}
