package dev.coffer.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.TestServer.Reply;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads validation errors. */
public final class Violations {
  private Violations() {}

  /**
   * Returns the violations of a reply, each as "field RULE", in the order in which they were told.
   */
  public static List<String> of(Reply reply) {
    assertThat(reply.status()).as("the status of %s", reply.http().body()).isEqualTo(400);
    return StreamSupport.stream(
            reply.json().at("/details/validationError/fieldViolations").spliterator(), false)
        .map(violation ->
            violation.path("field").asText() + " " + violation.path("violatedRule").asText())
        .toList();
  }
}
