package dev.arena.streamer.batching;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;

/**
 * Lets a processor forward a record outside its own {@code process} call. It makes the processor
 * Kafka's current node and sets the record's topic, partition, offset, headers and original bytes
 * in Kafka's internal context, so that sinks and error handlers downstream see the right ones.
 *
 * <p>Used by the task's stream thread only.
 */
final class TaskContext {
  private final InternalProcessorContext<?, ?> context;
  private final ProcessorNode<?, ?, ?, ?> node;

  /** Remembers the node whose {@code init} is running. */
  TaskContext(ProcessorContext<?, ?> context) {
    this.context = (InternalProcessorContext<?, ?>) context;
    this.node = this.context.currentNode();
  }

  /** The context of the record that is being processed. */
  ProcessorRecordContext currentRecord() {
    return context.recordContext();
  }

  /** Runs {@code forwarding} as if {@code record} were being processed. */
  void asIfProcessing(ProcessorRecordContext record, Runnable forwarding) {
    ProcessorRecordContext before = context.recordContext();
    context.setRecordContext(record);
    try {
      forwarding.run();
    } finally {
      context.setRecordContext(before);
    }
  }

  /** Runs {@code forwarding} as if this processor were being called. */
  void asOwnNode(Runnable forwarding) {
    ProcessorNode<?, ?, ?, ?> before = context.currentNode();
    context.setCurrentNode(node);
    try {
      forwarding.run();
    } finally {
      context.setCurrentNode(before);
    }
  }
}
