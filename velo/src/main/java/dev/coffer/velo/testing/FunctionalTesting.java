package dev.coffer.velo.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.calls.CompletedCall;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.pages.Pages;
import dev.coffer.velo.pages.VeloMessageView;
import dev.coffer.velo.pages.VeloPageLayout;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import dev.coffer.velo.testing.LoggedIn.Person;
import dev.coffer.web.BodyException;
import dev.coffer.web.PageSecurity;
import dev.coffer.web.SubmittedForm;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The page on which admins run any function that the site's backend code exports, with parameters
 * that they type in. Functions run as Admin, HTTP functions as anybody, as in Velo. Parameters
 * travel in bodies of requests alone, and stay in memory. Threads may share it.
 */
public final class FunctionalTesting implements HttpService {
  private static final int LARGEST_FORM = 2 * 1024 * 1024;

  /** So much is given back to somebody whose session has ended, who may be anybody. */
  private static final int LARGEST_FORM_OF_STRANGER = 64 * 1024;

  private final RunningSite site;
  private final LoggedIn loggedIn;
  private final LastRuns lastRuns = new LastRuns();

  /**
   * @param site whose functions are run
   * @param loggedIn tells who sends a request
   */
  public FunctionalTesting(RunningSite site, LoggedIn loggedIn) {
    this.site = site;
    this.loggedIn = loggedIn;
  }

  private interface AdminHandler {
    void answer(ServerRequest request, ServerResponse response, Person person);
  }

  private interface FormHandler {
    void answer(ServerResponse response, Person person, SubmittedForm form);
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(TestingView.HERE, forAdmins(this::show));
    rules.get(TestingView.HERE + "/generation", forAdmins(this::generation));
    rules.post(TestingView.HERE + "/run", forForms(this::run));
    rules.post(TestingView.HERE + "/reset", forForms(this::reset));
  }

  /** Forgets what somebody ran: to be called when a log-in ends. */
  public void forget(String session) {
    lastRuns.forget(session);
  }

  private Handler forAdmins(AdminHandler handler) {
    return admitting(
        handler,
        (request, response) ->
            Pages.goTo(response, "/_log-in?return-to=" + encoded(address(request))));
  }

  private Handler admitting(AdminHandler handler, Handler others) {
    return (request, response) -> {
      Optional<Person> person = loggedIn.person(request);
      if (person.isEmpty()) {
        others.handle(request, response);
      } else if (person.get().audience() != Audience.ADMIN) {
        tell(
            response,
            Status.FORBIDDEN_403,
            layout("This page is for admins", person.get()),
            "Functional Testing runs backend code with all rights, so it is open to owners, admins"
                + " and website managers of the site. You are logged in as "
                + person.get().email()
                + ".");
      } else {
        handler.answer(request, response, person.get());
      }
    };
  }

  private Handler forForms(FormHandler handler) {
    return admitting(
        (request, response, person) ->
            read(
                request,
                response,
                Optional.of(person),
                form -> {
                  if (PageSecurity.isSentByOwnPage(request)
                      && PageSecurity.isToken(form.field("form-token"), person.csrfToken())) {
                    handler.answer(response, person, form);
                  } else {
                    refuse(
                        response,
                        Status.FORBIDDEN_403,
                        layout("This is not allowed", person),
                        "This form is not from a page of your session, and nothing was run.",
                        form);
                  }
                }),
        (request, response) ->
            read(
                request,
                response,
                Optional.empty(),
                form ->
                    refuse(
                        response,
                        Status.UNAUTHORIZED_401,
                        new VeloPageLayout("You are logged out", Optional.empty()),
                        "Nothing was run.",
                        form)));
  }

  private static void read(
      ServerRequest request,
      ServerResponse response,
      Optional<Person> person,
      Consumer<SubmittedForm> then) {
    SubmittedForm form;
    try {
      form =
          person.isPresent()
              ? SubmittedForm.read(request, LARGEST_FORM)
              : SubmittedForm.readFromStranger(request, LARGEST_FORM_OF_STRANGER);
    } catch (BodyException e) {
      Status status =
          switch (e.reason()) {
            case TOO_LARGE ->
                person.isPresent() ? Status.REQUEST_ENTITY_TOO_LARGE_413 : Status.UNAUTHORIZED_401;
            case NO_ROOM -> Status.SERVICE_UNAVAILABLE_503;
            case INCOMPLETE, NOT_FORM -> Status.BAD_REQUEST_400;
          };
      if (e.reason() == BodyException.Reason.NO_ROOM) {
        response.header(
            HeaderValues.create(HeaderNames.RETRY_AFTER, BodyException.RETRY_AFTER_SECONDS));
      }
      tell(
          response,
          status,
          person
              .map(known -> layout("This cannot be done", known))
              .orElse(new VeloPageLayout("You are logged out", Optional.empty())),
          sentence(status));
      return;
    }
    then.accept(form);
  }

  /** What was typed is given back, so that a session that ends during work loses nothing. */
  private static void refuse(
      ServerResponse response,
      Status status,
      VeloPageLayout layout,
      String text,
      SubmittedForm form) {
    String back = TestingView.address(form.field("file"), form.field("function"));
    Pages.send(
        response, status, "unsent", new UnsentView(layout, text, form.field("parameters"), back));
  }

  private static String sentence(Status status) {
    return switch (status.code()) {
      case 401 ->
          "Nothing was run. What was typed is too long to be given back here; go back to it.";
      case 413 -> "What was sent is larger than parameters may be. Nothing was run.";
      case 503 ->
          "Others are sending so much that nothing more can be read. Nothing was run. Send it again.";
      default -> "The request was incomplete, and nothing was run. Send it again.";
    };
  }

  /** Returns where a visitor wanted to go, as a path of this server. */
  private static String address(ServerRequest request) {
    return request.path().path().equals(TestingView.HERE) && !request.query().isEmpty()
        ? TestingView.HERE + "?" + request.query().rawValue()
        : TestingView.HERE;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static VeloPageLayout layout(String title, Person person) {
    return new VeloPageLayout(
        title, Optional.of(new VeloPageLayout.Person(person.email(), person.csrfToken())));
  }

  private static void tell(
      ServerResponse response, Status status, VeloPageLayout layout, String text) {
    Pages.send(
        response,
        status,
        "message",
        new VeloMessageView(layout, layout.title(), text, "/", "To the site"));
  }

  private void generation(ServerRequest request, ServerResponse response, Person person) {
    Pages.protect(response);
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json"));
    response.send("{\"generation\":" + site.loaded().generation() + "}");
  }

  private void show(ServerRequest request, ServerResponse response, Person person) {
    String file = request.query().first("file").orElse("");
    String function = request.query().first("function").orElse("");
    SiteSources now = new SiteSources(site.loaded());
    if (function.isEmpty()) {
      TestingView view = view(now, person, file, Optional.empty());
      send(response, view.missing().isEmpty() ? Status.OK_200 : Status.NOT_FOUND_404, view);
      return;
    }
    Optional<LastRuns.Last> last = lastRuns.of(person.session(), file, function);
    Optional<ExportedFunction> exported = now.loaded().function(file, function);
    String text =
        last.map(l -> l.input().text())
            .or(() -> exported.map(e -> Parameters.prefilled(file, e)))
            .orElse("{}");
    show(response, now, person, new Asked(file, function, text, ""));
  }

  /**
   * What a page is to show.
   *
   * @param text what stands in the field of parameters
   * @param fault what is wrong with that
   */
  private record Asked(String file, String function, String text, String fault) {
    /** Does not show the text. */
    @Override
    public String toString() {
      return "Asked";
    }
  }

  private void show(ServerResponse response, SiteSources now, Person person, Asked asked) {
    Optional<ExportedFunction> exported = now.loaded().function(asked.file(), asked.function());
    TestingView.Bench bench =
        new TestingView.Bench(
            asked.file(),
            asked.function(),
            exported.map(ExportedFunction::line).orElse(0),
            exported.flatMap(ExportedFunction::permission).orElse(""),
            Parameters.isHttp(asked.file(), asked.function()),
            exported.filter(function -> function.parameters().isEmpty()).isPresent(),
            asked.text(),
            asked.fault(),
            exported.isPresent() ? "" : whyGone(now, asked),
            now.loaded().generation(),
            lastRuns.of(person.session(), asked.file(), asked.function()).map(LastRuns.Last::run));
    send(
        response,
        exported.isEmpty()
            ? Status.NOT_FOUND_404
            : asked.fault().isEmpty() ? Status.OK_200 : Status.UNPROCESSABLE_CONTENT_422,
        view(now, person, asked.file(), Optional.of(bench)));
  }

  private static String whyGone(SiteSources now, Asked asked) {
    return now.loaded().module(asked.file()).flatMap(LoadedFile::error).isPresent()
        ? "It cannot be run before its file loads."
        : now.files().contains(asked.file())
            ? asked.file() + " exports no function of this name at the moment."
            : "There is no file " + asked.file() + " at the moment.";
  }

  private static TestingView view(
      SiteSources now, Person person, String file, Optional<TestingView.Bench> bench) {
    String function = bench.map(TestingView.Bench::function).orElse("");
    String title = function.isEmpty() ? (file.isEmpty() ? "Functional Testing" : file) : function;
    return new TestingView(
        layout(title, person),
        now.tree(file, function),
        now.files(),
        now.source(file, function),
        bench,
        file.isEmpty() || now.files().contains(file) ? "" : file,
        now.loaded().generation());
  }

  private static void send(ServerResponse response, Status status, TestingView view) {
    Pages.send(response, status, "testing", view);
  }

  private void reset(ServerResponse response, Person person, SubmittedForm form) {
    String file = form.field("file");
    String function = form.field("function");
    lastRuns.forget(person.session(), file, function);
    Pages.goTo(response, TestingView.address(file, function));
  }

  private void run(ServerResponse response, Person person, SubmittedForm form) {
    String file = form.field("file");
    String function = form.field("function");
    String text = form.field("parameters");
    SiteSources now = new SiteSources(site.loaded());
    Optional<ExportedFunction> exported = now.loaded().function(file, function);
    if (exported.isEmpty()) {
      show(response, now, person, new Asked(file, function, text, ""));
      return;
    }
    Optional<Input> before =
        lastRuns.of(person.session(), file, function).map(LastRuns.Last::input);
    switch (read(file, exported.get(), text, before)) {
      case Parameters.Read.Usable usable -> {
        LastRuns.Last last = run(now, usable, exported.get(), text, before);
        lastRuns.keep(person.session(), file, function, last);
        Pages.goTo(response, TestingView.address(file, function) + "#outcome");
      }
      case Parameters.Read.Unusable(String reason) ->
          show(response, now, person, new Asked(file, function, text, reason));
    }
  }

  private static Parameters.Read read(
      String file, ExportedFunction function, String text, Optional<Input> before) {
    Parameters.Read read = Parameters.read(file, function, text);
    if (!(read instanceof Parameters.Read.Usable usable)) {
      return read;
    }
    Optional<JsonNode> meant = Input.meant(usable.json(), before);
    return meant.isPresent()
        ? Parameters.read(file, function, meant.get())
        : new Parameters.Read.Unusable(
            "‹secret …› stands for a value only where this page has put it, and until it is reset or"
                + " the log-in ends. Type the value, or reset.");
  }

  private LastRuns.Last run(
      SiteSources now,
      Parameters.Read.Usable usable,
      ExportedFunction function,
      String text,
      Optional<Input> before) {
    Call call = usable.call();
    Audience audience = call instanceof Call.Http ? Audience.ANYONE : Audience.ADMIN;
    try (CompletedCall finished = site.run(now.loaded(), call, audience, false)) {
      Mask mask = Mask.of(finished);
      Input input = Input.of(usable.json(), text, mask, before);
      Call shown =
          Parameters.read(call.file(), function, input.shown())
                  instanceof Parameters.Read.Usable masked
              ? masked.call()
              : call;
      return new LastRuns.Last(input, Run.of(now.loaded().generation(), shown, finished, mask));
    }
  }
}
