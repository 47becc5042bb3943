package dev.coffer.sandbox.engine;

import dev.coffer.sandbox.protocol.ConsoleLevel;
import dev.coffer.sandbox.protocol.StackFrame;
import java.util.Optional;

/** What a realm's code reaches while it runs. Called on the realm's thread. */
public interface HostCalls {
  /** Begins what code asked for; the answer comes to the realm's inbox under the same number. */
  void ask(int number, String operation, String argument);

  /** Hears that one of the answers arrived. */
  void answered();

  /** Returns whether it takes another line of the console. */
  boolean listens();

  /** Takes a line of the console, and the place in the site's files that said it. */
  void say(ConsoleLevel level, String text, Optional<StackFrame> place);

  /** Takes a function that a module exports; only {@link Realm#inspect} asks for them. */
  void export(String name, Optional<String> permission, String text);
}
