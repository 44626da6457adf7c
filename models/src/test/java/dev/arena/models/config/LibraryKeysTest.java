package dev.arena.models.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LibraryKeysTest {
  private static final ConfigTable TABLE = ConfigTable.of(LibraryKeys.all());

  @Test
  void theBundleIsTheShippedOneUnlessOneIsNamed() {
    Configuration none = TABLE.resolve(ConfigSources.none());
    assertThat(LibraryKeys.bundle(none)).isEqualTo(LibraryKeys.shippedBundle());
    Configuration named =
        TABLE.resolve(ConfigSources.none().withCommandLine(Map.of("arena.bundle", "mine")));
    assertThat(LibraryKeys.bundle(named)).isEqualTo(Path.of("mine"));
  }

  @Test
  void theShippedBundleLiesInTheInstallation() {
    String home = System.getProperty("arena.home", "");
    assertThat(LibraryKeys.shippedBundle()).isEqualTo(Path.of(home, "models/default"));
  }
}
