package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.cli.Shell.Outcome;
import dev.coffer.wire.KeyFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With which key {@code coffer velo} works, in a process of its own against a real server. */
final class RunnerAccessTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ADDRESS = Pattern.compile("The site runs at (http://\\S+)");
  private static final String CODE =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import { createSecret, getSecret, listSecretInfo } from 'wix-secrets-backend';
      export const store = webMethod(Permissions.Anyone, (name, value) =>
        createSecret({ name, value }).then(() => 'stored'));
      export const length = webMethod(Permissions.Anyone, async (name) =>
        (await getSecret(name)).length);
      export const count = webMethod(Permissions.SiteMember, async () =>
        (await listSecretInfo()).length);
      """;

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void writeSite() throws IOException {
    Files.createDirectories(site().resolve("backend"));
    Files.writeString(site().resolve("backend/x.web.js"), CODE);
  }

  private Path site() {
    return directory.resolve("site");
  }

  private LiveServer server() {
    return LiveServer.withMembersArea(directory.resolve("data"));
  }

  private static JsonNode keys(LiveServer server) {
    try {
      return JSON.readTree(server.shell().run("key", "list", "--json").mustSucceed().out())
          .path("apiKeys");
    } catch (IOException e) {
      throw new AssertionError("the list is no JSON", e);
    }
  }

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("velo", site().toString(), "--port", "0"));
    command.addAll(List.of(options));
    return JavaProcess.start(directory, List.of(), command.toArray(String[]::new));
  }

  private URI address(Process velo) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (velo.isAlive() && System.nanoTime() < end) {
      Matcher found = ADDRESS.matcher(errors());
      if (found.find()) {
        return URI.create(found.group(1));
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the site did not start:\n" + errors());
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("err"));
  }

  private static void end(Process velo) throws InterruptedException {
    velo.destroy();
    if (!velo.waitFor(2, TimeUnit.MINUTES)) {
      velo.destroyForcibly().waitFor();
    }
  }

  private HttpResponse<String> post(URI address, String path, String type, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", type)
            .header("Origin", address.toString())
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String call(URI address, String function, String arguments) throws Exception {
    return post(
            address,
            "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/x.web.js/"
                + function
                + ".ajax",
            "application/json",
            arguments)
        .body();
  }

  private int logIn(URI address) throws Exception {
    String password = URLEncoder.encode(LiveServer.PASSWORD, StandardCharsets.UTF_8);
    return post(
            address,
            "/_log-in",
            "application/x-www-form-urlencoded",
            "email=me%40example.com&password=" + password)
        .statusCode();
  }

  @Test
  void withTheOperatorKeyASiteMakesAKeyOfItsOwnForgetsTheOtherAndRevokesItsOwnAtItsEnd()
      throws Exception {
    try (LiveServer server = server()) {
      Process velo = start();
      try {
        URI address = address(velo);
        JsonNode keys = keys(server);
        assertThat(keys).hasSize(1);
        JsonNode key = keys.path(0);
        assertThat(key.path("name").asText()).startsWith("coffer velo on ");
        assertThat(key.path("forVelo").asBoolean()).isTrue();
        assertThat(key.path("permissions")).hasSize(5);
        assertThat(Instant.parse(key.path("expiryDate").asText()))
            .isAfter(Instant.now().plus(Duration.ofHours(23)))
            .isBefore(Instant.now().plus(Duration.ofHours(24)));
        assertThat(call(address, "store", "[\"made\",\"a long value of ours\"]"))
            .contains("stored");
        assertThat(call(address, "length", "[\"made\"]")).contains("20");
        assertThat(logIn(address)).isEqualTo(303);

        Path dump = directory.resolve("live.hprof");
        dump(velo, dump);
        String operatorKey = Files.readString(server.data().resolve("operator.key")).strip();
        assertThat(contains(dump, key.path("prefix").asText()))
            .as("its own key is in its memory")
            .isTrue();
        assertThat(contains(dump, random(operatorKey)))
            .as("the operator key is in its memory")
            .isFalse();
        assertThat(errors()).contains("Functional Testing is at");
      } finally {
        end(velo);
      }
      assertThat(keys(server)).isEmpty();
    }
  }

  private static String random(String operatorKey) {
    String random = operatorKey.substring(KeyFormat.OPERATOR_KEY_PREFIX.length());
    assertThat(random).hasSizeGreaterThan(40);
    return random.substring(0, 20);
  }

  /** Has Java write what lives in the memory of a process, after all else was collected. */
  private static void dump(Process process, Path file) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(process.pid()),
                "GC.heap_dump",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(said).isZero();
  }

  private static boolean contains(Path file, String text) throws IOException {
    int overlap = text.length();
    String before = "";
    try (InputStream in = Files.newInputStream(file)) {
      byte[] part = in.readNBytes(1 << 20);
      while (part.length > 0) {
        String read = before + new String(part, ISO_8859_1);
        if (read.contains(text)) {
          return true;
        }
        before = read.substring(Math.max(0, read.length() - overlap));
        part = in.readNBytes(1 << 20);
      }
    }
    return false;
  }

  @Test
  void whatCodeMayDoWithSecretsCanBeNarrowed() throws Exception {
    try (LiveServer server = server()) {
      Process velo = start("--allow", "read,list");
      try {
        URI address = address(velo);
        assertThat(keys(server).path(0).path("permissions")).hasSize(2);
        assertThat(call(address, "store", "[\"made\",\"value\"]"))
            .contains("SECRETS_VAULT.SECRET_CREATE");
      } finally {
        end(velo);
      }
    }
  }

  @Test
  void aVeloKeyIsUsedAsItIsExtendedAndNotRevoked() throws Exception {
    try (LiveServer server = server()) {
      Outcome made = server.shell().run("key", "create", "shop", "--for-velo", "--expires", "2h");
      assertThat(made.mustSucceed().err()).contains("may read, for-velo; expires ");
      Path keyFile = Files.writeString(directory.resolve("key"), made.captured());
      Process velo = start("--key-file", keyFile.toString(), "--url", server.uri().toString());
      URI address;
      try {
        address = address(velo);
        assertThat(logIn(address)).isEqualTo(303);
        assertThat(keys(server)).hasSize(1);
        assertThat(Instant.parse(keys(server).at("/0/expiryDate").asText()))
            .isAfter(Instant.now().plus(Duration.ofHours(23)));
      } finally {
        end(velo);
      }
      assertThat(errors()).contains("Functional Testing is at " + address);
      assertThat(keys(server)).hasSize(1);
    }
  }

  @Test
  void aSiteThatDoesNotStartLeavesNoKeyBehind() {
    try (LiveServer server = server()) {
      String taken = String.valueOf(server.uri().getPort());
      Outcome outcome = server.shell().run("velo", site().toString(), "--port", taken);
      outcome.mustEndWith(ExitCode.FAILED);
      assertThat(outcome.err()).contains("cannot listen on");
      assertThat(keys(server)).isEmpty();
    }
  }

  @Test
  void whatAGivenKeyMayDoIsNotForTheRunnerToSay() {
    try (LiveServer server = server()) {
      String key = server.shell().run("key", "create", "k", "--for-velo").captured();
      Outcome outcome =
          server
              .shell()
              .variable("COFFER_KEY", key)
              .run("velo", site().toString(), "--allow", "read");
      assertThat(outcome.mustEndWith(ExitCode.USAGE).err())
          .contains("--allow goes with the operator key only");
    }
  }

  @Test
  void whereTheEnvironmentKeepsTheOperatorKeyItIsSaid() throws IOException {
    try (LiveServer server = server()) {
      String key = Files.readString(server.data().resolve("operator.key")).strip();
      Outcome outcome =
          server
              .shell()
              .variable("COFFER_KEY", key)
              .run("velo", site().toString(), "--port", String.valueOf(server.uri().getPort()));
      assertThat(outcome.err()).contains("stays in this process's environment").doesNotContain(key);
    }
  }

  @Test
  void theListOfKeysTellsVeloKeysFromOthers() {
    try (LiveServer server = server()) {
      Map.of("a", List.of("--allow", "list"), "b", List.of("--for-velo", "--allow", "list,read"))
          .forEach((name, options) -> {
            List<String> command = new ArrayList<>(List.of("key", "create", name));
            command.addAll(options);
            server.shell().run(command.toArray(String[]::new)).mustSucceed();
          });
      assertThat(server.shell().run("key", "list").out().lines())
          .anyMatch(line -> line.matches("a  .*  list  .*"))
          .anyMatch(line -> line.matches("b  .*  read,list,for-velo  .*"));
    }
  }
}
