package dev.coffer.velo.sandbox;

import static dev.coffer.velo.sandbox.TestHost.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.velo.site.SiteFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backend code in the manner of sites that people run, and what it expects of Velo. */
final class PeoplesCodeTest {
  private static Sandbox sandbox;
  private static List<LoadedFile> loaded;
  private static Sandbox notHere;
  private static List<LoadedFile> notLoaded;

  private final Mirror host = new Mirror();

  /** Has every secret, and answers each request with what was asked. */
  private static final class Mirror implements Host {
    private final List<JsonNode> fetched = new CopyOnWriteArrayList<>();
    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    public JsonNode perform(String operation, JsonNode argument) throws HostCallException {
      if (operation.equals("secrets.get")) {
        secrets.add(argument.path("name").asText());
        return TestHost.JSON.createObjectNode().put("value", argument.path("name").asText() + "-v");
      }
      String url = argument.path("url").asText();
      if (url.endsWith("/slow")) {
        await();
      }
      ObjectNode mirrored = argument.deepCopy();
      byte[] body = Base64.getDecoder().decode(argument.path("body").asText());
      mirrored.put("body", new String(body, UTF_8));
      fetched.add(mirrored);
      int status =
          url.contains("/status/") ? Integer.parseInt(url.replaceFirst(".*/status/", "")) : 200;
      String answer = url.endsWith("/text") ? "no JSON" : mirrored.toString();
      return TestHost.JSON
          .createObjectNode()
          .put("url", url)
          .put("status", status)
          .put("body", answer.getBytes(UTF_8));
    }

    private static void await() throws HostCallException {
      try {
        Thread.sleep(Duration.ofMinutes(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void say(ConsoleLine line) {
      said.add(line.text());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    SandboxOptions options = new SandboxOptions(Duration.ofSeconds(60), 256, 4);
    sandbox = Sandbox.start(options);
    notHere = Sandbox.start(options);
    loaded = sandbox.load(files("people"));
    notLoaded = notHere.load(files("not-here"));
  }

  @AfterAll
  static void stop() {
    sandbox.close();
    notHere.close();
  }

  private static SiteFiles files(String directory) throws IOException, URISyntaxException {
    Path root = Path.of(PeoplesCodeTest.class.getResource(directory).toURI());
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return new SiteFiles(texts);
  }

  @Test
  void everyFileLoads() {
    assertThat(loaded).hasSizeGreaterThan(15).allMatch(file -> file.error().isEmpty());
    assertThat(
            loaded.stream()
                .filter(file -> file.path().equals("backend/index.js"))
                .flatMap(file -> file.functions().stream())
                .map(ExportedFunction::name))
        .containsExactlyInAnyOrder("check", "opening", "default", "lazily");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          email.jsw      | failing  | []                       | "The address answered with status 404"
          secretCache.js | twice    | []                       | ["cached-v", "cached-v", 1]
          chat.web.js    | ask      | [{"messages": [{"content": "hi"}]}] | "hi"
          chat.web.js    | ask      | [{"messages": []}]       | null
          signed.js      | digests  | []                       | {"md5": "900150983cd24fb0d6963f7d28e17f72", "sha1": "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "sha512": 64, "hmac": "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", "empty": "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", "random": 32, "uuid": 36, "same": true}
          jwt.js         | buffers  | []                       | {"text": "grüße\\u0000\\u0000!", "length": 7, "latin1": "e9", "equal": true, "json": {"type": "Buffer", "data": [104, 105]}, "is": [true, true, true], "number": 256}
          pages.js       | all      | []                       | ["https://api.example.com/list?page=1", "https://api.example.com/list?page=2", "https://api.example.com/list?page=3"]
          pages.js       | failing  | []                       | [[true, "E_503", "GET /status/503 answered 503"], [true, "E_404", "GET /status/404 answered 404"], 3]
          index.js       | lazily   | []                       | ["Thu", ["sendSms"]]
          index.js       | default  | ["n"]                    | "n-v"
          even.js        | even     | [10]                     | true
          rates.js       | default  | [10, "USD"]              | 11
          timeouts.js    | raced    | []                       | "too late"
          timeouts.js    | aborted  | []                       | "AbortError"
          timeouts.js    | parsed   | []                       | "SyntaxError"
          texts.js       | csv      | ["a, b\\r\\n1, 2\\n"]    | [{"a": "1", "b": "2"}]
          texts.js       | slug     | ["Ça va, Zürich!"]       | "ca-va-zurich"
          texts.js       | prices   | ["€5 and $7.5"]          | [{"currency": "€", "amount": "5"}, {"currency": "$", "amount": "7.5"}]
          texts.js       | grouped  | [[{"kind": "a", "name": "z"}, {"kind": "b", "name": "x"}, {"kind": "a", "name": "y"}]] | [["a", ["y", "z"]], ["b", ["x"]]]
          copies.js      | copied   | []                       | ["SyntaxError", "Error", [], true, false, "hi"]
          patches.js     | patched  | []                       | ["A Title", 2, 1, 5, 3, "5", "a date", "EUR", ["1", "2"], "none", "mine", "own", "renamed", "Renamed", "an old error", true, "OldError"]
          """)
  void aFunctionGivesWhatItGivesOnVelo(
      String file, String function, String arguments, String result) {
    assertThat(returned(file, function, arguments)).isEqualTo(json(result));
  }

  @Test
  void theLanguagesOwnMethodsCannotBeReplaced() {
    assertThat(thrown("patches.js", "replaced").name()).isEqualTo("TypeError");
  }

  @Test
  void headersAreWhatTheyAreHoweverTheyAreGiven() {
    assertThat(returned("copies.js", "asked", "[]"))
        .isEqualTo(json("[\"a key\", \"application/json\", \"text/plain\"]"));
  }

  @Test
  void basicAuthorizationIsMadeWithABuffer() {
    returned("sms.web.js", "sendSms", "[\"+1 555\", \"ä & ö\"]");

    assertThat(host.fetched)
        .containsExactly(
            json(
                """
                {"url": "https://api.example.com/2010-04-01/Accounts/sid-v/Messages.json",
                 "method": "POST",
                 "headers": {"authorization": "Basic c2lkLXY6dG9rZW4tdg==",
                   "content-type": "application/x-www-form-urlencoded"},
                 "body": "To=%2B1+555&Body=%C3%A4+%26+%C3%B6"}
                """));
  }

  @Test
  void mailIsSentByAChainOfPromises() {
    returned("email.jsw", "sendEmail", "[\"a@example.com\", {\"body\": \"x\"}]");

    assertThat(json(host.fetched.getFirst().path("body").asText()))
        .isEqualTo(
            json(
                "{\"to\": [{\"email\": \"a@example.com\"}], \"subject\": \"Hello\", \"body\": \"x\"}"));
    assertThat(host.fetched.getFirst().at("/headers/authorization").asText())
        .isEqualTo("Bearer mail-v");
  }

  @Test
  void datesAndNumbersAreWrittenAsInTheirCountries() {
    assertThat(returned("times.js", "opening", "[]"))
        .isEqualTo(
            json(
                """
                {"hour": "14", "weekday": "Thu", "newYork": "7/4/2024, 2:30:05 PM",
                 "berlin": "4. Juli 2024", "time": "03:30", "price": "1.234,50 €",
                 "dollars": "$1,234.50", "ago": "yesterday", "sorted": ["a", "ä", "z"], "offset": 0}
                """));
  }

  @Test
  void aSignatureOfAwsIsTheOneThatOthersMake() throws Exception {
    byte[] key = "AWS4aws-v".getBytes(UTF_8);
    for (String part : List.of("20130524", "us-east-1", "s3", "aws4_request", "text")) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      key = mac.doFinal(part.getBytes(UTF_8));
    }

    JsonNode signed =
        returned("signed.js", "signature", "[\"20130524\", \"us-east-1\", \"s3\", \"text\"]");

    assertThat(signed.path("signature").asText()).isEqualTo(HexFormat.of().formatHex(key));
  }

  @Test
  void whatNodesCryptoHasAndThisHasNotIsNamed() {
    assertThat(thrown("signed.js", "unknown").message()).contains("whirlpool", "sha256");
    assertThat(thrown("signed.js", "encrypted").message()).contains("createCipheriv");
  }

  @Test
  void aTokenIsSignedAndReadAgain() {
    JsonNode token = returned("jwt.js", "roundTrip", "[{\"sub\": \"ä?>\"}, \"key\"]");

    assertThat(token.path("token").asText())
        .matches("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9(\\.[\\w-]+){2}");
    assertThat(token.path("payload")).isEqualTo(json("{\"sub\": \"ä?>\"}"));
    assertThat(token.path("size").asInt()).isEqualTo(32);
  }

  @Test
  void aBufferIsShownAsNodeShowsIt() {
    returned("jwt.js", "buffers", "[]");

    assertThat(host.said).containsExactly("<Buffer 67 72 c3> <Buffer 68 69>");
  }

  @Test
  void theConsoleCountsGroupsAndMeasures() {
    call(sandbox, "logging.js", "logs", "[]");

    assertThat(host.said.subList(0, 3)).containsExactly("g", "default: 1", "default: 2");
    assertThat(host.said.get(3)).matches("t: \\d+\\.\\d{3}ms");
  }

  @Test
  void anErrorOfAClassKeepsItsNameAndCode() {
    ScriptError error = thrown("pages.js", "thrown");

    assertThat(error.name()).isEqualTo("ApiError");
    assertThat(error.code()).contains("E_404");
    assertThat(error.stack()).extracting(StackFrame::file).contains("backend/lib/http/client.js");
  }

  @Test
  void aWebhookIsAcceptedWithItsSignatureAlone() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("webhook-v".getBytes(UTF_8), "HmacSHA256"));
    String payload = "{\"id\": \"ä7\"}";
    String signature = HexFormat.of().formatHex(mac.doFinal(payload.getBytes(UTF_8)));

    JsonNode accepted = http("post_paid", paid(payload, signature));
    JsonNode refused = http("post_paid", paid(payload + " ", signature));

    assertThat(accepted.path("status").asInt()).isEqualTo(201);
    assertThat(json(accepted.path("body").asText())).isEqualTo(json("{\"received\": \"ä7\"}"));
    assertThat(refused.path("status").asInt()).isEqualTo(403);
  }

  private static JsonNode paid(String payload, String signature) {
    ObjectNode request = TestHost.JSON.createObjectNode().put("body", payload);
    request.putObject("headers").put("x-signature", signature);
    return request;
  }

  @Test
  void bytesComeInAndGoOutAsTheyAre() {
    JsonNode uploaded = http("post_upload", json("{\"bytes\": \"iVBORw0K\"}"));
    JsonNode pixel = http("get_pixel", json("{}"));

    assertThat(json(uploaded.path("body").asText()))
        .isEqualTo(json("{\"size\": 6, \"magic\": \"89504e47\"}"));
    assertThat(pixel.path("bytes").asText()).startsWith("iVBORw0KGgo").hasSize(96);
    assertThat(pixel.has("body")).isFalse();
  }

  @Test
  void anHttpFunctionForAnyMethodAnswersEach() {
    JsonNode moved =
        http("get_moved", json("{\"url\": \"http://a/_functions/moved?to=https%3A%2F%2Fe.com\"}"));
    JsonNode got =
        http("use_items", json("{\"method\": \"GET\", \"path\": [\"a\"], \"query\": {}}"));
    JsonNode deleted = http("use_items", json("{\"method\": \"DELETE\"}"));

    assertThat(moved.at("/headers/Location").asText()).isEqualTo("https://e.com");
    assertThat(json(got.path("body").asText()))
        .isEqualTo(json("{\"items\": [\"a\"], \"page\": 1}"));
    assertThat(deleted.path("status").asInt()).isEqualTo(500);
  }

  @Test
  void aFormIsSentWithItsFile() {
    returned("multipart.web.js", "upload", "[\"a \\\"b\\\".txt\", \"aGk=\"]");

    JsonNode sent = host.fetched.getFirst();
    String type = sent.at("/headers/content-type").asText();
    assertThat(type).startsWith("multipart/form-data; boundary=");
    String boundary = "--" + type.substring(type.indexOf('=') + 1);
    assertThat(sent.path("body").asText())
        .isEqualTo(
            String.join(
                "\r\n",
                boundary,
                "Content-Disposition: form-data; name=\"purpose\"",
                "",
                "assistants",
                boundary,
                "Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.txt\"",
                "Content-Type: text/plain",
                "",
                "hi",
                boundary + "--",
                ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          common.js      | require is not defined: backend files are ES modules
          exported.js    | module is not defined: backend files are ES modules
          environment.js | process is not defined: it belongs to Node.js
          page.js        | $w is not defined: it belongs to pages in a browser
          browser.js     | XMLHttpRequest is not defined: it belongs to pages in a browser
          npm.js         | The module "axios" is not available: packages of npm
          data.js        | The module "wix-data" of Wix is not available here
          files.js       | The module "fs/promises" belongs to Node.js and is not available here
          plain-http.js  | The module "http" belongs to Node.js and is not available here
          inner.js       | The module "host" is not available: packages of npm
          wrong-name.js  | secrets
          cipher.js      | createCipheriv
          """)
  void whatCannotBeHadFailsWithASentenceThatSaysSo(String file, String sentence) {
    ScriptError error = errorOfWhatIsNotHere(file);

    assertThat(error.message()).contains(sentence);
    assertThat(error.stack()).extracting(StackFrame::file).contains("backend/" + file);
  }

  @Test
  void aJsonFileIsImportedWithoutItsType() {
    assertThat(errorOfWhatIsNotHere("attributes.js").message())
        .contains("JSON files are imported without { type: 'json' }");
  }

  private ScriptError errorOfWhatIsNotHere(String file) {
    LoadedFile of =
        notLoaded.stream()
            .filter(l -> l.path().equals("backend/" + file))
            .findFirst()
            .orElseThrow();
    return of.error().orElseGet(() -> thrown(notHere, file, "f"));
  }

  private JsonNode returned(String file, String function, String arguments) {
    CallOutcome outcome = call(sandbox, file, function, arguments);
    assertThat(outcome).isInstanceOf(CallOutcome.Returned.class);
    return ((CallOutcome.Returned) outcome).value().orElseThrow();
  }

  private ScriptError thrown(String file, String function) {
    return thrown(sandbox, file, function);
  }

  private ScriptError thrown(Sandbox site, String file, String function) {
    CallOutcome outcome = call(site, file, function, "[]");
    assertThat(outcome).isInstanceOf(CallOutcome.Threw.class);
    return ((CallOutcome.Threw) outcome).error();
  }

  private CallOutcome call(Sandbox site, String file, String function, String arguments) {
    List<JsonNode> list = new ArrayList<>();
    json(arguments).forEach(list::add);
    return site.call(new Call.Function("backend/" + file, function, list), host);
  }

  private JsonNode http(String function, JsonNode request) {
    CallOutcome outcome =
        sandbox.call(new Call.Http("backend/http-functions.js", function, request), host);
    assertThat(outcome).isInstanceOf(CallOutcome.Returned.class);
    return ((CallOutcome.Returned) outcome).value().orElseThrow();
  }
}
