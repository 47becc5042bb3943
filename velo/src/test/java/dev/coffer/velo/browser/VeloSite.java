package dev.coffer.velo.browser;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.coffer.velo.VeloServer;
import dev.coffer.velo.VeloSettings;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.host.RunningCoffer;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.velo.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Velo site that runs on a port that the system chose, beside a Coffer server of its own, with an
 * owner and a member who can log in.
 */
final class VeloSite implements AutoCloseable {
  static final String OWNER = "owner@example.com";
  static final String MEMBER = "member@example.com";

  private static final SandboxOptions QUICK = new SandboxOptions(Duration.ofSeconds(20), 256, 16);

  private final Path directory;
  private final RunningCoffer coffer;
  private final String id;
  private final VeloServer server;

  private VeloSite(Path directory, RunningCoffer coffer, String id, VeloServer server) {
    this.directory = directory;
    this.coffer = coffer;
    this.id = id;
    this.server = server;
  }

  static VeloSite start(Map<String, String> files) {
    Path directory = temporaryDirectory();
    files.forEach((path, text) -> write(directory.resolve(path), text));
    RunningCoffer coffer = RunningCoffer.start();
    String id = coffer.newSiteWithMembersArea();
    VeloSettings settings = VeloSettings.load(directory).at("127.0.0.1", 0).running(QUICK);
    return new VeloSite(directory, coffer, id, VeloServer.start(settings, coffer.site(id)));
  }

  URI address() {
    return server.address();
  }

  /** Saves a file as an editor does. */
  void save(String path, String text) {
    write(directory.resolve(path), text);
  }

  void storeSecret(String name, String value) {
    ObjectNode argument = JsonNodeFactory.instance.objectNode();
    argument.putObject("secret").put("name", name).put("value", value);
    try {
      site().secrets("secrets.create", argument);
    } catch (HostCallException e) {
      throw new AssertionError("the secret was not stored", e);
    }
  }

  String valueOf(String name) {
    try {
      return site()
          .secrets("secrets.get", JsonNodeFactory.instance.objectNode().put("name", name))
          .path("value")
          .asText();
    } catch (HostCallException e) {
      throw new AssertionError("the secret is not there", e);
    }
  }

  private CofferSite site() {
    return coffer.site(id);
  }

  /** Invites a member in the dashboard, who follows the link, as people do. */
  void addMember(Browser browser) {
    try (BrowserContext owners = browser.newContext();
        BrowserContext members = browser.newContext()) {
      Page owner = owners.newPage();
      owner.navigate(coffer.uri() + "/dashboard/sites/" + id + "/members");
      fill(owner, "Email", OWNER);
      fill(owner, "Password", RunningCoffer.PASSWORD);
      press(owner, "Log in");
      fill(owner, "For whom", "Max");
      owner.getByLabel("Role", exact()).selectOption("Member");
      press(owner, "Make a link");
      Page member = members.newPage();
      member.navigate(owner.locator("#link").textContent().strip());
      fill(member, "Email", MEMBER);
      fill(member, "Password", RunningCoffer.PASSWORD);
      press(member, "Join");
      member.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Sites")).waitFor();
    }
  }

  private static Page.GetByLabelOptions exact() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  private static void fill(Page page, String label, String text) {
    page.getByLabel(label, exact()).fill(text);
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("coffer-velo-site-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
