package dev.arena.streamer.deadletter;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;

/** The context of a record without a timestamp, with one that a dead letter can be written with. */
record DatedContext(ErrorHandlerContext context, long timestamp) implements ErrorHandlerContext {
  /** The context itself if its record has a timestamp, and else one with the present time. */
  static ErrorHandlerContext of(ErrorHandlerContext context) {
    return context.timestamp() >= 0
        ? context
        : new DatedContext(context, System.currentTimeMillis());
  }

  @Override
  public String topic() {
    return context.topic();
  }

  @Override
  public int partition() {
    return context.partition();
  }

  @Override
  public long offset() {
    return context.offset();
  }

  @Override
  public Headers headers() {
    return context.headers();
  }

  @Override
  public String processorNodeId() {
    return context.processorNodeId();
  }

  @Override
  public TaskId taskId() {
    return context.taskId();
  }

  @Override
  public byte[] sourceRawKey() {
    return context.sourceRawKey();
  }

  @Override
  public byte[] sourceRawValue() {
    return context.sourceRawValue();
  }
}
