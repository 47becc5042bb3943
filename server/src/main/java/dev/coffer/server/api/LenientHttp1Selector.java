package dev.coffer.server.api;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Takes every connection that does not begin as HTTP/2 for HTTP/1.1. The web server's own selector
 * takes only what is well formed and closes all else without a word; this way HTTP/1.0, paths that
 * are too long and plain nonsense are answered like any other bad request.
 */
final class LenientHttp1Selector implements ServerConnectionSelector {
  private static final byte[] HTTP2_PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

  /** Many times what a path needs, so that a name that is far too long is refused as a name. */
  private static final int LONGEST_REQUEST_LINE = 1 << 16;

  /** Paths are looked at in {@link Api}: here, a broken one would end the whole connection. */
  static final Http2Config HTTP_2 = Http2Config.builder().validatePath(false).build();

  private final Http1ConnectionSelector http1 =
      Http1ConnectionSelector.builder()
          .config(
              Http1Config.builder()
                  .validatePath(false)
                  .validatePrologue(false)
                  .maxPrologueLength(LONGEST_REQUEST_LINE)
                  .build())
          .addUpgrader(Http2Upgrader.create(HTTP_2))
          .build();

  @Override
  public int bytesToIdentifyConnection() {
    return 0; // Whatever has come.
  }

  @Override
  public Support supports(BufferData begin) {
    int length = Math.min(begin.available(), HTTP2_PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (begin.read() != HTTP2_PREFACE[i]) {
        return Support.SUPPORTED;
      }
    }
    return length < HTTP2_PREFACE.length ? Support.UNKNOWN : Support.UNSUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return http1.connection(context);
  }
}
