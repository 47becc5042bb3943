package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the build takes from elsewhere is what it names, to the byte. */
final class MavenWrapperTest {
  @TempDir private Path directory;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aMavenOtherThanTheNamedOneIsNotRun() throws Exception {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    HttpServer altered =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    altered.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          byte[] body = "altered".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    altered.start();
    try {
      Process wrapper = wrapper("http://127.0.0.1:" + altered.getAddress().getPort());

      assertThat(wrapper.waitFor()).as("the wrapper's exit code").isNotZero();
      assertThat(asked).as("what it fetched").singleElement().asString().contains("apache-maven-");
      assertThat(directory.resolve("log"))
          .content()
          .contains("Failed to validate Maven distribution SHA-256");
    } finally {
      altered.stop(0);
    }
  }

  private Process wrapper(String repository) throws IOException {
    ProcessBuilder wrapper =
        new ProcessBuilder("sh", Path.of("../mvnw").toAbsolutePath().toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    wrapper
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    wrapper.environment().put("MAVEN_USER_HOME", directory.resolve("home").toString());
    wrapper.environment().put("MVNW_REPOURL", repository);
    return wrapper.start();
  }

  @Test
  void aLibraryWhoseChecksumIsWrongEndsTheBuild() throws IOException {
    assertThat(Path.of("../.mvn/maven.config")).content().contains("--strict-checksums");
  }
}
