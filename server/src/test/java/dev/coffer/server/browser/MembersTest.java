package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Inviting people, giving them roles, and taking leave of them. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class MembersTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @Parameter Screen screen;

  private OwnedSite site;
  private String guest;
  private Window window;
  private Page page;

  @BeforeEach
  void openTheMembers() {
    site = CHROMIUM.newSite();
    guest = "guest-of-" + site.owner();
    window = CHROMIUM.window(screen).loggedInTo(site);
    page = window.page();
    window.open(site.path("members"));
  }

  private String invite(String note, String role) {
    window.fill("For whom", note);
    window.field("Role").selectOption(role);
    window.press("Make a link").sees("The invitation is ready");
    return page.locator("#link").textContent();
  }

  @Test
  void somebodyIsInvitedJoinsGetsAnotherRoleAndIsRemoved() {
    String link = invite("Zoe", "Website Manager");
    assertThat(page.locator("#made")).isFocused();
    assertThat(window.row("Zoe")).containsText("Website Manager");

    Window theirs = CHROMIUM.window(screen);
    theirs.page().navigate(link);
    theirs.isAt("/dashboard/invitation").seesHeading("Join " + site.name());
    theirs.sees("as Website Manager");
    theirs.fill("Email", guest).fill("Password", OwnedSite.PASSWORD).press("Join");
    theirs.isAt(site.path("secrets")).seesToast("You are a member now.");
    assertThat(theirs.get(AriaRole.LINK, "Members")).hasCount(0);

    window.open(site.path("members"));
    assertThat(window.row("Zoe")).hasCount(0);
    window.field("Role of " + guest).selectOption("Member");
    window.press("Change the role of " + guest).seesToast("The role was changed.");
    theirs.page().reload();
    theirs.seesHeading("This is not allowed");

    window.row(guest).locator("summary").click();
    window.press("Remove").seesToast("The member was removed.");
    assertThat(window.row(guest)).hasCount(0);
    theirs.page().reload();
    theirs.seesHeading("There is nothing here");

    Window again = CHROMIUM.window(screen);
    again.page().navigate(link);
    again.sees("This link was used or revoked, or has expired");
  }

  @Test
  void anInvitationIsRevoked() {
    String link = invite("Ben", "Admin");
    window.press("Revoke the invitation for Ben").seesToast("The invitation was revoked.");
    assertThat(window.row("Ben")).hasCount(0);
    assertThat(page.content()).doesNotContain(link);
    Window theirs = CHROMIUM.window(screen);
    theirs.page().navigate(link);
    theirs.seesHeading("There is nothing here");
  }

  @Test
  void theLastOwnerStays() {
    window.field("Role of " + site.owner()).selectOption("Admin");
    window.press("Change the role of " + site.owner());
    assertThat(page.locator("main")).containsText("must keep an owner");
    window.open(site.path("members"));
    assertThat(window.field("Role of " + site.owner())).hasValue("OWNER");
    window.row(site.owner()).locator("summary").click();
    window.press("Leave the site");
    assertThat(page.locator("main")).containsText("must keep an owner");
  }

  @Test
  void membersAreChangedOnlyByWhoLoggedInLately() {
    invite("Cleo", "Admin");
    SessionAging.age(CHROMIUM.server());
    window.fill("For whom", "Dan");
    window.field("Role").selectOption("Owner");
    window.press("Make a link").seesHeading("Confirm your password");
    window.fill("Password", OwnedSite.PASSWORD).press("Go on").isAt(site.path("members"));
    assertThat(window.row("Dan")).hasCount(0);
    invite("Dan", "Owner");
    assertThat(window.row("Dan")).hasText(Pattern.compile("Dan\\s+Owner.*", Pattern.DOTALL));
  }
}
