package dev.coffer.velo.calls;

import dev.coffer.velo.host.CallContext;
import dev.coffer.velo.sandbox.CallOutcome;
import dev.coffer.velo.sandbox.ConsoleLine;
import java.time.Duration;
import java.util.List;

/**
 * A call that ended. Whoever has it closes it, which forgets the secrets' values.
 *
 * @param console what the code said, values masked
 * @param context knows the values that the call was given
 */
public record CompletedCall(
    CallOutcome outcome, List<ConsoleLine> console, Duration took, CallContext context)
    implements AutoCloseable {
  @Override
  public void close() {
    context.close();
  }
}
