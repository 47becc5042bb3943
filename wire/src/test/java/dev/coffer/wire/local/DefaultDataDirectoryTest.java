package dev.coffer.wire.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultDataDirectoryTest {
  @TempDir private Path directory;

  private final List<String> notices = new ArrayList<>();

  private Path find(Map<String, String> environment) {
    return DefaultDataDirectory.find(environment, Optional.of(launcher()), notices::add);
  }

  private Path launcher() {
    return directory.resolve("the checkout");
  }

  private Path former() throws IOException {
    return Files.createDirectories(launcher().resolve("coffer-data"));
  }

  private Map<String, String> home() {
    return Map.of("HOME", directory.resolve("home").toString());
  }

  @Test
  void itIsWhereTheUserKeepsDataAndNotBesideTheLauncher() {
    assertThat(find(home())).isEqualTo(directory.resolve("home/.local/share/coffer"));
    assertThat(find(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "/data")))
        .isEqualTo(Path.of("/data/coffer"));
    assertThat(notices).isEmpty();
  }

  @Test
  void aPlaceThatIsNotAbsoluteCountsAsNone() {
    assertThat(find(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "data")))
        .isEqualTo(Path.of("/home/me/.local/share/coffer"));
    assertThat(find(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "")))
        .isEqualTo(Path.of("/home/me/.local/share/coffer"));
  }

  @Test
  void withoutAHomeADirectoryMustBeNamed() {
    assertThatThrownBy(() -> find(Map.of()))
        .isInstanceOf(DefaultDataDirectory.UnknownException.class)
        .hasMessageContaining("neither XDG_DATA_HOME nor HOME is set; name one with --data");
    assertThatThrownBy(() -> find(Map.of("HOME", "")))
        .isInstanceOf(DefaultDataDirectory.UnknownException.class);
  }

  @Test
  void oneBesideTheLauncherIsFoundAndTheCommandThatMovesItIsTold() throws IOException {
    Path former = former();

    assertThat(find(home())).isEqualTo(former);
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("the data is in " + former)
        .endsWith(
            "run: mkdir -p "
                + directory.resolve("home/.local/share")
                + " && mv '"
                + former
                + "' "
                + directory.resolve("home/.local/share/coffer"))
        .doesNotContain("\n");
  }

  @Test
  void oneBesideTheLauncherIsFoundWithoutAHome() throws IOException {
    Path former = former();

    assertThat(find(Map.of())).isEqualTo(former);
    assertThat(notices).singleElement().asString().contains("and name DIR with --data");
  }

  @Test
  void withOneInBothPlacesItIsAskedWhichIsMeant() throws IOException {
    Path former = former();
    Path usual = Files.createDirectories(directory.resolve("home/.local/share/coffer"));

    assertThatThrownBy(() -> find(home()))
        .isInstanceOf(DefaultDataDirectory.UnknownException.class)
        .hasMessageContaining(former.toString())
        .hasMessageContaining(usual.toString())
        .hasMessageContaining("--data");
  }
}
