package dev.arena.streamer.topology;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.schemas.ConversationPair;

/** What became of a record's bytes. */
sealed interface ReadRecord {
  /** They are a pair. */
  record Pair(ConversationPair pair) implements ReadRecord {}

  /** The registry does not know the schema that they name. */
  record UnknownSchema(int id) implements ReadRecord {}

  /** No attempt can read them; the reason is thrown when it is the record's turn. */
  record Poison(DeadLetterException reason) implements ReadRecord {}
}
