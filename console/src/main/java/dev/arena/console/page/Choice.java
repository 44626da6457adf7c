package dev.arena.console.page;

import java.util.Collection;
import java.util.List;

/**
 * An option of a selection in a form.
 *
 * @param value what the form sends
 * @param label what the visitor reads
 * @param selected whether it is the current one
 */
public record Choice(String value, String label, boolean selected) {
  /** Options that are shown as they are sent, in the given order. */
  public static List<Choice> of(Collection<String> values, String current) {
    return values.stream().map(value -> new Choice(value, value, value.equals(current))).toList();
  }
}
