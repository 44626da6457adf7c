package dev.arena.kafka.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The media types that a client accepts (RFC 9110, section 12.5.1). Unreadable parts of the header
 * are ignored, as RFC 9110 asks of a server that answers anyway.
 *
 * @param ranges in the header's order; empty if the client states none
 */
record AcceptHeader(List<Range> ranges) {
  private static final String ANY = "*";
  private static final String TOKEN = "([!#$%&'*+.^_`|~0-9a-z-]+)";
  private static final Pattern MEDIA = Pattern.compile(TOKEN + "/" + TOKEN);
  private static final Pattern QUALITY = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

  AcceptHeader {
    ranges = List.copyOf(ranges);
  }

  /**
   * One media range, such as {@code text/*;q=0.5}.
   *
   * @param parameters without {@code q}; names in lower case
   */
  record Range(String type, String subtype, Map<String, String> parameters, double quality) {
    Range {
      parameters = Map.copyOf(parameters);
    }

    private boolean matches(MediaType media) {
      String version = parameters.get("version");
      return (type.equals(ANY) || type.equals(media.type()))
          && (subtype.equals(ANY) || subtype.equals(media.subtype()))
          && (version == null || media.versions().contains(version));
    }

    private int precision() {
      return (type.equals(ANY) ? 0 : 2) + (subtype.equals(ANY) ? 0 : 1);
    }
  }

  /**
   * A media type that the server can produce.
   *
   * @param versions those that a range may name, if it names one
   */
  record MediaType(String type, String subtype, Set<String> versions) {}

  /**
   * @param header the value; the values of several headers are joined with commas
   */
  static AcceptHeader parse(String header) {
    List<Range> ranges = new ArrayList<>();
    for (String element : split(header, ',')) {
      List<String> parts = split(element, ';');
      Matcher media = MEDIA.matcher(parts.get(0).strip().toLowerCase(Locale.ROOT));
      if (media.matches()) {
        Map<String, String> parameters = parameters(parts.subList(1, parts.size()));
        double quality = quality(parameters.remove("q"));
        ranges.add(new Range(media.group(1), media.group(2), parameters, quality));
      }
    }
    return new AcceptHeader(ranges);
  }

  /**
   * How much the client wants a media type, from 0 (not at all) to 1: the quality of the most
   * specific matching range, or the highest one of several equally specific ranges.
   */
  double quality(MediaType media) {
    if (ranges.isEmpty()) {
      return 1;
    }
    int precision = -1;
    double quality = 0;
    for (Range range : ranges) {
      if (range.matches(media) && range.precision() >= precision) {
        quality =
            range.precision() > precision ? range.quality() : Math.max(quality, range.quality());
        precision = range.precision();
      }
    }
    return quality;
  }

  private static Map<String, String> parameters(List<String> parts) {
    Map<String, String> parameters = new TreeMap<>();
    for (String part : parts) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        String value = part.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        parameters.putIfAbsent(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return parameters;
  }

  /** The parsed quality; 1 if it is missing, or invalid by RFC 9110. */
  private static double quality(@Nullable String text) {
    return text != null && QUALITY.matcher(text).matches() ? Double.parseDouble(text) : 1;
  }

  /** Splits at a separator that is not within a quoted string. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
