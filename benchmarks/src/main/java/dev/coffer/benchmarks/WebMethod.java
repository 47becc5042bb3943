package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Wrk.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures a web method that reads one secret, as {@code coffer velo} runs it, beside the same done
 * by a program for Node.js that reads the secret over HTTP, where there is Node.js; and how long a
 * site takes to its first answer, and how much memory. Prints what it found as Markdown.
 */
public final class WebMethod {
  private static final String SITE = "site-0";
  private static final int SECRETS = 1_000;
  private static final int WARM_UP_SECONDS = 30;
  private static final int ROUNDS = 5;
  private static final int SECONDS = 5;
  private static final int STARTS = 5;

  private static final String BACKEND =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import { getSecret } from 'wix-secrets-backend';

      export const length = webMethod(
        Permissions.Anyone,
        async () => (await getSecret('secret-000001')).length,
      );
      """;

  private final Path launcher;
  private final Path target;
  private final Path run;

  private WebMethod(Path project) {
    this.launcher = project.resolve("coffer");
    this.target = project.resolve("benchmarks/target");
    this.run = target.resolve("run");
  }

  /**
   * Measures how fast a web method is.
   *
   * @param arguments the project's directory
   */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    new WebMethod(Path.of(arguments[0]).toAbsolutePath()).measure();
  }

  private void measure() throws IOException {
    Directories.delete(run);
    Files.createDirectories(run);
    Path site = site();
    DataSet data = DataSet.in(target.resolve("data-velo"), 1, SECRETS).copyTo(run.resolve("data"));
    Wrk wrk = new Wrk(run);
    Map<String, ChildServer> servers = new LinkedHashMap<>();
    try (ChildServer coffer = ChildServer.coffer(launcher, data.directory())) {
      double firstAnswer = secondsToFirstAnswer(site, data);
      servers.put("`coffer velo`", ChildServer.velo(launcher, site, data.directory(), SITE));
      peer(coffer, data).ifPresent(peer -> servers.put("Node.js " + nodeVersion(), peer));
      try {
        servers.values().forEach(server -> load(wrk, server, data, 32, WARM_UP_SECONDS));
        Map<Integer, Map<String, Rounds>> calls = new LinkedHashMap<>();
        for (int clients : List.of(1, 32)) {
          calls.put(clients, alternate(wrk, servers, data, clients));
        }
        print(calls, firstAnswer, servers);
      } finally {
        servers.values().forEach(ChildServer::close);
      }
    }
  }

  private Path site() throws IOException {
    Path site = run.resolve("site");
    Files.createDirectories(site.resolve("backend"));
    Files.writeString(site.resolve("backend/read.web.js"), BACKEND);
    Files.writeString(
        site.resolve("velo.properties"), "calls-per-minute=999999999\ncalls-at-once=64\n");
    return site;
  }

  private double secondsToFirstAnswer(Path site, DataSet data) {
    double[] seconds = new double[STARTS];
    for (int start = 0; start < STARTS; start++) {
      seconds[start] =
          Startup.seconds(
              port ->
                  ChildServer.runSite(
                      launcher, site, data.directory(), SITE, port, run.resolve("starts.log")),
              "POST /_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/read.web.js"
                  + "/length.ajax HTTP/1.1\r\nHost: localhost\r\n"
                  + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n[]");
    }
    return Median.of(seconds);
  }

  private Optional<ChildServer> peer(ChildServer coffer, DataSet data) throws IOException {
    if (nodeVersion().isEmpty()) {
      return Optional.empty();
    }
    Path program = run.resolve("peer.mjs");
    try (InputStream resource = WebMethod.class.getResourceAsStream("peer.mjs")) {
      Files.copy(resource, program, StandardCopyOption.REPLACE_EXISTING);
    }
    return Optional.of(
        ChildServer.printing(
            List.of(
                "node", program.toString(), coffer.uri().toString(), data.keysFile().toString()),
            run.resolve("peer.log")));
  }

  private static String nodeVersion() {
    try {
      Process process = new ProcessBuilder("node", "--version").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return ""; // There is none.
    }
  }

  /** Runs each load once, then each once more, and so on: what disturbs one disturbs all. */
  private static Map<String, Rounds> alternate(
      Wrk wrk, Map<String, ChildServer> servers, DataSet data, int clients) {
    Map<String, Rounds> rounds = new LinkedHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      servers.forEach((name, server) ->
          rounds
              .computeIfAbsent(name, absent -> new Rounds())
              .add(load(wrk, server, data, clients, SECONDS)));
    }
    return rounds;
  }

  private static Load load(Wrk wrk, ChildServer server, DataSet data, int clients, int seconds) {
    return wrk.run(server, Operation.CALL, data, SECRETS, clients, seconds);
  }

  private static void print(
      Map<Integer, Map<String, Rounds>> calls,
      double firstAnswer,
      Map<String, ChildServer> servers) {
    System.out.println("| a web method that reads a secret | clients | a second | p50 | p99 |");
    System.out.println("|---|---:|---:|---:|---:|");
    calls.forEach((clients, loads) ->
        loads.forEach((name, rounds) ->
            System.out.printf(
                "| %s | %d | %,.0f | %.2f ms | %.2f ms |%n",
                name,
                clients,
                rounds.median(Load::perSecond),
                rounds.median(Load::p50) / 1e3,
                rounds.median(Load::p99) / 1e3)));
    System.out.printf(
        "%nStart of `coffer velo` to the first answer, median of %d: %.2f s.%n",
        STARTS, firstAnswer);
    servers.forEach((name, server) ->
        server
            .residentMegabytes()
            .ifPresent(memory ->
                System.out.printf("Resident after the load, %s: %d MB.%n", name, memory)));
  }
}
