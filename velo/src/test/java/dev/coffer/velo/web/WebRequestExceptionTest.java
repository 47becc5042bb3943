package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What those are told who are refused, where no test can bring it about through a server. */
class WebRequestExceptionTest {
  @Test
  void whoseBodyFindsNoRoomIsToldToComeAgainInASecond() throws IOException {
    VeloResponse answer = WebRequestException.noRoomForBody().answer();
    assertThat(answer.status().code()).isEqualTo(503);
    assertThat(answer.headers()).contains(HeaderValues.create(HeaderNames.RETRY_AFTER, 1));
    JsonNode error = WebJson.MAPPER.readTree(answer.body());
    assertThat(error.at("/details/applicationError/code").asText()).isEqualTo("UNAVAILABLE");
    assertThat(error.path("message").asText()).endsWith("send it again");
  }
}
