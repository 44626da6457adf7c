package dev.arena.cli.config;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a library knows of the keys that are handed on to it. Names include the prefix. */
public interface PassThroughKeys {
  /** Accepts every name and value. */
  static PassThroughKeys unchecked() {
    return new PassThroughKeys() {
      @Override
      public boolean isKnown(String name) {
        return true;
      }

      @Override
      public Collection<String> names() {
        return Set.of();
      }

      @Override
      public String hint() {
        return "";
      }

      @Override
      public @Nullable String expected(String name, String value) {
        return null;
      }

      @Override
      public boolean isSecret(String name) {
        return false;
      }
    };
  }

  /** Whether the library would use a key of this name. */
  boolean isKnown(String name);

  /** The names that the library declares, to find the one that was meant. */
  Collection<String> names();

  /** What to do with a key that is not known, for a message. */
  String hint();

  /** What the library accepts in place of this value of a known key; null when it accepts it. */
  @Nullable String expected(String name, String value);

  /** Whether the library declares that the key's value is a secret. */
  boolean isSecret(String name);
}
