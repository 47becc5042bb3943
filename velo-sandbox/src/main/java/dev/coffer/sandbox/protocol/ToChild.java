package dev.coffer.sandbox.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the process that holds the key says to the one that runs code. What belongs to code is JSON
 * in a text, and no {@code toString} shows it.
 */
public sealed interface ToChild {
  /**
   * Takes these files in place of the ones before, which calls for the site before still see.
   *
   * @param site the number of the loading
   * @param files texts by path
   * @param survey what to tell of them; empty if that is known
   */
  record Load(long site, Map<String, String> files, Optional<Survey> survey) implements ToChild {
    /** Sorts the files by their paths. */
    public Load {
      files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    @Override
    public String toString() {
      return "Load[site=" + site + ", files=" + files.keySet() + ", survey=" + survey + "]";
    }
  }

  /**
   * Asks what each module of the files exports, which runs the code at its top.
   *
   * @param exchange under which number it is told
   * @param without paths of modules that are not run
   * @param nanoseconds how long the code of a module may work, and wait
   */
  record Survey(long exchange, Set<String> without, long nanoseconds) {
    /** Copies the paths. */
    public Survey {
      without = Set.copyOf(without);
    }
  }

  /**
   * Runs an exported function.
   *
   * @param site the number of the loading whose code it is
   * @param lane the worker, one of those that run side by side
   * @param fresh whether in variables that no earlier call used
   * @param nanoseconds how long it may take
   * @param file the path of the file
   * @param function the name that it exports the function by
   */
  record Call(
      long exchange,
      long site,
      int lane,
      boolean fresh,
      long nanoseconds,
      String file,
      String function,
      Input input)
      implements ToChild {}

  /** What a function is given. */
  sealed interface Input {
    /** Returns the JSON of it. */
    String json();
  }

  /**
   * The arguments of a function.
   *
   * @param json an array
   */
  record Arguments(String json) implements Input {
    @Override
    public String toString() {
      return "Arguments[‹json›]";
    }
  }

  /**
   * The request that an HTTP function is called with.
   *
   * @param json an object
   */
  record Request(String json) implements Input {
    @Override
    public String toString() {
      return "Request[‹json›]";
    }
  }

  /** Answers a question of a call. */
  sealed interface Answer extends ToChild {
    /** Returns the number of the call. */
    long exchange();

    /** Returns the number of the question. */
    int question();
  }

  /**
   * What was asked for is done.
   *
   * @param result JSON
   */
  record Done(long exchange, int question, String result) implements Answer {
    @Override
    public String toString() {
      return "Done[exchange=" + exchange + ", question=" + question + "]";
    }
  }

  /**
   * What was asked for is not done.
   *
   * @param message why, for a person
   * @param code why, for a program
   * @param details JSON, where there are any
   */
  record Refused(long exchange, int question, String message, String code, Optional<String> details)
      implements Answer {
    @Override
    public String toString() {
      return "Refused[exchange=" + exchange + ", question=" + question + ", code=" + code + "]";
    }
  }
}
