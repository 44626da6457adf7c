package dev.arena.kafka.config;

/**
 * The words with which messages describe a service and its work.
 *
 * @param noun what the service is, such as {@code scorer}
 * @param input what it reads, such as {@code pair}
 * @param inputs the plural of {@code input}
 * @param processed what it does to them, as a participle, such as {@code scored}
 * @param outputs what it writes, such as {@code preference and dead letter}
 */
public record ServiceText(
    String noun, String input, String inputs, String processed, String outputs) {
  /** The service as the subject of a sentence, such as {@code the scorer}. */
  public String the() {
    return "the " + noun;
  }

  /** Any service of this kind, such as {@code a scorer}. */
  public String any() {
    return "a " + noun;
  }

  /** What happens while the service is ready, such as {@code pairs are scored}. */
  public String ready() {
    return inputs + " are " + processed;
  }
}
