package dev.coffer.velo.pages;

import java.util.Optional;

/**
 * What surrounds the content of every page.
 *
 * @param title the page's title
 * @param person who is logged in, if anybody is
 */
public record VeloPageLayout(String title, Optional<Person> person) {
  /**
   * Somebody who is logged in.
   *
   * @param email the person's address
   * @param csrfToken what every form must send as {@code form-token}
   */
  public record Person(String email, String csrfToken) {
    /** Does not show the form token. */
    @Override
    public String toString() {
      return "Person";
    }
  }

  /** Returns the form token of who is logged in; empty if nobody is. */
  public String csrfToken() {
    return person.map(Person::csrfToken).orElse("");
  }
}
