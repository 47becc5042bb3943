package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VeloTest {
  private static final Path EXAMPLE = Path.of("../examples/first-site");
  private static final Pattern ADDRESS = Pattern.compile("The site runs at (http://\\S+)");
  private static final String KEY = "a-key-of-ours-4711";
  private static final String PICTURE =
      "{\"title\":\"Saturn\",\"date\":\"2026-11-25\",\"explanation\":\"A ring.\",\"extra\":1}";

  @TempDir private Path directory;

  private Path newSite() {
    Path site = directory.resolve("site");
    new Shell().run("velo", "new", site.toString()).mustSucceed();
    return site;
  }

  @Test
  void newWritesTheExampleAsItIs() throws IOException {
    Path site = newSite();

    assertThat(FirstSite.FILES).containsExactlyInAnyOrderElementsOf(files(EXAMPLE));
    assertThat(files(site)).containsExactlyInAnyOrderElementsOf(FirstSite.FILES);
    for (String file : FirstSite.FILES) {
      assertThat(site.resolve(file)).hasSameTextualContentAs(EXAMPLE.resolve(file));
    }
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }

  @Test
  void newOverwritesNothing() throws IOException {
    Files.writeString(directory.resolve("mine"), "mine");

    Outcome outcome = new Shell().run("velo", "new", directory.toString());

    outcome.mustEndWith(ExitCode.FAILED);
    assertThat(outcome.err())
        .isEqualTo("coffer: " + directory + " is not empty; nothing was written\n");
    assertThat(directory).isDirectoryContaining("glob:**/mine");
    assertThat(new Shell().run("velo", "new", directory.resolve("mine").toString()).err())
        .contains("is not a directory");
  }

  @Test
  void theExampleShowsTheThirdPartysAnswerAndNotTheKey() throws Exception {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    HttpServer nasa =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    nasa.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, PICTURE.length());
          try (exchange) {
            exchange.getResponseBody().write(PICTURE.getBytes(UTF_8));
          }
        });
    nasa.start();
    String nasaHost = "localhost:" + nasa.getAddress().getPort();
    Path site = newSite();
    Path code = site.resolve("backend/picture.web.js");
    Files.writeString(
        code, Files.readString(code).replace("https://api.nasa.gov", "http://" + nasaHost));
    try (LiveServer server = LiveServer.withMembersArea(directory.resolve("data"));
        HttpClient http = HttpClient.newHttpClient()) {
      server
          .shell()
          .input(KEY)
          .run("secret", "create", "nasa_api_key", "--value-stdin")
          .mustSucceed();
      Process velo =
          JavaProcess.start(
              directory,
              List.of(),
              "velo",
              site.toString(),
              "--port",
              "0",
              "--open-host",
              nasaHost);
      try {
        URI address = addressOf(velo);
        String page = get(http, address.resolve("/")).body();
        String proxy = get(http, address.resolve("/backend/picture.web.js")).body();
        HttpResponse<String> answer = call(http, address, proxy);

        assertThat(page).contains("import { pictureOfTheDay } from '/backend/picture.web.js'");
        assertThat(answer.body()).contains("Saturn", "A ring.").doesNotContain("extra");
        assertThat(asked).containsExactly("/planetary/apod?api_key=" + KEY);
        assertThat(page + proxy + answer.body() + read("err") + read("out")).doesNotContain(KEY);
        assertThat(read("err"))
            .contains("Functional Testing is at " + address + "/_functional-testing");

        List<ProcessHandle> children = velo.descendants().toList();
        velo.destroy();
        assertThat(velo.waitFor(60, TimeUnit.SECONDS)).as("the site ended").isTrue();
        assertThat(velo.exitValue()).as("exit code after SIGTERM").isEqualTo(143);
        assertThat(children).isNotEmpty().allSatisfy(VeloTest::hasEnded);
        assertThat(read("out")).as("standard output").isEmpty();
      } finally {
        velo.destroyForcibly().waitFor();
      }
    } finally {
      nasa.stop(0);
    }
  }

  private static void hasEnded(ProcessHandle process) throws Exception {
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  private URI addressOf(Process velo) throws Exception {
    while (velo.isAlive()) {
      Matcher address = ADDRESS.matcher(read("err"));
      if (address.find()) {
        return URI.create(address.group(1));
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the site did not start:\n" + read("err"));
  }

  private static HttpResponse<String> get(HttpClient http, URI uri) throws Exception {
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(uri.getPath()).isEqualTo(200);
    return response;
  }

  private static HttpResponse<String> call(HttpClient http, URI address, String proxy)
      throws Exception {
    assertThat(proxy).contains("pictureOfTheDay");
    URI method =
        address.resolve(
            "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/picture.web.js/pictureOfTheDay.ajax");
    return http.send(
        HttpRequest.newBuilder(method)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("[]"))
            .build(),
        BodyHandlers.ofString());
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  @Test
  void withoutADirectoryItSaysWhatIsMissing() {
    Outcome outcome = new Shell().run("velo").mustEndWith(ExitCode.USAGE);

    assertThat(outcome.err())
        .isEqualTo("coffer: missing required parameter: 'DIR'; see coffer velo --help\n");
    assertThat(new Shell().run("velo", "a", "b").mustEndWith(ExitCode.USAGE).err())
        .isEqualTo("coffer: there is an argument too many; see coffer velo --help\n");
  }

  @Test
  void whatCannotRunIsToldBeforeAnythingStarts() throws IOException {
    Path site = newSite();
    Path properties = site.resolve("velo.properties");
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      Shell shell = server.shell();
      assertRefused(
          shell.run("velo", directory.resolve("nowhere").toString()),
          ExitCode.FAILED,
          "there is no directory");
      assertRefused(
          shell.run("velo", site.toString(), "--site", "nowhere"),
          ExitCode.NOT_FOUND,
          "there is no site named nowhere");
      assertRefused(
          shell.run("velo", site.toString(), "--open-host", "http://a/"),
          ExitCode.FAILED,
          "no host to open");
      Files.writeString(properties, "leak-gaurd=off\n");
      assertRefused(shell.run("velo", site.toString()), ExitCode.FAILED, "leak-gaurd");
    }
  }

  private static void assertRefused(Outcome outcome, ExitCode code, String reason) {
    outcome.mustEndWith(code);
    assertThat(outcome.err()).startsWith("coffer: ").contains(reason);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void serveDoesNotLoadWhatRunsCode() throws Exception {
    Process server =
        JavaProcess.start(directory, List.of("-Xlog:class+load"), "serve", "--port", "0");
    try {
      new Shell()
          .variable("COFFER_DATA", directory.resolve("data").toString())
          .run("site", "list")
          .mustSucceed();

      assertThat(read("out"))
          .contains("dev.coffer.server.CofferServer ")
          .doesNotContain("dev.coffer.velo.", "org.graalvm.", "com.oracle.truffle.");
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
