package dev.coffer.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.redaction.SecretMatcher.Match;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Some values: finds them in texts, in whatever common encoding, and masks them. Threads may share
 * it. It never fails, whatever the text.
 */
public final class SecretRedactor {
  private static final int MOST = 1_000;
  private static final int MOST_CHARACTERS = 4 << 20;

  private final List<ExposedSecret> values = new CopyOnWriteArrayList<>();
  private volatile Optional<SecretMatcher> matcher = Optional.empty();
  private Set<Object> memory = ConcurrentHashMap.newKeySet();
  private int own;
  private long characters;

  /**
   * Knows what others knew, and tells later ones of what this is told.
   *
   * @param earlier values that an object of this class added
   */
  public synchronized void continueFrom(Set<Object> earlier) {
    memory = earlier;
    earlier.forEach(value -> values.add((ExposedSecret) value));
    matcher = Optional.empty();
  }

  /**
   * Remembers a value.
   *
   * @param name of its secret; what cannot be a name is not shown
   * @throws TooManySecrets after 1,000 values, or 4 Mi characters of them: more could use up the
   *     memory
   */
  public synchronized void add(String name, String value) throws TooManySecrets {
    if (value.isBlank()) {
      return;
    }
    Optional<ExposedSecret> known =
        values.stream().filter(it -> it.value().equals(value.strip())).findFirst();
    if (known.isPresent()) {
      memory.add(known.get());
      return;
    }
    characters += value.length();
    own++;
    if (own > MOST || characters > MOST_CHARACTERS) {
      throw new TooManySecrets();
    }
    boolean isName = name.matches("[A-Za-z0-9_+=@#$-]{1,50}");
    ExposedSecret exposed = new ExposedSecret(isName ? name : "?", value);
    values.add(exposed);
    matcher = Optional.empty();
    memory.add(exposed);
  }

  /** Forgets all values. */
  public synchronized void forget() {
    values.clear();
    matcher = Optional.empty();
    memory = ConcurrentHashMap.newKeySet();
  }

  /** Returns the name of a secret whose value stands in the text. */
  public Optional<String> nameIn(String text) {
    return matches(text).stream().map(Match::name).findFirst();
  }

  /**
   * Returns the same for any string, number or property's name in JSON, and for numbers beside each
   * other that are the bytes or characters of one, in an array or an object.
   */
  public Optional<String> nameIn(JsonNode json) {
    Deque<JsonNode> left = new ArrayDeque<>(List.of(json));
    while (!left.isEmpty() && !values.isEmpty()) {
      JsonNode node = left.pop();
      Optional<String> found =
          node.properties().stream()
              .map(property -> nameIn(property.getKey()))
              .flatMap(Optional::stream)
              .findFirst()
              .or(() -> textOf(node).flatMap(this::nameIn))
              .or(() -> matchesInNumbers(node).stream().map(Match::name).findFirst());
      if (found.isPresent()) {
        return found;
      }
      node.forEach(left::push);
    }
    return Optional.empty();
  }

  /** Returns the text with the secret's name in place of each value. */
  public String masked(String text) {
    StringBuilder masked = new StringBuilder();
    int end = 0;
    for (Match match : matches(text)) {
      if (match.begin() >= end) {
        masked.append(text, end, match.begin()).append(mask(match));
      }
      end = Math.max(end, match.end());
    }
    return masked.append(text, end, text.length()).toString();
  }

  private static String mask(Match match) {
    return "‹secret " + match.name() + "›";
  }

  /**
   * Returns the same for all strings, numbers and properties' names in JSON. One mask takes the
   * place of all numbers that are a value together.
   */
  public JsonNode masked(JsonNode json) {
    if (values.isEmpty()) {
      return json;
    }
    if (json.isArray()) {
      return maskedArray(json);
    }
    if (json.isObject()) {
      return maskedObject(json);
    }
    return textOf(json)
        .filter(text -> nameIn(text).isPresent())
        .<JsonNode>map(text -> JsonNodeFactory.instance.textNode(masked(text)))
        .orElse(json);
  }

  private JsonNode maskedArray(JsonNode json) {
    ArrayNode masked = JsonNodeFactory.instance.arrayNode(json.size());
    HiddenNumbers hidden = new HiddenNumbers(matchesInNumbers(json));
    int index = 0;
    for (JsonNode element : json) {
      if (hidden.masks().containsKey(index)) {
        masked.add(hidden.masks().get(index));
      } else if (!hidden.places().get(index)) {
        masked.add(masked(element));
      }
      index++;
    }
    return masked;
  }

  private JsonNode maskedObject(JsonNode json) {
    ObjectNode masked = JsonNodeFactory.instance.objectNode();
    HiddenNumbers hidden = new HiddenNumbers(matchesInNumbers(json));
    int index = 0;
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      if (hidden.masks().containsKey(index)) {
        masked.put(masked(property.getKey()), hidden.masks().get(index));
      } else if (!hidden.places().get(index)) {
        masked.set(masked(property.getKey()), masked(property.getValue()));
      }
      index++;
    }
    return masked;
  }

  /** Numbers of an array or object that are not shown, by their places, and what is. */
  private record HiddenNumbers(BitSet places, Map<Integer, String> masks) {
    HiddenNumbers(List<Match> matches) {
      this(new BitSet(), new HashMap<>());
      for (Match match : matches) {
        if (!places.get(match.begin())) {
          masks.put(match.begin(), mask(match));
        }
        places.set(match.begin(), match.end());
      }
    }
  }

  private List<Match> matchesInNumbers(JsonNode container) {
    if (container.size() < CharacterCodes.FEWEST || values.isEmpty()) {
      return List.of();
    }
    CharacterCodes codes = new CharacterCodes(DecodedText.as(""));
    int index = 0;
    for (JsonNode element : container) {
      if (element.isIntegralNumber() && element.canConvertToInt()) {
        codes.add(element.intValue(), index, index + 1);
      } else {
        codes.endList();
      }
      index++;
    }
    return codes.text().map(matcher()::matchesInside).orElseGet(List::of);
  }

  /**
   * Returns a string; or a number, whose digits may be a value, if it is too long to be one by
   * chance.
   */
  private static Optional<String> textOf(JsonNode json) {
    return json.isTextual() || (json.isNumber() && json.asText().length() >= 8)
        ? Optional.of(json.asText())
        : Optional.empty();
  }

  private List<Match> matches(String text) {
    return text.isEmpty() || values.isEmpty() ? List.of() : matcher().matchesIn(text);
  }

  private SecretMatcher matcher() {
    Optional<SecretMatcher> made = matcher;
    if (made.isEmpty()) {
      synchronized (this) {
        made = Optional.of(new SecretMatcher(values));
        matcher = made;
      }
    }
    return made.get();
  }

  /** Shows no value. */
  @Override
  public String toString() {
    return values.size() + " ‹secret›";
  }
}
