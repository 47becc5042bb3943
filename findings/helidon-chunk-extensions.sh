#!/bin/sh
# Helidon WebServer 4.5.0: refuses chunked bodies with chunk extensions, and those with trailers.
#
# Expected: what RFC 9112, section 7.1, has: a recipient ignores chunk extensions that it does not
#           know (7.1.1), and may drop trailer fields (7.1.2). The body is the same.
# Seen:     a chunk size that is followed by an extension is no number to it, and anything but an
#           empty line behind the last chunk is no end. A route that reads the body fails.
#
# Exits with 0 while that is so, and with 1 once it is not. Needs Maven, and a JDK 21 or newer in JAVA_HOME or PATH.
set -eu

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"

cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.helidon.webserver</groupId>
      <artifactId>helidon-webserver</artifactId>
      <version>4.5.0</version>
    </dependency>
  </dependencies>
</project>
END
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory=lib

cat >Finding.java <<'END'
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public class Finding {
  public static void main(String[] arguments) throws Exception {
    WebServer server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .routing(routing -> routing.post("/", (request, response) ->
                response.send(request.content().as(String.class))))
            .build()
            .start();
    boolean plain = isEchoed(server.port(), "5\r\nhello\r\n0\r\n\r\n");
    boolean extension = isEchoed(server.port(), "5;name=value\r\nhello\r\n0\r\n\r\n");
    boolean trailer = isEchoed(server.port(), "5\r\nhello\r\n0\r\nExpires: never\r\n\r\n");
    server.stop();
    System.out.println("expected: read plain, with an extension, with a trailer: true true true");
    System.out.printf("seen:     read plain, with an extension, with a trailer: %s %s %s%n",
        plain, extension, trailer);
    System.exit(plain && !extension && !trailer ? 0 : 1);
  }

  private static boolean isEchoed(int port, String chunks) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head =
          "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
      socket.getOutputStream().write((head + chunks).getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.startsWith("HTTP/1.1 200") && answer.contains("hello");
    }
  }
}
END
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java 2>log || { code=$?; cat log; exit $code; }
