package dev.coffer.velo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was typed stays, but a value that became a secret is not shown again. */
class InputTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String VALUE = "sk_live_51H8xN";
  private static final String TYPED =
      "{\"secret\": {\"name\":\"KEY\",\"value\":\"" + VALUE + "\"}}";

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Masks whatever has the text in it, as the host of a call does that knows one value. */
  private record Masking(String value) implements Mask {
    @Override
    public String of(String text) {
      return value.isEmpty() ? text : text.replace(value, "‹secret KEY›");
    }

    @Override
    public JsonNode of(JsonNode json) {
      return json(of(json.toString()));
    }
  }

  private static Input stored() {
    return Input.of(json(TYPED), TYPED, new Masking(VALUE), Optional.empty());
  }

  private static Input ranAgain(JsonNode json) {
    return Input.of(json, TYPED, new Masking(""), Optional.of(stored()));
  }

  private static Optional<JsonNode> meant(Input before, JsonNode sent) {
    return Input.meant(sent, Optional.of(before));
  }

  @Test
  void whatHoldsNoSecretIsShownAsItWasTyped() {
    Input input = Input.of(json(TYPED), TYPED, new Masking(""), Optional.empty());
    assertThat(input.text()).isEqualTo(TYPED);
  }

  @Test
  void aValueThatWasStoredIsShownAsAMask() {
    assertThat(stored().text()).contains("\"value\": \"‹secret KEY›\"").doesNotContain(VALUE);
  }

  @Test
  void aMaskThatIsSentBackMeansTheValue() {
    assertThat(meant(stored(), json(stored().text()))).contains(json(TYPED));
    JsonNode renamed = json(stored().text().replace("\"KEY\"", "\"OTHER\""));
    assertThat(meant(stored(), renamed)).contains(json(TYPED.replace("\"KEY\"", "\"OTHER\"")));
  }

  @Test
  void aNewValueIsTakenAsItIs() {
    JsonNode typed = json(TYPED.replace(VALUE, "another"));
    assertThat(meant(stored(), typed)).contains(typed);
  }

  @Test
  void aMaskWhereNoneWasPutIsRefused() {
    assertThat(meant(stored(), json("{\"secret\":{\"name\":\"‹secret KEY›\"}}"))).isEmpty();
    assertThat(meant(stored(), json("{\"other\":\"Bearer ‹secret KEY›\"}"))).isEmpty();
    assertThat(Input.meant(json(stored().text()), Optional.empty()))
        .as("after the values were forgotten")
        .isEmpty();
  }

  /** Shows an array of three or more numbers as one mask, as the bytes of a value are shown. */
  private static final Mask OF_BYTES =
      new Mask() {
        @Override
        public String of(String text) {
          return text;
        }

        @Override
        public JsonNode of(JsonNode json) {
          return json(
              "{\"bytes\":[\"‹secret KEY›\",9],\"other\":%s}".formatted(json.path("other")));
        }
      };

  @Test
  void oneMaskForManyNumbersMeansThemAllOrNothing() {
    String typed = "{\"bytes\":[1,2,3,9],\"other\":1}";
    Input before = Input.of(json(typed), typed, OF_BYTES, Optional.empty());

    assertThat(meant(before, json(before.text()))).contains(json(typed));
    assertThat(meant(before, json(before.text().replace("\"other\": 1", "\"other\": 2"))))
        .contains(json(typed.replace("\"other\":1", "\"other\":2")));
    assertThat(meant(before, json(before.text().replace("9", "8")))).isEmpty();
    Input again = Input.of(json(typed), typed, new Masking(""), Optional.of(before));
    assertThat(again.text()).contains("‹secret KEY›").doesNotContain("2");
  }

  @Test
  void aMaskStaysThoughTheNextCallDoesNotKnowTheValue() {
    assertThat(ranAgain(json(TYPED)).text()).contains("‹secret KEY›").doesNotContain(VALUE);
    assertThat(meant(ranAgain(json(TYPED)), json(stored().text()))).contains(json(TYPED));
  }
}
