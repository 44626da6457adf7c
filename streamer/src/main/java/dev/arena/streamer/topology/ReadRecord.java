package dev.arena.streamer.topology;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.schemas.ConversationPair;

/** The result of reading a record's bytes. */
sealed interface ReadRecord {
  /** The bytes are a pair. */
  record Pair(ConversationPair pair) implements ReadRecord {}

  /** The registry does not know the schema that the bytes name. */
  record UnknownSchema(int id) implements ReadRecord {}

  /** The bytes can never be read; the reason is thrown when it is the record's turn. */
  record Poison(DeadLetterException reason) implements ReadRecord {}
}
