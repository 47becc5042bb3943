package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coffer.velo.site.SiteFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes what lets the process that runs code start in about half the time: a cache of what Java
 * learned of it (JEP 514), which {@link Sandbox#start} uses when the system property {@code
 * coffer.script.cache} names it.
 */
public final class ScriptCache {
  private static final int CALLS = 20;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final String EXAMPLE =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import wixSecretsBackend, { listSecretInfo } from 'wix-secrets-backend';
      import { getJSON } from 'wix-fetch';
      import { ok } from 'wix-http-functions';
      export const example = webMethod(Permissions.Anyone, async ({ name }, ...rest) => {
        const secret = await wixSecretsBackend.getSecret(name);
        console.log('a line', { rest }, new Error('an error'));
        await new Promise((resolve) => setTimeout(resolve, 1));
        const url = new URL('https://example.com/path?a=b');
        return [secret.length, await listSecretInfo(), url.searchParams.get('a'), await getJSON(url)];
      });
      export const fails = () => wixSecretsBackend.getSecret('absent').catch((error) => error.code);
      export const get_example = async (request) => ok({ body: await request.body.text() });
      """;

  private ScriptCache() {}

  /**
   * Makes a cache by letting an example run. Whoever uses it must have the same class path and
   * Java.
   *
   * @param cache the file to write
   * @throws IllegalStateException if it was not made
   */
  public static void make(Path cache) throws InterruptedException {
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), ScriptCommand.making(cache));
    try {
      sandbox.load(
          new SiteFiles(
              Map.of(
                  "backend/example.web.js",
                  EXAMPLE,
                  "backend/http-functions.js",
                  EXAMPLE,
                  "backend/broken.js",
                  "import fs from 'fs'; const = 1;")));
      JsonNode argument = JsonNodeFactory.instance.objectNode().put("name", "example");
      for (int i = 0; i < CALLS; i++) {
        sandbox.call(
            new Call.Function("backend/example.web.js", "example", List.of(argument)),
            new Example());
        sandbox.call(
            new Call.Function("backend/example.web.js", "fails", List.of()), new Example());
        sandbox.call(
            new Call.Http("backend/http-functions.js", "get_example", argument), new Example());
      }
      if (!sandbox.closeWhenDone(LONGEST)) {
        throw new IllegalStateException("the process that runs code did not end by itself");
      }
      if (!Files.isReadable(cache)) {
        throw new IllegalStateException("Java wrote no cache of the process that runs code");
      }
    } finally {
      sandbox.close();
    }
  }

  /** Has what the example asks for. */
  private static final class Example implements Host {
    @Override
    public JsonNode perform(String operation, JsonNode argument) throws HostCallException {
      return switch (operation) {
        case "secrets.get" -> {
          if (argument.path("name").asText().equals("absent")) {
            throw new HostCallException("not found", "NOT_FOUND", Optional.empty());
          }
          yield JsonNodeFactory.instance.objectNode().put("value", "example");
        }
        case "secrets.list" -> {
          var list = JsonNodeFactory.instance.objectNode();
          list.putArray("secrets").addObject().put("createdDate", "2020-05-26T06:16:46.000Z");
          yield list;
        }
        default -> JsonNodeFactory.instance.objectNode().put("status", 200).put("body", "MQ==");
      };
    }

    @Override
    public void say(ConsoleLine line) {
      // Nobody reads it.
    }
  }
}
