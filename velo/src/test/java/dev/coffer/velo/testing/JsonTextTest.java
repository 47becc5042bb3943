package dev.coffer.velo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  @ParameterizedTest
  @CsvSource({
    "1e21, 1e+21",
    "123456789012345680000, 123456789012345680000",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "1e-7, 1e-7",
    "0.000001, 0.000001",
    "-2.50, -2.5",
    "0.0, 0",
    "100, 100",
    "100.0, 100",
  })
  void numbersAreWrittenAsJavaScriptWritesThem(String typed, String shown)
      throws JsonProcessingException {
    assertThat(JsonText.pretty(JsonText.read(typed))).as("typed").isEqualTo(shown);
    assertThat(JsonText.pretty(new JsonMapper().readTree(typed))).as("returned").isEqualTo(shown);
  }
}
