package dev.coffer.velo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.sandbox.Call;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.ExportedFunction.Parameter;
import dev.coffer.velo.testing.Parameters.Read;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static final String FILE = "backend/shop.web.js";
  private static final String HTTP_FILE = "backend/http-functions.js";

  private static final ExportedFunction ORDER =
      function("order", plain("item"), plain("count"), plain("note"));
  private static final ExportedFunction MULTIPLY =
      function(
          "multiply",
          new Parameter("param1", true, false, json("{\"factor1\":\"\",\"factor2\":\"\"}")),
          plain("digits"));

  private static ExportedFunction function(String name, Parameter... parameters) {
    return new ExportedFunction(name, Optional.empty(), List.of(parameters), 1);
  }

  private static JsonNode json(String text) {
    try {
      return JsonText.read(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Parameter plain(String name) {
    return new Parameter(name, false, false, json("\"\""));
  }

  private static String arguments(ExportedFunction function, String text) {
    return switch (Parameters.read(FILE, function, text)) {
      case Read.Usable(Call.Function call, JsonNode _) -> call.arguments().toString();
      case Read read -> throw new AssertionError("not usable: " + read);
    };
  }

  private static String reason(ExportedFunction function, String text) {
    return switch (Parameters.read(FILE, function, text)) {
      case Read.Unusable(String reason) -> reason;
      case Read read -> throw new AssertionError("usable: " + read);
    };
  }

  @Test
  void theFieldIsFilledWithAPropertyForEachParameter() {
    assertThat(Parameters.prefilled(FILE, ORDER))
        .isEqualTo("{\n  \"item\": \"\",\n  \"count\": \"\",\n  \"note\": \"\"\n}");
    assertThat(Parameters.prefilled(FILE, function("ping"))).isEqualTo("{}");
  }

  @Test
  void aDestructuredParameterIsAnObjectInsideAnArray() {
    assertThat(Parameters.prefilled(FILE, MULTIPLY))
        .isEqualToIgnoringWhitespace(
            "{\"param1\": [{\"factor1\": \"\", \"factor2\": \"\"}], \"digits\": \"\"}");
    assertThat(arguments(MULTIPLY, "{\"param1\":[{\"factor1\":2,\"factor2\":3}],\"digits\":1}"))
        .isEqualTo("[{\"factor1\":2,\"factor2\":3}, 1]");
    assertThat(arguments(MULTIPLY, "{\"param1\":{\"factor1\":2},\"digits\":1}"))
        .as("the object alone is as clear")
        .isEqualTo("[{\"factor1\":2}, 1]");
  }

  @Test
  void aDestructuredArrayIsAnArrayInsideAnArray() {
    ExportedFunction sum = function("sum", new Parameter("param1", true, false, json("[]")));
    assertThat(Parameters.prefilled(FILE, sum)).isEqualToIgnoringWhitespace("{\"param1\":[[]]}");
    assertThat(arguments(sum, "{\"param1\":[[1,2]]}")).isEqualTo("[[1,2]]");
    assertThat(reason(sum, "{\"param1\":[1,2]}")).contains("param1").contains("in an array");
  }

  @Test
  void aRestParameterIsAnArrayOfAllFurtherArguments() {
    ExportedFunction sum =
        function("sum", plain("first"), new Parameter("others", false, true, json("[]")));
    assertThat(Parameters.prefilled(FILE, sum))
        .isEqualToIgnoringWhitespace("{\"first\":\"\",\"others\":[]}");
    assertThat(arguments(sum, "{\"first\":1,\"others\":[2,[3]]}")).isEqualTo("[1, 2, [3]]");
    assertThat(arguments(sum, "{\"first\":1}")).isEqualTo("[1]");
    assertThat(reason(sum, "{\"first\":1,\"others\":2}")).contains("others", "in an array");
  }

  @Test
  void theFieldBeginsWithDefaults() {
    ExportedFunction pay = function("pay", new Parameter("amount", false, false, json("1e21")));
    assertThat(Parameters.prefilled(FILE, pay)).isEqualTo("{\n  \"amount\": 1e+21\n}");
  }

  @Test
  void valuesArePassedInTheOrderOfTheParametersAsTheyAre() {
    assertThat(arguments(ORDER, "{\"note\":null,\"count\":1.50,\"item\":{\"a\":[true]}}"))
        .isEqualTo("[{\"a\":[true]}, 1.5, null]");
  }

  @Test
  void theLastParametersCanBeLeftOutSoThatTheyAreUndefined() {
    assertThat(arguments(ORDER, "{\"item\":\"tea\"}")).isEqualTo("[\"tea\"]");
    assertThat(arguments(ORDER, " ")).isEqualTo("[]");
  }

  @Test
  void aGapIsRefusedBecauseJsonHasNoUndefined() {
    assertThat(reason(ORDER, "{\"item\":\"tea\",\"note\":\"hot\"}")).contains("count is missing");
    assertThat(reason(ORDER, "{\"itm\":\"tea\"}")).contains("item is missing");
  }

  @Test
  void furtherPropertiesAreFurtherArguments() {
    assertThat(arguments(function("sum", plain("first")), "{\"first\":1,\"b\":2,\"a\":3}"))
        .isEqualTo("[1, 2, 3]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"tea\"", "null"})
  void whatIsNoObjectIsRefused(String text) {
    assertThat(reason(ORDER, text)).contains("one JSON object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1,}            | Line 1, column 9  | comma too many",
        "{\"a\": 1~ \"b\": 2}   | Line 2, column 2  | comma missing",
        "{'a': 1}               | Line 1, column 2  | double quotes",
        "{\"a\": tea}           | Line 1            | double quotes",
        "{\"a\": [1~            | Line              | still open",
        "{\"a\": \"te~a\"}      | Line 1            | \\n",
        "{\"a\": 1} {\"b\": 2}  | Line 1            | behind the end",
        "{\"a\": 1, \"a\": 2}   | Line 1            | there twice",
        "{\"a\": \"\\q\"}       | Line 1            | backslash",
        "{\"a\": 1 /* x */}     | Line 1, column 9  | no comments",
      })
  void faultsAreToldWithTheirPlace(String text, String place, String hint) {
    assertThat(reason(ORDER, text.replace('~', '\n'))).startsWith(place).contains(hint);
  }

  @Test
  void whatIsTypedIsNotInAFault() {
    for (String text : List.of("{\"value\": sk_live_1}", "sk_live_1", "{\"value\": \"sk_live_1")) {
      assertThat(reason(ORDER, text)).doesNotContain("sk_live");
    }
  }

  @Test
  void anHttpFunctionTakesThePartsOfARequestThatItsMethodHas() {
    ExportedFunction get = function("get_order", plain("request"));
    assertThat(Parameters.prefilled(HTTP_FILE, get))
        .isEqualToIgnoringWhitespace(
            "{\"request\": {\"path\": [], \"query\": {}, \"headers\": {}}}");
    assertThat(Parameters.prefilled(HTTP_FILE, function("post_order")))
        .isEqualToIgnoringWhitespace(
            "{\"request\": {\"path\": [], \"headers\": {}, \"body\": \"\"}}");
    Read read =
        Parameters.read(
            HTTP_FILE,
            get,
            "{\"request\":{\"path\":[\"a b\"],\"query\":{\"q\":\"1&2\"},\"headers\":{\"x\":\"y\"}}}");
    assertThat(read).isInstanceOf(Read.Usable.class);
    JsonNode request = ((Call.Http) ((Read.Usable) read).call()).request();
    assertThat(request.path("method").asText()).isEqualTo("GET");
    assertThat(request.path("url").asText()).endsWith("/_functions/order/a%20b?q=1%262");
    assertThat(request.path("headers").path("x").asText()).isEqualTo("y");
    assertThat(reasonOf(Parameters.read(HTTP_FILE, get, "{}"))).contains("one object, request");
  }

  private static String reasonOf(Read read) {
    return ((Read.Unusable) read).reason();
  }
}
