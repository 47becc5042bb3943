package dev.coffer.velo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.coffer.egress.EgressPolicy;
import dev.coffer.velo.calls.CompletedCall;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.host.CallContextFactory;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.host.LocalHttps;
import dev.coffer.velo.host.RunningCoffer;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.CallOutcome;
import dev.coffer.velo.sandbox.ConsoleLine;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.velo.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of Wix's documentation, as they are printed there, run by a real site against a real
 * server: all that is changed in them are the ids of secrets and the address of the third party,
 * which are the reader's to fill in.
 */
final class SeedFlowsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VALUE = "Fm8OfflH6bJOwWjenqAtLurLbkiMNvmhQHZV+118";
  private static final String ID_IN_EXAMPLES = "b741766c-eead-46fe-8e7f-fd01ff3d6e21";
  private static final String ADDRESS_IN_EXAMPLES = "https://someapi.com";

  /** What a caller of the examples sees of errors, which the examples themselves only log. */
  private static final String ERRORS =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import { elevate } from 'wix-auth';
      import * as api from 'wix-secrets-backend';
      import { secrets } from 'wix-secrets-backend.v2';

      export const errorOf = webMethod(Permissions.Anyone, (name, ...parameters) =>
        rejection(api[name], parameters));

      export const newErrorOf = webMethod(Permissions.Anyone, (name, ...parameters) =>
        rejection(elevate(secrets[name === 'getSecret' ? 'getSecretValue' : name]), parameters));

      async function rejection(called, parameters) {
        try {
          await called(...parameters);
          return null;
        } catch (error) {
          const { message, code, details } = error;
          return { isError: error instanceof Error, message, code, details };
        }
      }
      """;

  private static final String INFO =
      """
      import { getSecretInfo } from 'backend/list.js';

      export async function dates() {
        const secrets = await getSecretInfo();
        return secrets.map(({ name, description, createdDate, updatedDate }) => ({
          name,
          description,
          areDates: createdDate instanceof Date && updatedDate instanceof Date,
        }));
      }
      """;

  @TempDir private static Path directory;
  private static RunningCoffer coffer;
  private static LocalHttps api;

  /** Of a site with secrets. */
  private static Examples examples;

  /** Of a site that has none, and no Members Area. */
  private static Examples empty;

  @BeforeAll
  static void start() throws Exception {
    coffer = RunningCoffer.start();
    api = LocalHttps.start();
    api.when("/api/someendpoint", SeedFlowsTest::answer);
    CofferSite secrets = coffer.site(coffer.newSiteWithMembersArea());
    Examples.create(secrets, "myApiKeyName");
    String renamed = Examples.create(secrets, "old_name");
    String kept = Examples.create(secrets, "kept_name");
    examples = Examples.of(secrets, Map.of("", ID_IN_EXAMPLES, "renamed", renamed, "kept", kept));
    empty = Examples.of(coffer.site(coffer.newSite()), Map.of("", ID_IN_EXAMPLES));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean welcome = exchange.getRequestURI().getQuery().equals("apiKey=" + VALUE);
    LocalHttps.answer(exchange, welcome ? 200 : 403, welcome ? "{\"stars\":5}" : "{}");
  }

  @AfterAll
  static void stop() {
    examples.close();
    empty.close();
    api.close();
    coffer.close();
  }

  /** A site with the examples, whose secrets are those of a new site of the server. */
  private static final class Examples implements AutoCloseable {
    private final CofferSite secrets;
    private final RunningSite site;

    private Examples(CofferSite secrets, RunningSite site) {
      this.secrets = secrets;
      this.site = site;
    }

    /**
     * @param ids of the secrets in the examples, by the directory that they are in
     */
    static Examples of(CofferSite secrets, Map<String, String> ids) throws IOException {
      Path files = Files.createTempDirectory(directory, "site");
      for (Map.Entry<String, String> id : ids.entrySet()) {
        Path backend = Files.createDirectories(files.resolve("backend").resolve(id.getKey()));
        for (String name : List.of("create.web", "delete.web", "get.web", "list", "update.web")) {
          Files.writeString(
              backend.resolve(name + ".js"), example(name.replace(".web", ""), id.getValue()));
        }
      }
      Files.writeString(files.resolve("backend/errors.web.js"), ERRORS);
      Files.writeString(files.resolve("backend/info.js"), INFO);
      EgressPolicy outside = new EgressPolicy(Set.of("localhost:" + api.port()), api.trust());
      return new Examples(
          secrets,
          RunningSite.open(
              files, SandboxOptions.defaults(), new CallContextFactory(secrets, outside)));
    }

    private static String create(CofferSite secrets, String name) throws HostCallException {
      return create(secrets, name, VALUE);
    }

    private static String create(CofferSite secrets, String name, String value)
        throws HostCallException {
      ObjectNode argument = JSON.createObjectNode();
      argument.putObject("secret").put("name", name).put("value", value);
      return secrets.secrets("secrets.create", argument).path("id").asText();
    }

    private static String example(String name, String id) throws IOException {
      try (InputStream text = SeedFlowsTest.class.getResourceAsStream("seed/" + name + ".js")) {
        return new String(text.readAllBytes(), UTF_8)
            .replace(ID_IN_EXAMPLES, id)
            .replace(ADDRESS_IN_EXAMPLES, "https://localhost:" + api.port());
      }
    }

    Ended call(String file, String function, JsonNode... arguments) {
      return call(Audience.ANYONE, file, function, arguments);
    }

    Ended call(Audience audience, String file, String function, JsonNode... arguments) {
      Call call = new Call.Function("backend/" + file, function, List.of(arguments));
      try (CompletedCall finished = site.run(site.loaded(), call, audience, true)) {
        assertThat(finished.outcome()).isInstanceOf(CallOutcome.Returned.class);
        Optional<JsonNode> value = ((CallOutcome.Returned) finished.outcome()).value();
        return new Ended(
            value,
            value.flatMap(finished.context()::secretIn),
            finished.console().stream().map(ConsoleLine::text).toList());
      }
    }

    /** Returns what a call of the API is rejected with. */
    JsonNode error(String function, JsonNode... arguments) {
      return error("errorOf", function, arguments);
    }

    /** Returns the same of the newer module, which calls the id {@code _id}. */
    JsonNode newError(String function, JsonNode... arguments) {
      return error("newErrorOf", function, arguments);
    }

    private JsonNode error(String module, String function, JsonNode... arguments) {
      JsonNode[] all =
          Stream.concat(Stream.of(JSON.getNodeFactory().textNode(function)), Stream.of(arguments))
              .toArray(JsonNode[]::new);
      return call("errors.web.js", module, all).value().orElseThrow();
    }

    String code(String function, JsonNode... arguments) {
      return error(function, arguments).path("code").asText();
    }

    String descriptionOf(String name) throws HostCallException {
      for (JsonNode secret :
          secrets.secrets("secrets.list", JSON.createObjectNode()).path("secrets")) {
        if (secret.path("name").asText().equals(name)) {
          return secret.path("description").asText();
        }
      }
      throw new AssertionError("there is no secret " + name);
    }

    List<String> names() throws HostCallException {
      return secrets
          .secrets("secrets.list", JSON.createObjectNode())
          .path("secrets")
          .findValuesAsText("name");
    }

    String value(String name) throws HostCallException {
      return secrets
          .secrets("secrets.get", JSON.createObjectNode().put("name", name))
          .path("value")
          .asText();
    }

    @Override
    public void close() {
      site.close();
    }
  }

  /** How a call ended. */
  private record Ended(Optional<JsonNode> value, Optional<String> leak, List<String> console) {}

  @Test
  void aSecretIsCreatedOnceAndItsIdReturned() throws HostCallException {
    Ended created = examples.call("create.web.js", "createNewSecret");
    assertThat(created.value().orElseThrow().asText()).matches("[0-9a-f-]{36}");
    assertThat(created.leak()).isEmpty();
    assertThat(examples.value("s3_secret_key")).isEqualTo(VALUE);

    Ended again = examples.call("create.web.js", "createNewSecret");
    assertThat(again.value()).isEmpty();
    assertThat(again.console()).singleElement().asString().contains("ALREADY_EXISTS", "already");
  }

  @Test
  void aSecretIsUsedInGetJson() {
    Ended got = examples.call("get.web.js", "getSomeJSON");

    assertThat(got.value().orElseThrow().path("stars").asInt()).isEqualTo(5);
    assertThat(got.leak()).isEmpty();
    assertThat(api.requests()).contains("GET /api/someendpoint?apiKey=" + VALUE);
  }

  @Test
  void aSecretThatIsNotThereIsLogged() {
    Ended got = empty.call("get.web.js", "getSomeJSON");

    assertThat(got.value()).isEmpty();
    assertThat(got.console()).singleElement().asString().contains("NOT_FOUND", "no secret");
  }

  @Test
  void theFirstSecretsValueIsFoundByAMemberAndNotSentToTheirBrowser() {
    Ended anonymous = examples.call("get.web.js", "getFirstSecretValue");
    assertThat(anonymous.value()).isEmpty();
    assertThat(anonymous.console()).singleElement().asString().contains("listSecretInfo()");

    Ended member = examples.call(Audience.SITE_MEMBER, "get.web.js", "getFirstSecretValue");
    assertThat(member.value().orElseThrow().asText()).isEqualTo(VALUE);
    assertThat(member.leak()).isPresent();
  }

  @Test
  void secretsAreListedWithDates() throws IOException {
    Ended listed = examples.call(Audience.ADMIN, "info.js", "dates");

    assertThat(listed.value().orElseThrow())
        .contains(
            JSON.readTree("{\"name\":\"myApiKeyName\",\"description\":\"\",\"areDates\":true}"));
    assertThat(
            examples
                .call(Audience.ADMIN, "list.js", "getSecretInfo")
                .value()
                .orElseThrow()
                .at("/0/createdDate")
                .asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  @Test
  void aSecretIsRenamedAndDeletedById() throws HostCallException {
    assertThat(examples.call("renamed/update.web.js", "updateName").console())
        .containsExactly("Secret name updated");
    assertThat(examples.names()).contains("my_new_secret_name").doesNotContain("old_name");
    assertThat(examples.value("my_new_secret_name")).isEqualTo(VALUE);

    assertThat(examples.call("renamed/delete.web.js", "deleteMySecret").console())
        .containsExactly("Secret deleted");
    assertThat(examples.names()).doesNotContain("my_new_secret_name");
    assertThat(examples.call("renamed/delete.web.js", "deleteMySecret").console())
        .singleElement()
        .asString()
        .contains("NOT_FOUND");
  }

  @Test
  void aNameInUseIsNotTakenByARename() throws HostCallException {
    String id = Examples.create(examples.secrets, "my_new_secret_name");
    try {
      assertThat(examples.call("kept/update.web.js", "updateName").console())
          .singleElement()
          .asString()
          .contains("ALREADY_EXISTS");
      assertThat(examples.names()).contains("kept_name", "my_new_secret_name");
    } finally {
      examples.secrets.secrets("secrets.delete", JSON.createObjectNode().put("id", id));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          createSecret | [{"name":"kept_name","value":"v"}]                  | ALREADY_EXISTS
          createSecret | [{"name":"wix_x","value":"v"}]                      | INVALID_ARGUMENT
          createSecret | [{"name":"WIXx","value":"v"}]                       | INVALID_ARGUMENT
          createSecret | [{"name":"a b","value":"v"}]                        | INVALID_ARGUMENT
          createSecret | [{"name":"x"}]                                      | INVALID_ARGUMENT
          createSecret | [{"name":"x","value":""}]                           | INVALID_ARGUMENT
          createSecret | [{"value":"v"}]                                     | INVALID_ARGUMENT
          createSecret | []                                                  | INVALID_ARGUMENT
          getSecret    | ["unknown"]                                         | NOT_FOUND
          getSecret    | []                                                  | INVALID_ARGUMENT
          getSecret    | [{}]                                                | INVALID_ARGUMENT
          updateSecret | ["b741766c-eead-46fe-8e7f-fd01ff3d6e21",{"name":"x"}] | NOT_FOUND
          updateSecret | [null,{"name":"x"}]                                 | INVALID_ARGUMENT
          updateSecret | ["taken",{"name":"x"}]                              | INVALID_ARGUMENT
          updateSecret | ["b741766c-eead-46fe-8e7f-fd01ff3d6e21",{"name":"wix"}] | INVALID_ARGUMENT
          updateSecret | []                                                  | INVALID_ARGUMENT
          deleteSecret | ["b741766c-eead-46fe-8e7f-fd01ff3d6e21"]            | NOT_FOUND
          deleteSecret | ["taken"]                                           | INVALID_ARGUMENT
          deleteSecret | []                                                  | INVALID_ARGUMENT
          listSecretInfo | []                                                | PERMISSION_DENIED
          """)
  void aCallFailsAsItIsDocumented(String function, String arguments, String code) throws Exception {
    JsonNode[] parameters = JSON.readValue(arguments, JsonNode[].class);
    JsonNode error = examples.error(function, parameters);

    assertThat(error.path("isError").asBoolean()).isTrue();
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotEmpty();
    if (code.equals("INVALID_ARGUMENT")) {
      assertThat(error.at("/details/validationError/fieldViolations")).isNotEmpty();
    } else {
      assertThat(error.at("/details/applicationError/code").asText()).isEqualTo(code);
    }
    assertThat(examples.newError(function, parameters))
        .isEqualTo(
            JSON.readTree(error.toString().replace("\"field\":\"id\"", "\"field\":\"_id\"")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "a/b",
        "x%",
        "%61",
        "a b",
        "a?b",
        "a;b",
        "../sites",
        "é",
        "a\nb",
        "\0",
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
      })
  void aNameThatCannotExistIsToldAsAViolationOfName(String name) {
    for (JsonNode error :
        List.of(
            examples.error("getSecret", text(name)), examples.newError("getSecret", text(name)))) {
      assertThat(error.path("code").asText()).isEqualTo("INVALID_ARGUMENT");
      assertThat(error.path("message").asText()).startsWith("name m");
      assertThat(error.at("/details/validationError/fieldViolations/0/field").asText())
          .isEqualTo("name");
    }
  }

  @Test
  void withoutAMembersAreaSecretsAreReadAndNotManaged() throws IOException {
    JsonNode secret = JSON.readTree("{\"name\":\"x\",\"value\":\"v\"}");
    JsonNode id = text(ID_IN_EXAMPLES);
    JsonNode name = text("x");

    assertThat(empty.code("createSecret", secret)).isEqualTo("FAILED_PRECONDITION");
    assertThat(empty.code("updateSecret", id, secret)).isEqualTo("FAILED_PRECONDITION");
    assertThat(empty.code("deleteSecret", id)).isEqualTo("FAILED_PRECONDITION");
    assertThat(empty.code("getSecret", name)).isEqualTo("NOT_FOUND");
  }

  @Test
  void namesAndDescriptionsThatAreTooLongAreRefused() {
    ObjectNode name = JSON.createObjectNode().put("name", "n".repeat(51)).put("value", "v");
    ObjectNode description =
        JSON.createObjectNode()
            .put("name", "n")
            .put("value", "v")
            .put("description", "d".repeat(201));

    for (ObjectNode secret : List.of(name, description)) {
      assertThat(
              examples
                  .error("createSecret", secret)
                  .at("/details/validationError/fieldViolations/0/violatedRule")
                  .asText())
          .isEqualTo("MAX_LENGTH");
    }
  }

  @Test
  void anUpdateChangesOnlyWhatItIsGiven() throws HostCallException {
    String id = Examples.create(examples.secrets, "changed_name");
    JsonNode description = JSON.createObjectNode().put("description", "what it is for");
    JsonNode value = JSON.createObjectNode().put("value", "another value");

    assertThat(examples.error("updateSecret", text(id), description).isNull()).isTrue();
    assertThat(examples.value("changed_name")).isEqualTo(VALUE);
    assertThat(examples.error("updateSecret", text(id), value).isNull()).isTrue();
    assertThat(examples.value("changed_name")).isEqualTo("another value");
    assertThat(examples.descriptionOf("changed_name")).isEqualTo("what it is for");
  }

  @Test
  void whatTheKeyOfTheRunnerMayNotIsRefusedAndNothingWorksOnceItIsRevoked() throws Exception {
    String id = coffer.newSiteWithMembersArea();
    Examples.create(coffer.site(id), "myApiKeyName", "a key of somebody else");
    String key = coffer.newApiKey(id, "SECRET_READ");
    CofferSite asReader =
        new CofferSite(coffer.uri(), key, Optional.empty(), SSLContext.getDefault());
    JsonNode secret = JSON.readTree("{\"name\":\"x\",\"value\":\"v\"}");
    JsonNode unknown = text(ID_IN_EXAMPLES);

    try (Examples reader = Examples.of(asReader, Map.of("", ID_IN_EXAMPLES))) {
      Ended refusedByTheApi = reader.call("get.web.js", "getSomeJSON");
      assertThat(refusedByTheApi.value()).isEmpty();
      assertThat(refusedByTheApi.console()).singleElement().asString().contains("status 403");
      assertThat(reader.code("createSecret", secret)).isEqualTo("PERMISSION_DENIED");
      assertThat(reader.code("updateSecret", unknown, secret)).isEqualTo("PERMISSION_DENIED");
      assertThat(reader.code("deleteSecret", unknown)).isEqualTo("PERMISSION_DENIED");
      assertThat(reader.call(Audience.ADMIN, "list.js", "getSecretInfo").console())
          .singleElement()
          .asString()
          .contains("PERMISSION_DENIED");

      coffer.revokeApiKeys(id);
      assertThat(reader.code("getSecret", text("myApiKeyName"))).isEqualTo("UNAUTHENTICATED");
      assertThat(reader.code("createSecret", secret)).isEqualTo("UNAUTHENTICATED");
    }
  }

  private static JsonNode text(String text) {
    return JSON.getNodeFactory().textNode(text);
  }
}
