package dev.coffer.velo.calls;

import dev.coffer.velo.host.CallHost;
import dev.coffer.velo.sandbox.ConsoleLine;
import dev.coffer.velo.sandbox.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * A call that ended. Whoever has it closes it, which forgets the secrets' values.
 *
 * @param console what the code said, values masked
 * @param host knows the values that the call was given
 */
public record FinishedCall(Outcome outcome, List<ConsoleLine> console, Duration took, CallHost host)
    implements AutoCloseable {
  @Override
  public void close() {
    host.close();
  }
}
