package dev.coffer.velo.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.HostCallException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CofferSiteTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VALUE = "Fm8OfflH6bJOwWjenqAtLurLbkiMNvmhQHZV+118";
  private static RunningCoffer coffer;

  private final String siteId = coffer.newSiteWithMembersArea();
  private final CofferSite site = coffer.site(siteId);

  @BeforeAll
  static void start() {
    coffer = RunningCoffer.start();
  }

  @AfterAll
  static void stop() {
    coffer.close();
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text.replace('\'', '"'));
  }

  private String created(String name) throws HostCallException {
    ObjectNode argument = JSON.createObjectNode();
    argument.putObject("secret").put("name", name).put("value", VALUE);
    return site.secrets("secrets.create", argument).path("id").asText();
  }

  private static HostCallException refusal(CofferSite site, String operation, String argument)
      throws IOException {
    JsonNode given = json(argument);
    HostCallException refusal =
        catchThrowableOfType(HostCallException.class, () -> site.secrets(operation, given));
    assertThat(refusal).as("the refusal").isNotNull();
    return refusal;
  }

  @Test
  void theSecretsApiWorks() throws Exception {
    String id = created("s3_secret_key");
    assertThat(site.secrets("secrets.get", json("{'name':'s3_secret_key'}")))
        .isEqualTo(JSON.createObjectNode().put("value", VALUE));

    site.secrets(
        "secrets.update",
        json("{'id':'%s','secret':{'name':'renamed','description':'d'}}".formatted(id)));
    JsonNode listed = site.secrets("secrets.list", json("{}")).path("secrets");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("name").asText()).isEqualTo("renamed");
    assertThat(listed.get(0).path("description").asText()).isEqualTo("d");
    assertThat(listed.get(0).path("createdDate").asText()).endsWith("Z");

    site.secrets("secrets.delete", json("{'id':'%s'}".formatted(id)));
    assertThat(refusal(site, "secrets.get", "{'name':'renamed'}").code()).isEqualTo("NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "a+b", "a=b", "a@b", "a$b", "A-_1"})
  void aNameOfAnyPermittedCharactersIsFound(String name) throws Exception {
    created(name);

    assertThat(
            site.secrets("secrets.get", JSON.createObjectNode().put("name", name))
                .path("value")
                .asText())
        .isEqualTo(VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", "..", "../sites", "a/b", "a?b", "a%b", "é", "\ud800", "a\u0000b"})
  void aNameThatNoSecretCanHaveIsRefusedByTheServer(String name) {
    JsonNode argument = JSON.createObjectNode().put("name", name);

    HostCallException refusal =
        catchThrowableOfType(HostCallException.class, () -> site.secrets("secrets.get", argument));

    assertThat(refusal.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(refusal.details().orElseThrow().at("/validationError/fieldViolations/0/field"))
        .isEqualTo(JSON.getNodeFactory().textNode("name"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          secrets.get    | {}                                        | name         | REQUIRED_FIELD
          secrets.get    | []                                        | name         | REQUIRED_FIELD
          secrets.get    | {'name':null}                             | name         | REQUIRED_FIELD
          secrets.get    | {'name':7}                                | name         | TYPE
          secrets.delete | {}                                        | id           | REQUIRED_FIELD
          secrets.delete | {'id':{}}                                 | id           | TYPE
          secrets.delete | {'id':'no-uuid'}                          | id           | FORMAT
          secrets.delete | {'id':''}                                 | id           | FORMAT
          secrets.update | {'secret':{'name':'a'}}                   | id           | REQUIRED_FIELD
          secrets.create | {}                                        | secret.name  | REQUIRED_FIELD
          secrets.create | {'secret':7}                              | secret       | TYPE
          secrets.create | {'secret':{'name':'a'}}                   | secret.value | REQUIRED_FIELD
          secrets.create | {'secret':{'name':'wix_a','value':'b'}}   | secret.name  | OTHER
          secrets.create | {'secret':{'name':'a b','value':'b'}}     | secret.name  | FORMAT
          secrets.create | {'secret':{'name':7,'value':'b'}}         | secret.name  | TYPE
          """)
  void aWrongArgumentIsToldAsTheServerTellsIt(
      String operation, String argument, String field, String rule) throws IOException {
    HostCallException refusal = refusal(site, operation, argument);

    assertThat(refusal.code()).isEqualTo("INVALID_ARGUMENT");
    JsonNode violation = refusal.details().orElseThrow().at("/validationError/fieldViolations/0");
    assertThat(violation.path("field").asText()).isEqualTo(field);
    assertThat(violation.path("violatedRule").asText()).isEqualTo(rule);
    assertThat(refusal.getMessage())
        .startsWith(field + " " + violation.path("description").asText());
  }

  @Test
  void anErrorCarriesTheServersMessageCodeAndDetails() throws Exception {
    created("taken");

    HostCallException refusal =
        refusal(site, "secrets.create", "{'secret':{'name':'taken','value':'b'}}");

    JsonNode error = refusal.details().orElseThrow().path("applicationError");
    assertThat(refusal.code()).isEqualTo("ALREADY_EXISTS");
    assertThat(error.path("code").asText()).isEqualTo("ALREADY_EXISTS");
    assertThat(error.path("description").asText()).isEqualTo(refusal.getMessage());
    assertThat(error.path("data")).isEqualTo(json("{}"));
  }

  @Test
  void withoutAMembersAreaSecretsCannotBeManaged() throws IOException {
    HostCallException refusal = refusal(coffer.site(coffer.newSite()), "secrets.list", "{}");

    assertThat(refusal.code()).isEqualTo("FAILED_PRECONDITION");
  }

  @Test
  void anApiKeyDoesWhatItsPermissionsSay() throws Exception {
    created("readable");
    String key = coffer.newApiKey(siteId, "SECRET_READ");
    CofferSite reader = new CofferSite(coffer.uri(), key, Optional.empty(), RunningCoffer.trust());

    assertThat(reader.secrets("secrets.get", json("{'name':'readable'}")).has("value")).isTrue();
    assertThat(refusal(reader, "secrets.list", "{}").code()).isEqualTo("PERMISSION_DENIED");
    HostCallException logIn =
        catchThrowableOfType(
            HostCallException.class,
            () -> reader.logIn("a@b.c", "d", "192.0.2.1", Optional.empty()));
    assertThat(logIn.code()).isEqualTo("FAILED_PRECONDITION");
  }

  @Test
  void aMemberIsKnownByTheirPassword() throws Exception {
    CofferSite.LogIn proven =
        site.logIn("Owner@Example.com", RunningCoffer.PASSWORD, "192.0.2.1", Optional.empty());
    CofferSite.Member member = proven.member();
    assertThat(proven.device()).isPresent();
    assertThat(proven.toString()).doesNotContain(proven.device().get());

    assertThat(member.email()).isEqualTo("owner@example.com");
    assertThat(member.role()).isEqualTo("owner");
    assertThat(member.id()).isNotEmpty();
    HostCallException refusal =
        catchThrowableOfType(
            HostCallException.class,
            () ->
                site.logIn("owner@example.com", "another password", "192.0.2.1", Optional.empty()));
    assertThat(refusal.code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void whatAMemberIsNowIsAskedByTheirId() throws Exception {
    CofferSite.Member member =
        site.logIn("owner@example.com", RunningCoffer.PASSWORD, "192.0.2.1", Optional.empty())
            .member();

    assertThat(site.member(member.id())).contains(member);
    assertThat(site.member("00000000-0000-0000-0000-000000000000")).isEmpty();
    String key = coffer.newApiKey(siteId, "SECRET_READ");
    CofferSite reader =
        new CofferSite(coffer.uri(), key, Optional.of(siteId), RunningCoffer.trust());
    HostCallException refusal =
        catchThrowableOfType(HostCallException.class, () -> reader.member(member.id()));
    assertThat(refusal.code()).isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void anApiKeyMayNotAskForMembers() {
    String key = coffer.newApiKey(siteId, "SECRET_READ");
    CofferSite reader =
        new CofferSite(coffer.uri(), key, Optional.of(siteId), RunningCoffer.trust());

    HostCallException refusal =
        catchThrowableOfType(
            HostCallException.class,
            () ->
                reader.logIn(
                    "owner@example.com", RunningCoffer.PASSWORD, "192.0.2.1", Optional.empty()));

    assertThat(refusal.code()).isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void manyCallsAtOnceAreAnswered() throws Exception {
    created("shared");
    JsonNode argument = json("{'name':'shared'}");
    List<Future<JsonNode>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        answers.add(threads.submit(() -> site.secrets("secrets.get", argument)));
      }
    }
    for (Future<JsonNode> answer : answers) {
      assertThat(answer.get().path("value").asText()).isEqualTo(VALUE);
    }
  }

  @Test
  void aServerThatIsNotThereIsToldWithoutSayingWhere() throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:1");
    CofferSite lost = new CofferSite(nowhere, "a-key", Optional.empty(), RunningCoffer.trust());

    HostCallException refusal = refusal(lost, "secrets.get", "{'name':'a'}");

    assertThat(refusal.code()).isEqualTo("UNAVAILABLE");
    assertThat(refusal.getMessage()).isEqualTo("the Secrets Manager cannot be reached");
    assertThat(refusal(lost, "secrets.delete", "{'id':'a'}").getMessage())
        .endsWith("a change may have been made, or not");
  }

  @Test
  void whatAnswersInCoffersPlaceIsNotBelieved() throws Exception {
    try (LocalHttps other = LocalHttps.startPlain()) {
      other.whenAskedAnswer("/", "<html>");
      CofferSite lost =
          new CofferSite(
              URI.create("http://127.0.0.1:" + other.port()),
              "a-key",
              Optional.empty(),
              RunningCoffer.trust());

      assertThat(refusal(lost, "secrets.get", "{'name':'a'}").code()).isEqualTo("UNAVAILABLE");
    }
  }

  @Test
  void anUnknownOperationIsRefused() throws IOException {
    assertThat(refusal(site, "secrets.steal", "{}").code()).isEqualTo("UNIMPLEMENTED");
  }
}
