package dev.arena.models.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryRoomTest {
  private static final long GIGA = 1L << 30;

  @TempDir Path root;

  @Test
  void theHeapMustHaveRoom() {
    MemoryRoom room = MemoryRoom.ofThisMachine();
    assertThatCode(() -> room.requireHeap(1000, "a bundle")).doesNotThrowAnyException();
    assertThatThrownBy(() -> room.requireHeap(Runtime.getRuntime().maxMemory() + 1, "a bundle"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a bundle needs up to")
        .hasMessageContaining("larger heap");
  }

  @Test
  void nothingIsRefusedIfTheSystemDoesNotReportItsMemory() {
    assertThat(room().freeNative()).isEmpty();
    assertThatCode(() -> room().requireNative(Long.MAX_VALUE, "a bundle"))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutAContainerTheMachinesAvailableMemoryCounts() throws IOException {
    write("proc/meminfo", "MemTotal: 9000000 kB\nMemAvailable:    1048576 kB\n");
    write("proc/self/cgroup", "0::/user.slice\n");
    write("sys/fs/cgroup/user.slice/memory.max", "max\n");
    write("sys/fs/cgroup/user.slice/memory.current", "5\n");

    assertThat(room().freeNative()).hasValue(GIGA);
    assertThatThrownBy(() -> room().requireNative(GIGA + 1, "a bundle"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a bundle needs about 1025 MB")
        .hasMessageContaining("only 1024 MB is available");
  }

  @Test
  void aContainersLimitCountsAndReclaimableCacheIsFree() throws IOException {
    write("proc/meminfo", "MemAvailable: 104857600 kB\n");
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", "1073741824\n");
    write("sys/fs/cgroup/memory.current", "900000000\n");
    write("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file 100000000\n");

    assertThat(room().freeNative()).hasValue(GIGA - 800_000_000);
  }

  @Test
  void anOuterGroupsLimitAppliesToo() throws IOException {
    write("proc/self/cgroup", "0::/outer/inner\n");
    write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
    write("sys/fs/cgroup/outer/inner/memory.current", "10\n");
    write("sys/fs/cgroup/outer/memory.max", "1000\n");
    write("sys/fs/cgroup/outer/memory.current", "400\n");

    assertThat(room().freeNative()).hasValue(600);
  }

  @Test
  void controlGroupsOfVersionOneAreReadToo() throws IOException {
    write("proc/self/cgroup", "5:cpu:/\n4:memory:/docker/abc\n0::/\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "900\n");
    write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 50\n");

    assertThat(room().freeNative()).hasValue(150);
  }

  private MemoryRoom room() {
    return new MemoryRoom(root);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
