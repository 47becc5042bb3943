package dev.coffer.velo.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.host.CallContext;
import dev.coffer.velo.sandbox.Call;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back answers in which the value of a secret stands that the call was given. How well it
 * looks, {@link CallContext#secretIn(JsonNode)} says.
 *
 * @param otherwise what is done for functions that are not named
 * @param functions what is done for one function, by its file and name with a slash between, such
 *     as {@code backend/x.web.js/f}
 */
public record LeakGuard(Mode otherwise, Map<String, Mode> functions) {
  private static final Logger LOG = LoggerFactory.getLogger(LeakGuard.class);

  /** What is done about a value in an answer. */
  public enum Mode {
    /** The browser gets an error in its place, and the log says why. */
    BLOCK,
    /** The browser gets it, and the log says so. */
    WARN,
    /** Nobody looks. */
    OFF
  }

  /** Keeps a copy. */
  public LeakGuard {
    functions = Map.copyOf(functions);
  }

  /** Tells what is done for a function. */
  Mode mode(Call call) {
    return functions.getOrDefault(call.file() + "/" + call.function(), otherwise);
  }

  /**
   * Looks at an answer before it is sent.
   *
   * @throws WebRequestException if it must not be sent
   */
  void check(Call call, CallContext context, JsonNode answer) {
    check(call, () -> context.secretIn(answer));
  }

  /**
   * Looks at text before it is sent.
   *
   * @throws WebRequestException if it must not be sent
   */
  void check(Call call, CallContext context, String answer) {
    check(call, () -> context.secretIn(answer));
  }

  private void check(Call call, Supplier<Optional<String>> secretInAnswer) {
    Mode mode = mode(call);
    Optional<String> secret = mode == Mode.OFF ? Optional.empty() : secretInAnswer.get();
    if (secret.isEmpty()) {
      return;
    }
    if (mode == Mode.BLOCK) {
      LOG.error(
          "LEAK HELD BACK: {} {} answers with the value of the secret {}, which must stay in the"
              + " backend; the caller got the error SECRET_LEAK in its place",
          call.file(),
          call.function(),
          secret.get());
      throw WebRequestException.leak();
    }
    LOG.warn(
        "LEAK: {} {} answers with the value of the secret {}, and it was sent, because leak-guard"
            + " is set to warn",
        call.file(),
        call.function(),
        secret.get());
  }
}
