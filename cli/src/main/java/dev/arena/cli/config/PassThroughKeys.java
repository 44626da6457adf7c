package dev.arena.cli.config;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A library's knowledge of the keys that are passed to it. Names include the prefix. */
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

  /** Whether the library uses a key of this name. */
  boolean isKnown(String name);

  /** The names that the library declares, for spelling suggestions. */
  Collection<String> names();

  /** Advice on an unknown key, for a message. */
  String hint();

  /** The values that the library accepts for a known key; null when it accepts this one. */
  @Nullable String expected(String name, String value);

  /** Whether the library declares that the key's value is a secret. */
  boolean isSecret(String name);
}
