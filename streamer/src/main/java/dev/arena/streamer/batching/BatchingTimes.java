package dev.arena.streamer.batching;

import java.util.concurrent.atomic.LongAdder;

/**
 * Where records spend their time around the function: sums in nanoseconds.
 *
 * @param order time from a record's answer until it is forwarded in order, summed over records
 * @param forward time in the downstream nodes, summed over threads
 * @param drain time waiting for answers before a commit, summed over threads; excludes forwarding
 *     them
 * @param blocked time waiting for answers to make room for another record, summed over threads
 */
public record BatchingTimes(
    LongAdder order, LongAdder forward, LongAdder drain, LongAdder blocked) {
  BatchingTimes() {
    this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
  }
}
