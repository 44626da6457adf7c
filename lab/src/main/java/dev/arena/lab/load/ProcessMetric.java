package dev.arena.lab.load;

/** What can be seen of a scorer's process from outside, at a moment. */
public enum ProcessMetric {
  /** Memory that the process holds, heap and native together, as the system counts it. */
  RESIDENT("resident memory", Unit.BYTES),
  /** Heap in use after a full collection. */
  HEAP("heap after a full collection", Unit.BYTES),
  /** Threads, native ones included, without those that are there because somebody looks. */
  THREADS("threads", Unit.COUNT),
  /** Open files and sockets. */
  HANDLES("file handles", Unit.COUNT),
  /** Heap that the JVM has taken from the system. */
  HEAP_COMMITTED("heap taken", Unit.BYTES),
  /** Classes and compiled code. */
  NON_HEAP("classes and compiled code", Unit.BYTES),
  /** Buffers outside of the heap that Java code made. */
  DIRECT("direct buffers", Unit.BYTES),
  /** Loaded classes. */
  CLASSES("loaded classes", Unit.COUNT),
  /** Its state and temporary files. */
  TEMPORARY("files of its own", Unit.BYTES);

  /** In what a vital is counted. */
  public enum Unit {
    /** Bytes. */
    BYTES,
    /** A number of things. */
    COUNT
  }

  private final String text;
  private final Unit unit;

  ProcessMetric(String text, Unit unit) {
    this.text = text;
    this.unit = unit;
  }

  /** Its name in a table. */
  public String text() {
    return text;
  }

  /** In what it is counted. */
  public Unit unit() {
    return unit;
  }
}
