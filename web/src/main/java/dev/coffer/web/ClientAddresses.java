package dev.coffer.web;

import dev.coffer.settings.Network;
import dev.coffer.settings.TrustedProxies;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where requests come from. That is the other end of the connection, unless a trusted proxy is
 * there: it names in a header whom it was asked by. Several proxies each add one at the end, so the
 * header is read from there: what a trusted proxy added is believed, and the first address that is
 * no trusted proxy's is the client's, for whatever stands before it the client may have written. At
 * a text that is no address, or behind 32 proxies, the reading ends, and the request counts as from
 * the last proxy that was believed. Nobody is asked what a text means. Threads may share it.
 */
public final class ClientAddresses {
  private static final int MOST_PROXIES = 32;

  /** An IPv6 address in brackets with a port, and its port. */
  private static final int LONGEST = 60;

  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([^\\]]+)\\](?::\\d{1,5})?|([0-9.]+):\\d{1,5}");

  private final TrustedProxies proxies;
  private final Optional<HeaderName> header;

  /**
   * @param proxies whose word is taken
   */
  public ClientAddresses(TrustedProxies proxies) {
    this.proxies = proxies;
    this.header =
        proxies.networks().isEmpty()
            ? Optional.empty()
            : Optional.of(HeaderNames.create(proxies.header()));
  }

  /**
   * {@return the address that a request comes from; this machine's own if its connection has none}
   *
   * @param request the request
   */
  public InetAddress of(ServerRequest request) {
    Optional<InetAddress> peer = peer(request);
    return isTrusted(peer)
        ? client(peer.orElseThrow(), request.headers().all(header.orElseThrow(), List::of))
        : peer.orElseGet(InetAddress::getLoopbackAddress);
  }

  /** Tells whether a trusted proxy hands a request on. */
  boolean isFromProxy(ServerRequest request) {
    return isTrusted(peer(request));
  }

  private static Optional<InetAddress> peer(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
        ? Optional.of(socket.getAddress())
        : Optional.empty();
  }

  private boolean isTrusted(Optional<InetAddress> address) {
    return address.isPresent()
        && proxies.networks().stream().anyMatch(network -> network.contains(address.get()));
  }

  /** Lines of one name are one list (RFC 9110). */
  private InetAddress client(InetAddress peer, List<String> lines) {
    String list = String.join(",", lines);
    InetAddress believed = peer;
    int end = list.length();
    for (int proxy = 0; proxy < MOST_PROXIES && end > 0; proxy++) {
      int comma = list.lastIndexOf(',', end - 1);
      Optional<InetAddress> named = address(list.substring(comma + 1, end));
      if (named.isEmpty()) {
        return believed;
      }
      believed = named.get();
      if (!isTrusted(named)) {
        return believed;
      }
      end = comma;
    }
    return believed;
  }

  private static Optional<InetAddress> address(String named) {
    String text = named.strip();
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher withPort = WITH_PORT.matcher(text);
    if (!withPort.matches()) {
      return Network.address(text);
    }
    String bracketed = withPort.group(1);
    return bracketed == null
        ? Network.address(withPort.group(2))
        : Network.address(bracketed).filter(_ -> bracketed.contains(":"));
  }
}
