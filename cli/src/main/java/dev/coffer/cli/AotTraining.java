package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.velo.sandbox.ScriptCache;
import dev.coffer.wire.DataDirectoryFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A short life of Coffer for Java to learn from: the launcher runs it once after a build, and keeps
 * what was loaded and linked in a cache (JEP 514) that makes every later start about twice as
 * quick. It works in a temporary directory, on a free port of the loopback interface, and leaves
 * nothing behind.
 */
final class AotTraining {
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** Enough for Java to see which methods matter (JEP 515), and over in a moment. */
  private static final int READS = 20;

  private static final String WEB_MODULE =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import { getSecret } from 'wix-secrets-backend';

      export const length = webMethod(
        Permissions.Anyone,
        async () => (await getSecret('name')).length,
      );
      """;

  private static final String WEB_METHOD =
      "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/training.web.js/length.ajax";

  private final String dataDirectory;

  private AotTraining(Path dataDirectory) {
    this.dataDirectory = dataDirectory.toString();
  }

  /**
   * Ends with an exit code other than 0, and soon, if something does not work.
   *
   * @param arguments the directory of the program that is trained, and its role: {@code commands},
   *     with the server that they talk to; {@code velo}; or {@code script}, the process that runs
   *     code, whose cache this writes itself
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().start(AotTraining::endWhenTooLong);
    Path program = Path.of(arguments[0]);
    Path scriptCache = program.resolve("coffer-script.aot");
    if (arguments[1].equals("script")) {
      ScriptCache.make(scriptCache);
      return;
    }
    SqliteLibrary.unpackInto(program);
    Path directory = Files.createTempDirectory("coffer-training");
    try {
      AotTraining training = new AotTraining(directory.resolve("data"));
      if (arguments[1].equals("velo")) {
        System.setProperty("coffer.script.cache", scriptCache.toString());
        training.live(training::liveAsSite);
      } else {
        training.live(training::liveAsCommands);
      }
    } finally {
      delete(directory);
    }
  }

  private interface Life {
    void live() throws IOException, InterruptedException;
  }

  /** With a server beside it that keeps a secret. */
  private void live(Life life) throws IOException, InterruptedException {
    Thread server =
        Thread.ofPlatform().start(() -> run("", "serve", "--port", "0", "--data", dataDirectory));
    try {
      awaitAddress(server);
      call(
          "a password for training",
          "members",
          "setup",
          "--email",
          "me@example.com",
          "--password-stdin");
      call("value", "secret", "create", "name", "--value-stdin", "--description", "description");
      life.live();
    } finally {
      server.interrupt();
      server.join();
    }
  }

  private void awaitAddress(Thread server) throws InterruptedException {
    while (server.isAlive()
        && !Files.exists(Path.of(dataDirectory, DataDirectoryFiles.SERVER_URL))) {
      Thread.sleep(10);
    }
  }

  private void liveAsCommands() throws IOException {
    run("", "--help");
    call("", "site", "list");
    call("", "key", "create", "reader", "--allow", "read", "--expires", "90d");
    call("", "key", "list", "--json");
    for (int i = 0; i < READS; i++) {
      call("", "secret", "get", "name");
    }
    call("", "secret", "get", "name", "--url", address());
    call("", "secret", "list");
    call("other value", "secret", "update", "name", "--value-stdin");
    call("", "secret", "delete", "name");
  }

  private String address() throws IOException {
    return Files.readString(Path.of(dataDirectory, DataDirectoryFiles.SERVER_URL)).strip();
  }

  /** Runs a site, and calls it as a browser would. */
  private void liveAsSite() throws IOException, InterruptedException {
    Path directory = Path.of(dataDirectory).resolveSibling("site");
    Files.createDirectories(directory.resolve("backend"));
    Files.createDirectories(directory.resolve("public"));
    Files.writeString(directory.resolve("backend/training.web.js"), WEB_MODULE);
    Files.writeString(directory.resolve("public/index.html"), "<!doctype html><title>site</title>");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Thread site =
        Thread.ofPlatform()
            .start(() ->
                run(
                    "",
                    said,
                    "velo",
                    directory.toString(),
                    "--port",
                    "0",
                    "--data",
                    dataDirectory));
    try (HttpClient browser = HttpClient.newHttpClient()) {
      URI address = addressIn(said, site);
      for (int i = 0; i < READS; i++) {
        ask(browser, HttpRequest.newBuilder(address));
        ask(browser, HttpRequest.newBuilder(address.resolve("/backend/training.web.js")));
        ask(
            browser,
            HttpRequest.newBuilder(address.resolve(WEB_METHOD))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[]")));
      }
    } finally {
      site.interrupt();
      site.join();
    }
  }

  private static URI addressIn(ByteArrayOutputStream said, Thread site)
      throws InterruptedException {
    Pattern announcement = Pattern.compile("The site runs at (\\S+)\n");
    while (site.isAlive()) {
      Matcher address = announcement.matcher(said.toString(UTF_8));
      if (address.find()) {
        return URI.create(address.group(1));
      }
      Thread.sleep(10);
    }
    throw new IllegalStateException("the site did not start: " + said.toString(UTF_8));
  }

  private static void ask(HttpClient browser, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = browser.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the site answered " + answer.body());
    }
  }

  private void call(String input, String... command) {
    run(
        input,
        Stream.concat(Stream.of(command), Stream.of("--data", dataDirectory))
            .toArray(String[]::new));
  }

  private static void run(String input, String... command) {
    run(input, new ByteArrayOutputStream(), command);
  }

  private static void run(String input, ByteArrayOutputStream complaints, String... command) {
    int exitCode =
        Main.run(
            command,
            new Console(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
                new PrintStream(complaints, true, UTF_8),
                Map.of(),
                false));
    if (exitCode != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed: " + complaints.toString(UTF_8));
    }
  }

  private static void endWhenTooLong() {
    try {
      Thread.sleep(LONGEST);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("the training took longer than " + LONGEST.toMinutes() + " minutes");
    Runtime.getRuntime().halt(1);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> content;
    try (Stream<Path> walk = Files.walk(directory)) {
      content = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : content) {
      Files.delete(path);
    }
  }
}
