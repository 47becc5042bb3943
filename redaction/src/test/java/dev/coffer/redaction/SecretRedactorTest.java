package dev.coffer.redaction;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.testing.Property;
import java.net.IDN;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretRedactorTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VALUE = "Fm8OfflH6bJOwWjenqAtLurLbkiMNvmhQHZV+118";

  private static final String PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
      OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
      -----END PRIVATE KEY-----\
      """;

  private static final List<UnaryOperator<String>> ENCODINGS =
      List.of(
          text -> text,
          text -> json(text),
          text -> json("{\"inside\":" + json(text) + "}"),
          text -> base64(text),
          text -> base64(text).replace("=", ""),
          text -> base64(text).replace('+', '-').replace('/', '_'),
          text -> Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(text.getBytes(UTF_8)),
          text -> URLEncoder.encode(base64(text), UTF_8),
          text -> HexFormat.of().formatHex(text.getBytes(UTF_8)),
          text -> HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8)),
          text -> URLEncoder.encode(text, UTF_8),
          text -> inLowerCase(URLEncoder.encode(text, UTF_8).replace("+", "%20")),
          text -> URLEncoder.encode(URLEncoder.encode(text, UTF_8), UTF_8),
          text -> everyBytePercentEncoded(text),
          text -> everyCharacterUnicodeEscaped(text),
          text -> text.toLowerCase(Locale.ROOT),
          text -> text.toUpperCase(Locale.ROOT),
          text -> base64(text).toLowerCase(Locale.ROOT),
          text -> numbers(text, ", "),
          text -> numbers(text, ",\n  "),
          text -> json("{\"type\":\"Buffer\",\"data\":[" + numbers(text, ",") + "]}"),
          text -> numbers(base64(text), ","));

  /** Texts that encodings, patterns and the search itself may stumble on. */
  private static final List<String> EDGES =
      List.of(
          "",
          "a",
          "\u0000",
          "\uffff",
          "\ud800",
          "\udc00\ud800",
          "a".repeat(8),
          "a".repeat(255),
          "\u0000".repeat(8),
          "\u007f".repeat(60),
          "\u0080".repeat(8),
          "\uffff".repeat(8),
          "😀".repeat(8),
          "\"".repeat(8),
          "+".repeat(8),
          "=".repeat(8),
          "%%%%%%%%",
          "%41%42%43%zz",
          "\\".repeat(9),
          "\\u0041\\n\\x",
          " a b c d e f ",
          "a\nb\r\nc\td\n\n",
          "ab".repeat(30));

  private static String json(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Returns the same with the digits of the escapes in lower case. */
  private static String inLowerCase(String encoded) {
    StringBuilder lower = new StringBuilder(encoded);
    for (int i = encoded.indexOf('%'); i >= 0; i = encoded.indexOf('%', i + 1)) {
      lower.replace(i, i + 3, encoded.substring(i, i + 3).toLowerCase(Locale.ROOT));
    }
    return lower.toString();
  }

  private static String everyBytePercentEncoded(String text) {
    return "%" + HexFormat.ofDelimiter("%").formatHex(text.getBytes(UTF_8));
  }

  private static String everyCharacterUnicodeEscaped(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_16BE)).replaceAll("(....)", "\\\\u$1");
  }

  private static String numbers(String text, String separator) {
    return bytes(text).mapToObj(String::valueOf).collect(Collectors.joining(separator));
  }

  private static IntStream bytes(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff);
  }

  private static SecretRedactor given(String value) {
    try {
      SecretRedactor values = new SecretRedactor();
      values.add("s3_secret_key", value);
      return values;
    } catch (TooManySecrets e) {
      throw new IllegalStateException(e);
    }
  }

  /** A value, and what stands around it. */
  private record Given(String value, String before, String after) {}

  @Test
  void aValueIsFoundInEveryEncodingWholeOrInsideALongerText() {
    List<Given> edges =
        Stream.of("", "a", "=", "+&", "\u0000", "\u007f", "\"")
            .flatMap(around -> EDGES.stream().map(value -> new Given(value, around, around)))
            .filter(given -> isWholeValue(given.value()))
            .toList();
    Property.holds(
        edges,
        300,
        random -> new Given(value(random), surroundings(random), surroundings(random)),
        SecretRedactorTest::assertFound);
  }

  private static void assertFound(Given given) {
    SecretRedactor values = given(given.value());
    for (UnaryOperator<String> encoding : ENCODINGS) {
      String encoded = encoding.apply(given.value());
      assertThat(values.nameIn(encoded)).as("in %s", encoded).contains("s3_secret_key");
      assertThat(values.nameIn(encoding.apply(given.before() + given.value() + given.after())))
          .as("inside what was encoded")
          .contains("s3_secret_key");
      String sentence = "See: " + encoded + " (" + given.after();
      assertThat(values.nameIn(sentence)).contains("s3_secret_key");
      assertThat(values.nameIn(values.masked(sentence))).as("in the masked text").isEmpty();
    }
  }

  @Test
  void nothingIsFoundInATextThatHasNothingOfIt() {
    Property.holds(
        EDGES,
        300,
        random -> text(random, 0, 255),
        text -> {
          assertThat(given(VALUE).nameIn(text)).isEmpty();
          assertThat(given(VALUE).masked(text)).isEqualTo(text);
        });
  }

  @Test
  void noTextMakesItFail() {
    List<Given> edges =
        EDGES.stream()
            .flatMap(value -> EDGES.stream().map(text -> new Given(value, text, text)))
            .toList();
    Property.holds(
        edges,
        300,
        random -> {
          String text = text(random, 0, 255);
          return new Given(text(random, 0, 255), text, text);
        },
        given ->
            assertThatCode(() ->
                    given(given.value()).masked(given.before() + given.value() + given.after()))
                .doesNotThrowAnyException());
  }

  /** Returns a value that is looked for inside of texts, of ASCII or of any characters. */
  private static String value(RandomGenerator random) {
    while (true) {
      String value =
          random.nextBoolean()
              ? ascii(random, Property.length(random, 8, 60))
              : anyCharacters(random, Property.length(random, 8, 40));
      if (isWholeValue(value)) {
        return value;
      }
    }
  }

  private static boolean isWholeValue(String value) {
    String stripped = value.strip();
    return new String(value.getBytes(UTF_8), UTF_8).equals(value)
        && stripped.codePointCount(0, stripped.length()) >= 8;
  }

  private static String surroundings(RandomGenerator random) {
    return ascii(random, random.nextInt(10)).replace('\\', '/').replace('%', '/');
  }

  private static String text(RandomGenerator random, int least, int most) {
    int length = Property.length(random, least, most);
    return random.nextBoolean() ? ascii(random, length) : anyCharacters(random, length);
  }

  private static String ascii(RandomGenerator random, int length) {
    return text(random.ints(length, 0, 0x80));
  }

  /** Surrogates without their other half, and what is not a character, among them. */
  private static String anyCharacters(RandomGenerator random, int length) {
    return text(
        random
            .ints(length, 0, 10)
            .map(kind ->
                switch (kind) {
                  case 0 -> random.nextInt(0x10000, 0x110000);
                  case 1 -> random.nextInt(0x100);
                  default -> random.nextInt(0x10000);
                }));
  }

  private static String text(IntStream codePoints) {
    return codePoints
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void theMaskTakesThePlaceOfTheValueAlone() {
    SecretRedactor values = given(VALUE);

    assertThat(values.masked("key=" + VALUE + "; again: " + base64(VALUE) + "!"))
        .isEqualTo("key=‹secret s3_secret_key›; again: ‹secret s3_secret_key›==!");
    assertThat(values.masked("https://a.example/?k=" + URLEncoder.encode(VALUE, UTF_8) + "&z=1"))
        .isEqualTo("https://a.example/?k=‹secret s3_secret_key›&z=1");
  }

  @Test
  void everyPlaceInJsonIsLookedAt() throws Exception {
    SecretRedactor values = given(VALUE);
    String tree = "{\"a\":[1,{\"b\":\"x%sy\"}],\"c\":null}".formatted(VALUE);
    String name = "{\"a\":{\"x%s\":true}}".formatted(VALUE);

    assertThat(values.nameIn(JSON.readTree(tree))).contains("s3_secret_key");
    assertThat(values.nameIn(JSON.readTree(name))).contains("s3_secret_key");
    assertThat(values.nameIn(JSON.readTree("[1,2,{\"a\":\"b\"}]"))).isEmpty();
    assertThat(values.masked(JSON.readTree(tree)))
        .isEqualTo(JSON.readTree("{\"a\":[1,{\"b\":\"x‹secret s3_secret_key›y\"}],\"c\":null}"));
    assertThat(values.masked(JSON.readTree(name)))
        .isEqualTo(JSON.readTree("{\"a\":{\"x‹secret s3_secret_key›\":true}}"));
  }

  @Test
  void aValueOfDigitsIsFoundAsANumber() throws Exception {
    SecretRedactor values = given("4111111111111111");

    assertThat(values.nameIn(JSON.readTree("[4111111111111111]"))).isPresent();
    assertThat(values.masked(JSON.readTree("[4111111111111111]")).toString())
        .isEqualTo("[\"‹secret s3_secret_key›\"]");
  }

  private static ArrayNode array(String text) {
    ArrayNode array = JSON.createArrayNode();
    bytes(text).forEach(array::add);
    return array;
  }

  private static ObjectNode withIndexes(String text) {
    ObjectNode object = JSON.createObjectNode();
    array(text).forEach(number -> object.set(Integer.toString(object.size()), number));
    return object;
  }

  @Test
  void aValueIsFoundInTheNumbersThatBuffersAndTypedArraysAreInJson() throws Exception {
    for (String value : List.of(VALUE, "größe-ß-😀-und-mehr", PEM)) {
      SecretRedactor values = given(value);
      for (String text : List.of(value, "a" + value + "é", base64(value), json(value))) {
        JsonNode buffer = JSON.createObjectNode().put("type", "Buffer").set("data", array(text));
        List<JsonNode> forms =
            List.of(array(text), buffer, withIndexes(text), JSON.createArrayNode().add(buffer));
        for (JsonNode form : forms) {
          assertThat(values.nameIn(form)).contains("s3_secret_key");
          assertThat(values.nameIn(form.toString())).contains("s3_secret_key");
          assertThat(values.nameIn(values.masked(form))).isEmpty();
          assertThat(values.nameIn(values.masked(form.toString()))).isEmpty();
        }
      }
    }
    ArrayNode units = JSON.createArrayNode();
    "Ключ от всего".chars().forEach(units::add);
    assertThat(given("Ключ от всего").nameIn(units)).contains("s3_secret_key");
  }

  @Test
  void oneMaskTakesThePlaceOfAllNumbersThatAreAValueTogether() throws Exception {
    SecretRedactor values = given("secret-1");

    assertThat(values.masked(JSON.readTree("[1, %s, 300]".formatted(array("<secret-1>")))))
        .isEqualTo(JSON.readTree("[1, [60, \"‹secret s3_secret_key›\", 62], 300]"));
    assertThat(values.masked(JSON.readTree(withIndexes("<secret-1>").toString())))
        .isEqualTo(JSON.readTree("{\"0\":60,\"1\":\"‹secret s3_secret_key›\",\"9\":62}"));
    assertThat(values.masked("bytes: " + numbers("<secret-1>", ", ") + "!"))
        .isEqualTo("bytes: 60, ‹secret s3_secret_key›, 62!");
  }

  @Test
  void numbersAreNoSecretByChance() throws Exception {
    assertThat(given("\u0001\u0002").nameIn(JSON.readTree("[1,2]"))).isEmpty();
    assertThat(given("1234").nameIn(array("1234"))).isEmpty();
    assertThat(given(VALUE).nameIn(array(VALUE.substring(1)))).isEmpty();
    ArrayNode interrupted = array(VALUE);
    interrupted.insert(5, "x");
    assertThat(given(VALUE).nameIn(interrupted)).isEmpty();
    assertThat(given(VALUE).masked(interrupted)).isEqualTo(interrupted);
    Property.holds(
        List.of("1,2,3,4,5,6,7,8,9", "2026-12-01 10:20:30", "\"1\" : \"", "1e9,1.5,99999999999"),
        300,
        random ->
            random
                .ints(Property.length(random, 0, 200), 0, 0x120000)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",")),
        text -> {
          assertThat(given(VALUE).nameIn(text)).isEmpty();
          assertThat(given(VALUE).masked(text)).isEqualTo(text);
        });
  }

  @Test
  void aValueIsFoundInWhateverLetterCase() {
    SecretRedactor values = given("Größe-IST-Ⅳ-Straße");

    for (Locale locale : List.of(Locale.ROOT, Locale.GERMAN)) {
      assertThat(values.nameIn("<" + "Größe-IST-Ⅳ-Straße".toLowerCase(locale) + ">")).isPresent();
      assertThat(values.nameIn("<" + "Größe-IST-Ⅳ-Straße".toUpperCase(locale) + ">")).isPresent();
    }
    assertThat(values.masked("<GRÖßE-ist-ⅳ-strasse>")).isEqualTo("<GRÖßE-ist-ⅳ-strasse>");
    assertThat(given("Secret1").nameIn("\"secret1\"")).as("short").isEmpty();
  }

  @Test
  void aValueIsFoundInTheNameOfAHost() {
    for (String value : List.of("Größe-und-Maß", "ｓｅｃｒｅｔ-value", "Token-Ключ-1")) {
      for (String host : List.of(value, "api." + value + ".example", "k-" + value + "-z.example")) {
        String sent = IDN.toASCII(host).toLowerCase(Locale.ROOT);
        assertThat(given(value).nameIn("no address is known for " + sent)).as(sent).isPresent();
        assertThat(given(value).masked("known for " + sent + ":443"))
            .startsWith("known for ")
            .contains("‹secret s3_secret_key›")
            .endsWith(":443");
      }
    }
    assertThat(given(VALUE).masked("xn--a xn--99999999999 xn---- --")).contains("xn--a xn--9");
  }

  @Test
  void aShortValueCountsOnlyWhereItIsAll() throws Exception {
    SecretRedactor values = given("1234567");

    assertThat(values.nameIn("1234567")).isPresent();
    assertThat(values.nameIn("a 1234567")).isEmpty();
    assertThat(values.nameIn(JSON.readTree("[\"1234567\"]"))).isPresent();
    assertThat(values.nameIn(JSON.readTree("[1234567]"))).isEmpty();
    assertThat(given("true").nameIn(JSON.readTree("[true]"))).isEmpty();
  }

  @Test
  void twoValuesAreToldApart() throws TooManySecrets {
    SecretRedactor values = new SecretRedactor();
    values.add("first", "first-value-1");
    values.add("second", "second-value-2");

    assertThat(values.masked("second-value-2 first-value-1"))
        .isEqualTo("‹secret second› ‹secret first›");
  }

  @Test
  void aNameThatIsNoneIsNotShown() throws TooManySecrets {
    SecretRedactor values = new SecretRedactor();
    values.add("<b>\n" + VALUE, VALUE);

    assertThat(values.masked(VALUE)).isEqualTo("‹secret ?›");
  }

  @Test
  void aValueThatIsPartOfAnotherHidesNothingOfIt() throws TooManySecrets {
    SecretRedactor values = new SecretRedactor();
    values.add("part", "abcdefgh");
    values.add("whole", "xx abcdefgh yy");
    values.add("overlapping", "efgh yy zz");

    assertThat(values.masked("<xx abcdefgh yy>")).isEqualTo("<‹secret whole›>");
    assertThat(values.masked("<xx abcdefgh yy zz>")).isEqualTo("<‹secret whole›>");
    assertThat(values.masked("<abcdefgh>")).isEqualTo("<‹secret part›>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.*+?^${}()|[]b", "\\d{3}\\Q.*\\E", "$1${name}\\$", "((((((((", "%s%n%d%%%"})
  void aValueThatLooksLikeAPatternIsOnlyText(String value) {
    SecretRedactor values = given(value);

    assertThat(values.masked("<" + value + ">")).isEqualTo("<‹secret s3_secret_key›>");
    assertThat(values.nameIn("a12345678b ddd((((((( $1 x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "", " ", "\n    "})
  void aKeyOfSeveralLinesIsFoundHoweverItsLinesAreBroken(String lineBreak) {
    SecretRedactor values = given(PEM);
    String shown = PEM.replace("\n", lineBreak);

    assertThat(values.nameIn("See " + shown + "!")).contains("s3_secret_key");
    assertThat(values.nameIn(json(json(shown)))).contains("s3_secret_key");
    assertThat(values.nameIn(URLEncoder.encode(shown, UTF_8))).contains("s3_secret_key");
    assertThat(values.masked("See " + shown + "!")).isEqualTo("See ‹secret s3_secret_key›!");
  }

  @Test
  void aKeyIsFoundWhoseLineBreaksWereStoredAsEscapes() {
    SecretRedactor values = given(PEM.replace("\n", "\\n"));

    assertThat(values.nameIn("See " + PEM)).contains("s3_secret_key");
    assertThat(values.nameIn("See " + base64(PEM))).contains("s3_secret_key");
    assertThat(values.nameIn("See " + PEM.replace("\n", "\\n"))).contains("s3_secret_key");
  }

  @Test
  void aValueIsFoundThatWasWrittenIntoJsonBeforeItWasEncoded() {
    for (String value : List.of(PEM, "a \"quoted\" value")) {
      String encoded = base64("{\"key\":" + json(value) + "}");

      assertThat(given(value).nameIn(encoded)).contains("s3_secret_key");
    }
  }

  @Test
  void aValueIsFoundWithoutTheBlanksAroundIt() {
    assertThat(given(VALUE + "\n").nameIn("key=" + VALUE + ";")).contains("s3_secret_key");
    assertThat(given(" 1234\n").nameIn("1234")).contains("s3_secret_key");
    assertThat(given(" 1234\n").nameIn("12345")).isEmpty();
    assertThat(given(" \n ").nameIn("")).isEmpty();
  }

  @Test
  void theVariablesOfACallThatIsRunAgainAreKnownToo() throws TooManySecrets {
    Set<Object> first = ConcurrentHashMap.newKeySet();
    Set<Object> second = ConcurrentHashMap.newKeySet();
    SecretRedactor twice = new SecretRedactor();
    twice.continueFrom(first);
    twice.add("s3_secret_key", VALUE);
    twice.continueFrom(second);
    twice.add("s3_secret_key", VALUE);
    twice.forget();

    SecretRedactor later = new SecretRedactor();
    later.continueFrom(second);

    assertThat(later.nameIn(VALUE)).contains("s3_secret_key");
  }

  @Test
  void whatWasForgottenIsNotFound() {
    SecretRedactor values = given(VALUE);
    values.forget();

    assertThat(values.nameIn(VALUE)).isEmpty();
  }

  @Test
  void itNeverShowsAValue() {
    assertThat(given(VALUE).toString() + new ExposedSecret("name", VALUE)).doesNotContain(VALUE);
  }

  @Test
  void deepAndLargeJsonIsLookedThrough() {
    JsonNode deep = JSON.getNodeFactory().textNode(VALUE);
    for (int i = 0; i < 1_000; i++) {
      ArrayNode outer = JSON.createArrayNode();
      outer.add(deep);
      deep = outer;
    }
    ObjectNode large = JSON.createObjectNode().put("a", "a\\%+-".repeat(200_000) + VALUE);

    assertThat(given(VALUE).nameIn(deep)).isPresent();
    assertThat(given(VALUE).nameIn(given(VALUE).masked(deep))).isEmpty();
    assertThat(given(VALUE).nameIn(large)).isPresent();
    assertThat(given("aaaaaaaa").masked("a".repeat(1_000_000))).hasSizeLessThan(10_000_000);
    for (String part :
        List.of("1,", "1 ", "\"1\":1,", "1 \" ", "xn--a ", "115,\\u0031,", "1".repeat(9))) {
      assertThat(given(VALUE).nameIn(part.repeat(300_000))).isEmpty();
    }
    assertThat(given(VALUE).nameIn(array("Fm8Off".repeat(300_000)))).isEmpty();
  }

  @Test
  void aCallThatUsesTooManyValuesIsRefused() {
    SecretRedactor values = new SecretRedactor();

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                values.add("name", "a value of its own " + i);
              }
            })
        .isInstanceOf(TooManySecrets.class);
  }
}
