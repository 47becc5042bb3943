package dev.coffer.velo.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser as a server sees one: it keeps cookies and says where a request comes from. */
final class Client {
  /** As a script of the dashboard's pages makes it. */
  private static final String PAGE_KEY = "0123456789abcdef".repeat(4);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = new JsonMapper();
  private static final String WEB_METHODS =
      "/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/";
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

  private final URI server;
  private final HttpClient http;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  Client(URI server) {
    this(server, HTTP);
  }

  private Client(URI server, HttpClient http) {
    this.server = server;
    this.http = http;
  }

  /** Returns a browser at another address of this machine, such as 127.0.0.2. */
  static Client at(String address, URI server) {
    try {
      InetAddress local = InetAddress.getByName(address);
      return new Client(server, HttpClient.newBuilder().localAddress(local).build());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  /** What was answered. */
  record Reply(int status, String body, HttpResponse<String> http) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("the answer is no JSON: " + body, e);
      }
    }

    /** Returns the code of an error. */
    String code() {
      return json().at("/details/applicationError/code").asText();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    String csrfToken() {
      Matcher token = FORM_TOKEN.matcher(body);
      return token.find() ? token.group(1) : "";
    }
  }

  /** Calls a web method, with JSON that should be an array of arguments. */
  Reply call(String file, String function, String arguments) {
    return call(file, function, arguments, Map.of());
  }

  /** Calls a web method with headers in place of those that a page of the site would send. */
  Reply call(String file, String function, String arguments, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>();
    all.put("Origin", server.toString());
    all.put("Sec-Fetch-Site", "same-origin");
    all.put("Content-Type", "application/json");
    all.putAll(headers);
    return send("POST", WEB_METHODS + file + "/" + function + ".ajax", Optional.of(arguments), all);
  }

  Reply get(String path) {
    return send("GET", path, Optional.empty(), Map.of());
  }

  /** Sends a form of a page of the site; fields are given as name, content, name, content. */
  Reply form(String path, String... fields) {
    return formWith(
        Map.of(
            "Origin",
            server.toString(),
            "Sec-Fetch-Site",
            "same-origin",
            "Coffer-Page-Key",
            PAGE_KEY),
        path,
        fields);
  }

  /** Sends a form with headers of the test's own. */
  Reply formWith(Map<String, String> headers, String path, String... fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.add(encoded(fields[i]) + "=" + encoded(fields[i + 1]));
    }
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/x-www-form-urlencoded");
    return send("POST", path, Optional.of(String.join("&", pairs)), all);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Sends any request with this browser's cookies; headers without content are left out. */
  Reply send(String method, String path, Optional<String> body, Map<String, String> headers) {
    BodyPublisher content = body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).method(method, content);
    headers.forEach((name, value) -> {
      if (!value.isEmpty()) {
        request.header(name, value);
      }
    });
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      return new Reply(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains(" 1 Jan 1970 ")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(pair.indexOf('=') + 1));
    }
  }

  Map<String, String> cookies() {
    return cookies;
  }
}
