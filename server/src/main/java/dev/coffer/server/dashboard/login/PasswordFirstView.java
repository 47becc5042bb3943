package dev.coffer.server.dashboard.login;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.web.SubmittedForm;
import java.util.List;

/**
 * Asks for the password before a form is carried out: the same form is sent again, with {@code
 * your-password}.
 *
 * @param layout what surrounds the page
 * @param action the path that the form was sent to
 * @param fields what it brought
 * @param form the field {@code your-password}
 */
public record PasswordFirstView(
    PageLayout layout, String action, List<SubmittedForm.Field> fields, Form form) {
  /** Does not show what the form brought. */
  @Override
  public String toString() {
    return "PasswordFirstView";
  }
}
