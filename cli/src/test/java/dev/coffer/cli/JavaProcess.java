package dev.coffer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command in a process of its own, as the launcher starts it. */
final class JavaProcess {
  private JavaProcess() {}

  /** Starts a server, and waits until it has written its address. */
  static Process startServer(Path directory, List<String> javaOptions) throws Exception {
    Process server = start(directory, javaOptions, "serve", "--port", "0");
    Path address = directory.resolve("data/server.url");
    for (int i = 0; i < 6_000 && server.isAlive() && !Files.exists(address); i++) {
      Thread.sleep(20);
    }
    return server;
  }

  static Process start(Path directory, List<String> javaOptions, String... command)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    words.addAll(javaOptions);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.coffer.cli.Main"));
    words.addAll(List.of(command));
    ProcessBuilder process =
        new ProcessBuilder(words)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile());
    Map<String, String> environment = process.environment();
    environment.keySet().removeIf(name -> name.startsWith("COFFER_"));
    environment.put("COFFER_DATA", directory.resolve("data").toString());
    return process.start();
  }
}
