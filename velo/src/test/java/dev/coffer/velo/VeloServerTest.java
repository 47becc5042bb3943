package dev.coffer.velo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.velo.host.CofferSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site that cannot be started says why. */
class VeloServerTest {
  @TempDir Path directory;

  private void start(VeloSettings settings) throws NoSuchAlgorithmException {
    CofferSite nowhere =
        new CofferSite(
            URI.create("http://127.0.0.1:1"), "key", Optional.empty(), SSLContext.getDefault());
    VeloServer.start(settings, nowhere).close();
  }

  @Test
  void aDirectoryThatIsNoSiteIsRefused() {
    assertThatThrownBy(() -> start(VeloSettings.load(directory).at("127.0.0.1", 0)))
        .isInstanceOf(VeloStartupException.class)
        .hasMessageContaining("has no directory named backend");
    assertThatThrownBy(() -> start(VeloSettings.load(directory.resolve("no")).at("127.0.0.1", 0)))
        .isInstanceOf(VeloStartupException.class)
        .hasMessageStartingWith("there is no directory ");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    Files.createDirectories(directory.resolve("backend"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      VeloSettings settings = VeloSettings.load(directory).at("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> start(settings))
          .isInstanceOf(VeloStartupException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1 port " + taken.getLocalPort());
    }
  }

  @Test
  void aHostThatIsNoAddressHereIsRefused() throws IOException {
    Files.createDirectories(directory.resolve("backend"));
    assertThatThrownBy(() -> start(VeloSettings.load(directory).at("host.invalid", 0)))
        .isInstanceOf(VeloStartupException.class);
  }
}
