package dev.arena.trainer.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;

/** What is wrong with a file of JSON that a training wrote, in words that follow its name. */
final class JsonFault {
  private JsonFault() {}

  static String of(JsonProcessingException e) {
    return e instanceof StreamReadException && e.getLocation() != null
        ? "is cut short or no JSON (line %d)".formatted(e.getLocation().getLineNr())
        : "holds something else than a training writes";
  }
}
