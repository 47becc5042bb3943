package dev.coffer.egress;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Creates HTTP clients: no proxy, no cookies, no redirects, nothing sent twice. */
final class EgressConnections {
  private static final int CONNECTIONS = 64;

  private EgressConnections() {}

  /**
   * Returns a client that keeps connections, and blocks the thread that calls.
   *
   * @param trust whose certificates count
   * @param toAnswer how long to wait for a connection that is free, and for each piece of an answer
   */
  static CloseableHttpClient client(SSLContext trust, Duration toConnect, Duration toAnswer) {
    Timeout patience = Timeout.of(toAnswer);
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(
                new DefaultClientTlsStrategy(
                    trust,
                    HostnameVerificationPolicy.BUILTIN, // by the JDK
                    NoopHostnameVerifier.INSTANCE))
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(toConnect))
                    .setSocketTimeout(patience)
                    .setTimeToLive(TimeValue.ofMinutes(1))
                    .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                    .build())
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS)
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setRoutePlanner((host, context) -> new HttpRoute(host, null, isHttps(host)))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(patience)
                .setResponseTimeout(patience)
                .setProtocolUpgradeEnabled(false)
                .build())
        .setUserAgent("Coffer")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  private static boolean isHttps(HttpHost host) {
    return host.getSchemeName().equals("https");
  }
}
