package dev.arena.streamer.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends each answer to the partition number that its pair came from, whatever the key. */
final class SamePartition implements StreamPartitioner<byte[], Answer> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, byte[] key, Answer answer, int numPartitions) {
    return Optional.of(Set.of(answer.partition()));
  }
}
