package dev.arena.cli.documents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Markdown file, parsed as far as the checks require: lines of code blocks, code spans in text,
 * links, and headings.
 *
 * @param path relative to the repository's folder
 * @param code lines of code blocks, and code spans in text
 * @param links targets of links
 * @param anchors the headings' anchors, as GitHub forms them
 */
public record Document(String path, List<Code> code, List<Link> links, List<String> anchors) {

  /**
   * A line of a code block, including its continuation lines, or a span in text.
   *
   * @param place file and line
   * @param language the language of its block, if the block names one; {@code span} in text
   * @param text its text, without indentation except in blocks of {@code text}
   */
  public record Code(String place, String language, String text) {
    /** Whether it is in text rather than in a block. */
    public boolean isSpan() {
      return language.equals("span");
    }
  }

  /**
   * A link.
   *
   * @param place file and line
   */
  public record Link(String place, String target) {}

  /** Parses a file. */
  public static Document of(String path, String text) {
    Reader reader = new Reader(path);
    text.lines().forEach(reader::read);
    reader.endParagraph();
    return new Document(path, reader.code, reader.links, reader.anchors);
  }

  /** What has been read so far, line by line. */
  private static final class Reader {
    private static final Pattern SPAN = Pattern.compile("(`+)(.+?)\\1", Pattern.DOTALL);
    private static final Pattern LINK =
        Pattern.compile("\\]\\(<?([^)\\s>]+)>?\\)|^ {0,3}\\[[^\\]]+\\]: *(\\S+)");
    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6} +(.*?)[ #]*");

    private final String path;
    private final List<Code> code = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<String> anchors = new ArrayList<>();
    private final Map<String, Integer> timesAnAnchor = new HashMap<>();
    private final StringBuilder paragraph = new StringBuilder();
    private final StringBuilder command = new StringBuilder();
    private int line;
    private int began;
    private boolean fenced;
    private boolean mayBeCode = true;
    private String language = "";

    Reader(String path) {
      this.path = path;
    }

    void read(String text) {
      line++;
      String bare = text.strip();
      if (bare.startsWith("```")) {
        endParagraph();
        fenced = !fenced;
        language = fenced ? bare.substring(3).strip() : "";
      } else if (fenced || (mayBeCode && text.startsWith("    ") && !bare.isEmpty())) {
        endParagraph();
        codeLine(bare, language.equals("text") ? text : bare);
      } else {
        prose(text, bare);
      }
    }

    private void codeLine(String bare, String shown) {
      if (command.isEmpty()) {
        began = line;
      }
      if (bare.endsWith("\\")) {
        command.append(bare, 0, bare.length() - 1).append(' ');
        return;
      }
      code.add(new Code(place(began), language, command.append(shown).toString()));
      command.setLength(0);
    }

    private void prose(String text, String bare) {
      mayBeCode = bare.isEmpty();
      boolean alone = bare.startsWith("|") || HEADING.matcher(text).matches();
      if (bare.isEmpty() || alone) {
        endParagraph();
      }
      if (paragraph.isEmpty()) {
        began = line;
      }
      paragraph.append(alone ? text.replace("\\|", "|") : text).append('\n');
      if (alone) {
        heading(text);
        endParagraph();
        mayBeCode = true;
      }
    }

    private void heading(String text) {
      var heading = HEADING.matcher(text);
      if (heading.matches()) {
        String anchor =
            heading
                .group(1)
                .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        int before = timesAnAnchor.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }

    void endParagraph() {
      String text = paragraph.toString();
      paragraph.setLength(0);
      for (MatchResult span : SPAN.matcher(text).results().toList()) {
        String words = span.group(2).replaceAll("\\s*\\n\\s*", " ");
        code.add(new Code(placeIn(text, span.start()), "span", words));
      }
      // the same length, so that positions stay valid
      String withoutCode =
          SPAN.matcher(text).replaceAll(span -> span.group().replaceAll("[^\\n]", "x"));
      for (MatchResult link : LINK.matcher(withoutCode).results().toList()) {
        String target = link.group(1) != null ? link.group(1) : link.group(2);
        links.add(new Link(placeIn(text, link.start()), target));
      }
    }

    private String placeIn(String text, int offset) {
      return place(began + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count());
    }

    private String place(int number) {
      return path + ":" + number;
    }
  }
}
