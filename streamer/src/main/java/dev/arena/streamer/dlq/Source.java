package dev.arena.streamer.dlq;

/** Where the record of a dead letter was, by the scorer's word. */
record Source(String topic, int partition, long offset) {
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
