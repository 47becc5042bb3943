package dev.coffer.server.dashboard.secrets;

import dev.coffer.server.dashboard.page.Cookies;
import dev.coffer.server.dashboard.page.FlashMessage;
import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.Page;
import dev.coffer.server.dashboard.page.PageErrors;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.PageRequest;
import dev.coffer.server.dashboard.page.SitePaths;
import dev.coffer.server.dashboard.page.Snippets;
import dev.coffer.server.dashboard.secrets.PasteView.Outcome;
import dev.coffer.server.dashboard.secrets.PasteView.PasteRow;
import dev.coffer.server.errors.Aborted;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.members.SiteMember;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.secrets.ListTurns;
import dev.coffer.server.secrets.SecretFields;
import dev.coffer.server.secrets.SecretInfo;
import dev.coffer.server.secrets.SecretPage;
import dev.coffer.server.secrets.SecretPlace;
import dev.coffer.server.secrets.SecretValue;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.wire.env.EnvLines;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Secrets Manager of a site. */
public final class SecretPages {
  private static final String CHANGED_SINCE_PREVIEW =
      "What would be done is not what the preview showed: the lines or the secrets were changed"
          + " since. Look at it again.";

  /** Each keeps a processor busy for some milliseconds for every thousand secrets of a site. */
  private static final ListTurns.Limits LISTS =
      new ListTurns.Limits(2, 4, 8, 64, Duration.ofSeconds(5));

  /** No secret has this version, so a form without one is told that the secret was changed. */
  private static final int NEVER_SEEN = 0;

  private final Secrets secrets;
  private final MembersArea membersArea;
  private final Cookies cookies;
  private final int maxValueBytes;
  private final ListTurns turns = new ListTurns(LISTS);

  /**
   * @param secrets the Secrets API
   * @param membersArea the people of sites
   * @param cookies the cookies of pages
   * @param maxValueBytes the longest value, in UTF-8 bytes
   */
  public SecretPages(Secrets secrets, MembersArea membersArea, Cookies cookies, int maxValueBytes) {
    this.secrets = secrets;
    this.membersArea = membersArea;
    this.cookies = cookies;
    this.maxValueBytes = maxValueBytes;
  }

  /**
   * Shows the secrets of a site, without values.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page list(PageRequest request, SiteMember member) {
    TableSearch search =
        new TableSearch(
            request.query("query"), request.query("sort"), number(request.query("page"), 1));
    try (ListTurns.Turn turn = turn(request, member)) {
      forEachPart(member, turn, search::add);
    }
    return Page.show(
        "secrets",
        new SecretsView(
            layout(request, member, "Secrets Manager"),
            member.site().id().toString(),
            rows(member, search),
            search.query(),
            search.sort(),
            search.page(),
            search.pages(),
            search.reachable(),
            search.found(),
            search.total(),
            search.corrupted().stream().map(UUID::toString).toList()));
  }

  /** A script asks for the table alone at each key that is pressed, and wants the last one only. */
  private ListTurns.Turn turn(PageRequest request, SiteMember member) {
    return request.isFor("secrets")
        ? turns.takeForSearch(member.person())
        : turns.take(member.person());
  }

  private void forEachPart(SiteMember member, ListTurns.Turn turn, Consumer<SecretPage> work) {
    Optional<SecretPlace> next = Optional.empty();
    do {
      turn.requireCurrent();
      SecretPage part = secrets.page(member.caller(), next, Secrets.LARGEST_PAGE);
      work.accept(part);
      next = part.next();
    } while (next.isPresent());
  }

  private List<SecretRow> rows(SiteMember member, TableSearch search) {
    Stream<SecretInfo> rows = search.rows().stream();
    return (search.keepsDescriptions() ? rows : rows.flatMap(row -> whole(member, row).stream()))
        .map(SecretRow::of)
        .toList();
  }

  /** Reads a secret again; it may be gone meanwhile. */
  private Optional<SecretInfo> whole(SiteMember member, SecretInfo row) {
    try {
      return Optional.of(secrets.info(member.caller(), row.id()));
    } catch (NotFound | CorruptedRecord e) {
      return Optional.empty();
    }
  }

  private static int number(String text, int otherwise) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /**
   * Shows the form for a new secret.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page addForm(PageRequest request, SiteMember member) {
    return addPage(request, member, Status.OK_200, Form.EMPTY);
  }

  /**
   * Adds a secret.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page add(PageRequest request, SiteMember member) {
    try (SecretFields fields = fields(request, true)) {
      secrets.create(member.caller(), fields);
    } catch (ApiException e) {
      return addPage(
          request, member, PageErrors.status(e), PageErrors.form(filledIn(request), e, "name"));
    }
    return Page.goTo(SitePaths.secrets(member.site()))
        .with(cookies.flashMessage(FlashMessage.SECRET_ADDED));
  }

  private Page addPage(PageRequest request, SiteMember member, Status status, Form form) {
    return Page.show(
        status,
        "secret",
        new SecretView(
            layout(request, member, "Add Secret"),
            member.site().id().toString(),
            Optional.empty(),
            form,
            Optional.empty(),
            maxValueBytes,
            List.of()));
  }

  /** The value is shown again only to a browser that cannot keep it itself. */
  private static Map<String, String> filledIn(PageRequest request) {
    return request.isHtmx()
        ? request.filledIn("name", "description")
        : request.filledIn("name", "description", "value");
  }

  private static SecretFields fields(PageRequest request, boolean isNew) {
    String value = request.field("value");
    return new SecretFields(
        Optional.of(request.field("name")),
        value.isEmpty() && !isNew ? Optional.empty() : Optional.of(secretValue(value)),
        Optional.of(request.field("description")),
        List.of());
  }

  private static SecretValue secretValue(String text) {
    return SecretValue.takeOver(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Shows a secret, without its value.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page editForm(PageRequest request, SiteMember member) {
    SecretInfo secret = secrets.info(member.caller(), request.id("id"));
    return editPage(request, member, Status.OK_200, secret, current(secret), Optional.empty());
  }

  private static Form current(SecretInfo secret) {
    return new Form(Map.of("name", secret.name(), "description", secret.description()), Map.of());
  }

  /**
   * Changes a secret, unless somebody else has done so meanwhile.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page change(PageRequest request, SiteMember member) {
    UUID id = request.id("id");
    try (SecretFields fields = fields(request, false)) {
      secrets.updateIfVersion(
          member.caller(), id, number(request.field("version"), NEVER_SEEN), fields);
    } catch (NotFound e) {
      throw e;
    } catch (Aborted e) {
      return conflict(request, member, id, e);
    } catch (ApiException e) {
      return editPage(
          request,
          member,
          PageErrors.status(e),
          secrets.info(member.caller(), id),
          PageErrors.form(filledIn(request), e, "name"),
          Optional.empty());
    }
    return Page.goTo(SitePaths.secrets(member.site()))
        .with(cookies.flashMessage(FlashMessage.SECRET_CHANGED));
  }

  /** Shows what the other person made of it, so that the visitor can decide anew. */
  private Page conflict(PageRequest request, SiteMember member, UUID id, Aborted error) {
    SecretInfo theirs = secrets.info(member.caller(), id);
    return editPage(
        request,
        member,
        PageErrors.status(error),
        theirs,
        PageErrors.form(current(theirs).values(), error, ""),
        Optional.empty());
  }

  /**
   * Shows a secret with its value.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page retrieveValue(PageRequest request, SiteMember member) {
    UUID id = request.id("id");
    SecretInfo secret = secrets.info(member.caller(), id);
    try (SecretValue value = secrets.readById(member.caller(), id)) {
      String text = new String(value.utf8(), StandardCharsets.UTF_8);
      return editPage(request, member, Status.OK_200, secret, current(secret), Optional.of(text));
    }
  }

  private Page editPage(
      PageRequest request,
      SiteMember member,
      Status status,
      SecretInfo secret,
      Form form,
      Optional<String> value) {
    String site = member.site().id().toString();
    return Page.show(
        status,
        "secret",
        new SecretView(
            layout(request, member, "Edit " + secret.name()),
            site,
            Optional.of(SecretRow.of(secret)),
            form,
            value,
            maxValueBytes,
            Snippets.read(request.baseUrl(), site, secret.name())));
  }

  /**
   * Asks for the name of a secret that is to be deleted.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page deleteForm(PageRequest request, SiteMember member) {
    return deletePage(request, member, Status.OK_200, Form.EMPTY);
  }

  /**
   * Deletes a secret whose name was typed.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page delete(PageRequest request, SiteMember member) {
    UUID id = request.id("id");
    if (!request.field("typed").equals(deletable(member, id).name())) {
      return deletePage(
          request,
          member,
          Status.UNPROCESSABLE_CONTENT_422,
          new Form(Map.of(), Map.of("typed", List.of("Type the secret's name to delete it."))));
    }
    secrets.delete(member.caller(), id);
    return Page.goTo(SitePaths.secrets(member.site()))
        .with(cookies.flashMessage(FlashMessage.SECRET_DELETED));
  }

  private Page deletePage(PageRequest request, SiteMember member, Status status, Form form) {
    SecretRow secret = deletable(member, request.id("id"));
    return Page.show(
        status,
        "deleteSecret",
        new DeleteSecretView(
            layout(request, member, "Delete " + secret.name()),
            member.site().id().toString(),
            secret,
            form));
  }

  /** A secret that does not open has no name that could be typed, so its id stands for it. */
  private SecretRow deletable(SiteMember member, UUID id) {
    try {
      return SecretRow.of(secrets.info(member.caller(), id));
    } catch (CorruptedRecord e) {
      return SecretRow.corrupted(id);
    }
  }

  /**
   * Shows the form for several secrets at once.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page pasteForm(PageRequest request, SiteMember member) {
    return pastePage(request, member, Status.OK_200, Form.EMPTY, List.of(), "", false);
  }

  /**
   * Previews lines of a .env file, and then applies what was previewed.
   *
   * @param request what the browser sent
   * @param member the visitor
   * @return what the browser gets
   */
  public Page paste(PageRequest request, SiteMember member) {
    List<EnvLines.Entry> entries = EnvLines.read(request.field("lines"));
    Map<String, SecretInfo> existing = existing(member, entries);
    List<PasteRow> rows = previews(entries, existing.keySet());
    String seen = fingerprint(request, entries, rows, existing);
    if (rows.isEmpty() || !request.field("step").equals("apply")) {
      return pastePage(
          request, member, Status.OK_200, pasted(request, entries, List.of()), rows, seen, false);
    }
    if (!request.field("seen").equals(seen)) {
      Form changed = pasted(request, entries, List.of(CHANGED_SINCE_PREVIEW));
      return pastePage(request, member, Status.CONFLICT_409, changed, rows, seen, false);
    }
    List<PasteRow> applied = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      applied.add(applied(member, entries.get(i), rows.get(i), existing));
    }
    return applied.stream().noneMatch(row -> row.outcome() == Outcome.REFUSED)
        ? Page.goTo(SitePaths.secrets(member.site()))
            .with(cookies.flashMessage(FlashMessage.SECRETS_PASTED))
        : pastePage(
            request, member, Status.OK_200, pasted(request, entries, List.of()), applied, "", true);
  }

  /** Returns the secrets that have the name of an entry. */
  private Map<String, SecretInfo> existing(SiteMember member, List<EnvLines.Entry> entries) {
    Set<String> names = entries.stream().map(EnvLines.Entry::name).collect(Collectors.toSet());
    Map<String, SecretInfo> existing = new HashMap<>();
    try (ListTurns.Turn turn = turns.take(member.person())) {
      forEachPart(
          member,
          turn,
          part ->
              part.secrets().stream()
                  .filter(secret -> names.contains(secret.name()))
                  .forEach(secret -> existing.put(secret.name(), secret)));
    }
    return existing;
  }

  /**
   * Returns what a preview was made of, so that nothing else is done than what was seen. It stands
   * in the page, and values must not be found out from it, so it is keyed with what only the
   * visitor's cookie has; every server of an installation finds the same.
   */
  private static String fingerprint(
      PageRequest request,
      List<EnvLines.Entry> entries,
      List<PasteRow> rows,
      Map<String, SecretInfo> existing) {
    StringBuilder seen = new StringBuilder("preview");
    for (int i = 0; i < rows.size(); i++) {
      String name = entries.get(i).name();
      Stream.of(
              name,
              entries.get(i).value(),
              rows.get(i).outcome().name(),
              existing.containsKey(name) ? Long.toString(existing.get(name).version()) : "")
          .forEach(part -> seen.append(' ').append(part.length()).append(':').append(part));
    }
    return request.sessionToken().orElseThrow().derive(seen.toString()).text();
  }

  private static Form pasted(
      PageRequest request, List<EnvLines.Entry> entries, List<String> faults) {
    Map<String, String> values = request.isHtmx() ? Map.of() : request.filledIn("lines");
    return entries.isEmpty()
        ? new Form(values, Map.of("lines", List.of("There is no line NAME=value in it.")))
        : new Form(values, Map.of("", faults));
  }

  private List<PasteRow> previews(List<EnvLines.Entry> entries, Set<String> existing) {
    List<PasteRow> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (EnvLines.Entry entry : entries) {
      rows.add(preview(entry, existing, seen));
      seen.add(entry.name());
    }
    return rows;
  }

  private PasteRow preview(EnvLines.Entry entry, Set<String> existing, Set<String> seen) {
    if (entry.name().isEmpty()) {
      return new PasteRow("", Outcome.REFUSED, "This line is not NAME=value.");
    }
    if (seen.contains(entry.name())) {
      return new PasteRow(entry.name(), Outcome.REFUSED, "An earlier line has this name.");
    }
    try (SecretFields fields = fields(entry)) {
      List<Violation> violations = secrets.violations(fields);
      if (!violations.isEmpty()) {
        return new PasteRow(entry.name(), Outcome.REFUSED, PageErrors.sentences(violations));
      }
    }
    return new PasteRow(
        entry.name(), existing.contains(entry.name()) ? Outcome.CHANGED : Outcome.CREATED, "");
  }

  private PasteRow applied(
      SiteMember member, EnvLines.Entry entry, PasteRow row, Map<String, SecretInfo> existing) {
    if (row.outcome() == Outcome.REFUSED) {
      return row;
    }
    try (SecretFields fields = fields(entry)) {
      if (row.outcome() == Outcome.CHANGED) {
        SecretInfo secret =
            Objects.requireNonNull(existing.get(entry.name()), "a secret to be changed exists");
        SecretFields change =
            new SecretFields(Optional.empty(), fields.value(), Optional.empty(), List.of());
        secrets.updateIfVersion(member.caller(), secret.id(), secret.version(), change);
      } else {
        secrets.create(member.caller(), fields);
      }
      return row;
    } catch (ApiException e) {
      return new PasteRow(entry.name(), Outcome.REFUSED, PageErrors.sentence(e.getMessage()));
    }
  }

  private static SecretFields fields(EnvLines.Entry entry) {
    return new SecretFields(
        Optional.of(entry.name()),
        Optional.of(secretValue(entry.value())),
        Optional.empty(),
        List.of());
  }

  private Page pastePage(
      PageRequest request,
      SiteMember member,
      Status status,
      Form form,
      List<PasteRow> rows,
      String seen,
      boolean applied) {
    return Page.show(
        status,
        "paste",
        new PasteView(
            layout(request, member, "Paste secrets"),
            member.site().id().toString(),
            form,
            rows,
            seen,
            applied));
  }

  private PageLayout layout(PageRequest request, SiteMember member, String title) {
    return request.layout(title, member, membersArea.sitesOf(member.session()), "secrets");
  }
}
