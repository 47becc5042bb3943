package dev.coffer.cli;

/** How a command ended, as the shell sees it. The numbers do not change between versions. */
enum ExitCode {
  DONE(0, "done"),
  FAILED(1, "refused or failed"),
  USAGE(2, "the command line is wrong"),
  NOT_FOUND(3, "no such secret, site or key"),
  NOT_ALLOWED(4, "no key, an unknown or expired one, or one that may not do this"),
  NO_SERVER(5, "no Coffer server answered");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }
}
