package dev.arena.models.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonHeapTest {
  private static final int COUNT = 100_000;

  /** A tree takes up at most the memory that was allocated while it was read. */
  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "1", "\"a\"", "1.5", "{\"a\":1}", "[[]]", "123456789012", "null"})
  void aTreeTakesNoMoreThanTheBound(String element) throws IOException {
    byte[] json = ("[" + (element + ",").repeat(COUNT) + element + "]").getBytes(UTF_8);
    long bound = MemoryRoom.JsonHeap.bytes(new ByteArrayInputStream(json));
    JsonMapper mapper = new JsonMapper();
    mapper.readTree("[" + element + "]");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    JsonNode tree = mapper.readTree(json);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(tree).hasSize(COUNT + 1);
    assertThat(allocated).isLessThan(bound);
  }

  @Test
  void textThatIsNotJsonIsRefused() {
    assertThatThrownBy(() -> bytes("{\"a\":")).isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> bytes("[".repeat(200_000)))
        .isInstanceOf(JsonProcessingException.class);
  }

  private static long bytes(String json) throws IOException {
    return MemoryRoom.JsonHeap.bytes(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }
}
