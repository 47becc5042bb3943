package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VeloTest {
  private static final Path EXAMPLE = Path.of("../examples/first-site");

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
  void newSaysHowToRunItInWordsThatAShellTakes() {
    Path site = directory.resolve("my site");
    Outcome outcome = new Shell().run("velo", "new", site.toString()).mustSucceed();

    assertThat(outcome.err().lines())
        .contains(
            "  printf %s DEMO_KEY | coffer secret create nasa_api_key --value-stdin",
            "  coffer velo '" + site + "'");
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
    try (RunningExample example = RunningExample.in(directory);
        HttpClient http = HttpClient.newHttpClient()) {
      example.storeKey();
      URI address = example.address();
      String page = get(http, address.resolve("/")).body();
      String proxy = get(http, address.resolve("/backend/picture.web.js")).body();
      HttpResponse<String> answer = call(http, address, proxy);

      assertThat(page).contains("import { pictureOfTheDay } from '/backend/picture.web.js'");
      assertThat(answer.body()).contains("Saturn", "A ring.").doesNotContain("extra");
      assertThat(example.asked())
          .containsExactly("/planetary/apod?api_key=" + RunningExample.KEY_IN_URLS);
      assertThat(page + proxy + answer.body() + example.errors())
          .doesNotContain(RunningExample.KEY, RunningExample.KEY_IN_URLS);
      assertThat(example.errors())
          .contains("Functional Testing is at " + address + "/_functional-testing");

      Process velo = example.process();
      List<ProcessHandle> children = velo.descendants().toList();
      velo.destroy();
      assertThat(velo.waitFor(5, TimeUnit.MINUTES)).as("the site ended").isTrue();
      assertThat(velo.exitValue()).as("exit code after SIGTERM").isEqualTo(143);
      assertThat(children).isNotEmpty().allSatisfy(VeloTest::hasEnded);
      assertThat(example.output()).as("standard output").isEmpty();
    }
  }

  private static void hasEnded(ProcessHandle process) throws Exception {
    process.onExit().get(5, TimeUnit.MINUTES);
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
        .isEqualTo("coffer: unexpected argument; see coffer velo --help\n");
  }

  @Test
  void whatCannotRunIsToldBeforeAnythingStarts() throws IOException {
    Path site = newSite();
    Path properties = site.resolve("velo.properties");
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      assertRefused(
          server,
          "there is no directory " + directory.resolve("nowhere") + "; `coffer velo new`",
          directory.resolve("nowhere").toString());
      assertRefused(
          server, "there is no directory " + properties, Files.createFile(properties).toString());
      assertRefused(
          server,
          "the setting open-host must be host",
          site.toString(),
          "--open-host",
          "http://a/");
      Files.writeString(properties, "leak-gaurd=off\n");
      assertRefused(server, "leak-gaurd", site.toString());
      Files.delete(properties);
      String port = String.valueOf(server.uri().getPort());
      assertRefused(
          server,
          "cannot listen on 127.0.0.1 port " + port + ", probably because another program does;",
          site.toString(),
          "--port",
          port);
      Files.move(
          site.resolve("backend"), Files.createDirectory(site.resolve("src")).resolve("backend"));
      assertRefused(
          server,
          "it has no directory named backend; but " + site.resolve("src") + " has one",
          site.toString(),
          "--port",
          "0");
    }
  }

  private static void assertRefused(LiveServer server, String reason, String... words) {
    assertRefused(velo(server.shell(), words), ExitCode.FAILED, reason);
  }

  private static Outcome velo(Shell shell, String... words) {
    return shell.run(Stream.concat(Stream.of("velo"), Stream.of(words)).toArray(String[]::new));
  }

  @Test
  void aServerThatDoesNotTakeTheKeyIsToldBeforeAnythingStarts() {
    String site = newSite().toString();
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      Shell shell = server.shell();
      assertRefused(
          velo(shell, site, "--site", "nowhere"),
          ExitCode.NOT_FOUND,
          "there is no site named nowhere");
      String key = shell.run("key", "create", "reader", "--allow", "read").captured();
      assertRefused(
          velo(shell.variable("COFFER_KEY", key), site, "--site", "default"),
          ExitCode.USAGE,
          "an API key belongs to one site already");
      String id = shell.run("key", "list").captured().replaceFirst("(?s).* ", "");
      shell.run("key", "revoke", id).mustSucceed();
      for (String bad : List.of(key, "coffer_nonsense", "a" + key)) {
        assertRefused(
            velo(shell.variable("COFFER_KEY", bad), site),
            ExitCode.NOT_ALLOWED,
            "; the key is the one in COFFER_KEY");
      }
      Shell elsewhere = new Shell().variable("COFFER_KEY", key);
      assertRefused(
          velo(elsewhere, site, "--url", "http://192.0.2.1"), ExitCode.NO_SERVER, "https");
      assertRefused(
          velo(elsewhere, site, "--url", "http://127.0.0.1:1"),
          ExitCode.NO_SERVER,
          "no server can be reached at http://127.0.0.1:1");
      assertRefused(
          velo(new Shell(), site, "--url", server.uri().toString()),
          ExitCode.NOT_ALLOWED,
          "name one with --key-file or COFFER_KEY");
    }
  }

  private static void assertRefused(Outcome outcome, ExitCode code, String reason) {
    outcome.mustEndWith(code);
    assertThat(outcome.err()).startsWith("coffer: ").contains(reason);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void everyApiKeyOfTheServerIsTaken() {
    String site = newSite().toString();
    try (LiveServer server = LiveServer.on(directory.resolve("data"))) {
      for (String permission : List.of("read", "delete")) {
        String key =
            server.shell().run("key", "create", permission, "--allow", permission).captured();
        Shell shell = server.shell().variable("COFFER_KEY", key);
        assertRefused(
            velo(shell, site, "--port", String.valueOf(server.uri().getPort())),
            ExitCode.FAILED,
            "cannot listen on");
      }
    }
  }

  @Test
  void serveDoesNotLoadWhatRunsCode() throws Exception {
    Process server = JavaProcess.startServer(directory, List.of("-Xlog:class+load"));
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
