package dev.arena.cli.config;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A library's knowledge of the keys that are passed to it. Names include the prefix. Unless a
 * method says otherwise, every name and value is accepted.
 */
public interface PassThroughKeys {
  /** Whether the library uses a key of this name. */
  default boolean isKnown(String name) {
    return true;
  }

  /** The names that the library declares, for spelling suggestions. */
  default Collection<String> names() {
    return Set.of();
  }

  /** Advice on an unknown key, for a message. */
  default String hint() {
    return "";
  }

  /** The values that the library accepts for a known key; null when it accepts this one. */
  default @Nullable String expected(String name, String value) {
    return null;
  }

  /** Whether the library declares that the key's value is a secret. */
  default boolean isSecret(String name) {
    return false;
  }
}
