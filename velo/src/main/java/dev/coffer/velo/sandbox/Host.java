package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What one call may ask for from outside. Called on virtual threads, several at a time; a call's
 * host is asked nothing more once the call ended.
 */
public interface Host {
  /**
   * Told before anything else what the variables of the code may still hold: what hosts of earlier
   * calls in the same variables added here. It is kept as long as those variables are.
   *
   * @param memory threads may share it
   */
  default void begin(Set<Object> memory) {}

  /**
   * Does what code asked for, and blocks until it is done.
   *
   * <table>
   * <caption>Operations</caption>
   * <tr><th>operation<th>argument<th>result
   * <tr><td>secrets.create<td>{@code {"secret": {"name", "value", "description"?}}}<td>{@code {"id"}}
   * <tr><td>secrets.get<td>{@code {"name"}}<td>{@code {"value"}}
   * <tr><td>secrets.list<td>{@code {}}<td>{@code {"secrets": [{"id", "name", "description",
   *     "createdDate", "updatedDate"}]}}
   * <tr><td>secrets.update<td>{@code {"id", "secret": {…}}}<td>{@code {}}
   * <tr><td>secrets.delete<td>{@code {"id"}}<td>{@code {}}
   * <tr><td>fetch<td>{@code {"url", "method", "headers": {}, "body"?}}, the body in base64<td>{@code
   *     {"url", "status", "statusText", "headers": {}, "redirected", "body"}}, the body in base64
   * </table>
   *
   * @param argument whatever code sent: of any shape
   * @throws HostCallException when it was not done; the code's promise is rejected with it
   */
  JsonNode perform(String operation, JsonNode argument) throws HostCallException;

  /** Takes what code said on the console. */
  void say(ConsoleLine line);
}
