package dev.arena.kafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StartAdviceTest {
  private static final String PROPERTY = "arena.container";

  @AfterEach
  void outsideOfAContainer() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void outsideAContainerTheLocalStackIsSuggested() {
    assertThat(StartAdvice.forMissingServer()).contains("./arena up");
    assertThat(StartAdvice.forMissingTopics()).contains("./arena up");
  }

  @Test
  void inAContainerNoCommandIsSuggestedThatItDoesNotHave() throws Exception {
    Path launcher = Path.of(System.getProperty("arena.root"), "deploy", "image", "arena");
    assertThat(Files.readString(launcher)).contains("-D" + PROPERTY + "=true ");
    System.setProperty(PROPERTY, "true");

    assertThat(StartAdvice.forMissingServer())
        .contains("this container can reach it")
        .doesNotContain("./arena");
    assertThat(StartAdvice.forMissingTopics()).doesNotContain("./arena");
  }
}
