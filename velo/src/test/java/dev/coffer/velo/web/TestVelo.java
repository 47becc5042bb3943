package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.host.RunningCoffer;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.velo.sandbox.SandboxOptions;
import dev.coffer.velo.web.Client.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A site that runs on a free port, before a real server of secrets, with files of the test's own.
 */
final class TestVelo implements AutoCloseable {
  static final String OWNER = "owner@example.com";

  private static final Pattern INVITATION = Pattern.compile("/dashboard/invitation/[\\w-]+");
  private static final Duration GENEROUS = Duration.ofMinutes(1);

  private final RunningCoffer coffer;
  private final String siteId;
  private final Path directory;
  private final VeloServer server;

  private TestVelo(RunningCoffer coffer, String siteId, Path directory, VeloServer server) {
    this.coffer = coffer;
    this.siteId = siteId;
    this.directory = directory;
    this.server = server;
  }

  /** Starts one; the deadline of a call is a minute. */
  static TestVelo start(Map<String, String> files) {
    return start(files, GENEROUS);
  }

  /** Returns the same with another deadline, for code that does not end by itself. */
  static TestVelo start(Map<String, String> files, Duration deadline) {
    RunningCoffer coffer = RunningCoffer.start();
    try {
      Path directory = Files.createTempDirectory("coffer-velo-site-");
      Files.createDirectories(directory.resolve("backend"));
      for (Map.Entry<String, String> file : files.entrySet()) {
        write(directory.resolve(file.getKey()), file.getValue());
      }
      String siteId = coffer.newSiteWithMembersArea();
      VeloSettings settings =
          VeloSettings.load(directory)
              .at("127.0.0.1", 0)
              .running(new SandboxOptions(deadline, 256, 16));
      VeloServer server = VeloServer.start(settings, coffer.site(siteId));
      return new TestVelo(coffer, siteId, directory, server);
    } catch (IOException e) {
      coffer.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      coffer.close();
      throw e;
    }
  }

  /** Returns the same site, run with a velo key. */
  VeloServer startWithVeloKey() {
    String key = coffer.newVeloKey(siteId, Optional.empty(), "SECRET_READ");
    CofferSite site = new CofferSite(coffer.uri(), key, Optional.of(siteId), usualTrust());
    return VeloServer.start(VeloSettings.load(directory).at("127.0.0.1", 0), site);
  }

  /** Returns the same site, run with a key that may only read secrets. */
  VeloServer startWithApiKey() {
    String key = coffer.newApiKey(siteId, "SECRET_READ");
    CofferSite site = new CofferSite(coffer.uri(), key, Optional.of(siteId), usualTrust());
    return VeloServer.start(VeloSettings.load(directory).at("127.0.0.1", 0), site);
  }

  private static SSLContext usualTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  URI address() {
    return server.address();
  }

  Path directory() {
    return directory;
  }

  /** Saves a file of the site. */
  void save(String file, String text) {
    try {
      write(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  void createSecret(String name, String value) {
    ObjectNode argument = WebJson.MAPPER.createObjectNode();
    argument.putObject("secret").put("name", name).put("value", value);
    try {
      coffer.site(siteId).secrets("secrets.create", argument);
    } catch (HostCallException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /**
   * Returns the code that the dashboard shows to a Velo author beside the one secret of the site.
   */
  String codeOfTheDashboard() {
    Client owner = new Client(coffer.uri());
    owner.form("/dashboard/log-in", "email", OWNER, "password", RunningCoffer.PASSWORD);
    String site = "/dashboard/sites/" + siteId + "/";
    Matcher secret =
        Pattern.compile("href=\"(secrets/[0-9a-f-]{36})\"")
            .matcher(owner.get(site + "secrets").body());
    assertThat(secret.find()).as("the secret is listed").isTrue();
    Matcher code =
        Pattern.compile(">Velo</label>.*?<pre[^>]*>(.*?)</pre>", Pattern.DOTALL)
            .matcher(owner.get(site + secret.group(1)).body());
    assertThat(code.find()).as("the secret's page has code for Velo").isTrue();
    return code.group(1).replace("&#34;", "\"").replace("&#39;", "'").replace("&gt;", ">");
  }

  /** Returns a browser that nobody has logged in with. */
  Client anonymous() {
    return new Client(address());
  }

  /** Returns a browser that the owner has logged in with. */
  Client owner() {
    return loggedIn(OWNER);
  }

  Client loggedIn(String email) {
    Client client = anonymous();
    Reply reply = client.form("/_log-in", "email", email, "password", RunningCoffer.PASSWORD);
    assertThat(reply.status()).as("the log-in of %s", email).isEqualTo(303);
    return client;
  }

  /**
   * Makes a member of the site, through the dashboard as people do.
   *
   * @param role such as {@code WEBSITE_MANAGER}
   */
  void invite(String email, String role) {
    Client owner = new Client(coffer.uri());
    owner.form("/dashboard/log-in", "email", OWNER, "password", RunningCoffer.PASSWORD);
    Reply page =
        owner.form(
            "/dashboard/sites/" + siteId + "/invitations",
            "form-token",
            owner.get("/dashboard/account").csrfToken(),
            "role",
            role,
            "note",
            "for a test");
    Matcher link = INVITATION.matcher(page.body());
    assertThat(link.find()).as("an invitation in a page of status %s", page.status()).isTrue();
    Client invited = new Client(coffer.uri());
    invited.get(link.group());
    Reply joined =
        invited.form("/dashboard/invitation", "email", email, "password", RunningCoffer.PASSWORD);
    assertThat(joined.status()).as("the answer to the person who joins").isEqualTo(303);
  }

  /** Gives a member another role, such as {@code MEMBER}, through the dashboard as people do. */
  void changeRole(String email, String role) {
    changeMember(email, "role", "role", role);
  }

  /** Removes a member from the site, through the dashboard as people do. */
  void removeMember(String email) {
    changeMember(email, "remove", "confirmed", "");
  }

  private void changeMember(String email, String action, String field, String content) {
    Client owner = new Client(coffer.uri());
    owner.form("/dashboard/log-in", "email", OWNER, "password", RunningCoffer.PASSWORD);
    Reply reply =
        owner.form(
            "/dashboard/sites/" + siteId + "/members/" + memberId(email) + "/" + action,
            "form-token",
            owner.get("/dashboard/account").csrfToken(),
            field,
            content);
    assertThat(reply.status()).as("the answer to the change of %s", email).isEqualTo(303);
  }

  private String memberId(String email) {
    try {
      return coffer
          .site(siteId)
          .logIn(email, RunningCoffer.PASSWORD, "192.0.2.1", Optional.empty())
          .member()
          .id();
    } catch (HostCallException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    server.close();
    coffer.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
