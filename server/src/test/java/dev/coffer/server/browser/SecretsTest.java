package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Finding, adding, changing and deleting secrets. */
@ParameterizedClass
@EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
class SecretsTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String DESCRIPTION = "Description (optional)";

  @Parameter Screen screen;

  private OwnedSite site;
  private Window window;
  private Page page;

  @BeforeEach
  void logIn() {
    site = CHROMIUM.newSite();
    window = CHROMIUM.window(screen).loggedInTo(site);
    page = window.page();
  }

  @Test
  void anEmptySiteSaysWhatToDoAndASecretIsAdded() {
    window.open("/dashboard").isAt(site.path("secrets")).sees("No secrets yet");
    page.locator(".empty").getByText("Add Secret").click();
    window.seesHeading("Add Secret");
    assertThat(window.field("Name")).isFocused();
    window
        .fill("Name", "STRIPE_SECRET_KEY")
        .fill("Value", " sk_live_1\nand a second line ")
        .fill(DESCRIPTION, "Card payments")
        .press("Add Secret")
        .isAt(site.path("secrets"))
        .seesToast("The secret was added.");
    assertThat(window.row("STRIPE_SECRET_KEY")).containsText("Card payments");
    assertThat(page.locator("[data-announce]")).hasText("1 secret");
    assertThat(site.value("STRIPE_SECRET_KEY")).isEqualTo(" sk_live_1\nand a second line ");
    assertThat(page.content()).doesNotContain("sk_live_1");
  }

  @Test
  void rulesAreToldWhileOneTypes() {
    window.open(site.path("secrets/new")).type("Name", "wixed");
    assertThat(window.fault("name")).hasText("This field must not begin with wix.");
    assertThat(window.field("Name")).hasAttribute("aria-invalid", "true");

    window.fill("Name", "no spaces");
    assertThat(window.fault("name")).containsText("may only have the characters");
    window.fill("Name", "n".repeat(51));
    assertThat(window.fault("name")).containsText("at most 50 characters");
    window.fill("Name", "n".repeat(50));
    assertThat(window.fault("name")).isEmpty();
    assertThat(window.field("Name"))
        .not()
        .hasAttribute("aria-invalid", Pattern.compile(".*"), new HasAttributeOptions());

    window.fill(DESCRIPTION, "🔑".repeat(201));
    assertThat(window.fault("description")).containsText("at most 200 characters");
    window.fill(DESCRIPTION, "🔑".repeat(200));
    assertThat(window.fault("description")).isEmpty();

    window.fill("Value", "é".repeat(32_769));
    assertThat(window.fault("value")).containsText("at most 65536 bytes in UTF-8; it has 65538");
  }

  @Test
  void whatTheServerRefusesIsToldAtItsFieldAndNothingTypedIsLost() {
    site.secret("TAKEN", "old", "");
    window
        .open(site.path("secrets/new"))
        .fill("Name", "TAKEN")
        .fill("Value", "typed once")
        .fill(DESCRIPTION, "typed too")
        .press("Add Secret");
    assertThat(window.fault("name")).containsText("already");
    assertThat(window.field("Name")).isFocused();
    assertThat(window.field("Name")).hasValue("TAKEN");
    assertThat(window.field("Value")).hasValue("typed once");
    assertThat(window.field(DESCRIPTION)).hasValue("typed too");
    assertThat(site.value("TAKEN")).isEqualTo("old");

    window.fill("Name", "FREE").press("Add Secret").isAt(site.path("secrets"));
    assertThat(site.value("FREE")).isEqualTo("typed once");
  }

  @Test
  void whatBrowsersAndScriptsLetPassIsRefusedByTheServerAtItsField() {
    window.open(site.path("secrets/new")).fill("Name", "wix_key").fill("Value", "v");
    window.press("Add Secret");
    assertThat(window.fault("name")).containsText("must not begin with wix");
    assertThat(window.field("Name")).isFocused();
    assertThat(window.field("Value")).hasValue("v");
  }

  @Test
  void aNameThatWixClientCutsShortCarriesAWarning() {
    window.open(site.path("secrets/new"));
    assertThat(page.locator("#hash")).isHidden();
    window.type("Name", "KEY#1");
    assertThat(page.locator("#hash")).containsText("Wix’s own client cuts such a name at #");
    window.fill("Value", "v").press("Add Secret").isAt(site.path("secrets"));
    window.follow("KEY#1").seesHeading("KEY#1");
    assertThat(page.locator("#hash")).isVisible();
    window.fill("Name", "KEY_1");
    assertThat(page.locator("#hash")).isHidden();
  }

  @Test
  void theTableIsSearchedWhileOneTypes() {
    site.secret("STRIPE_KEY", "v", "Card payments");
    site.secret("MAIL_PASSWORD", "v", "SMTP of the newsletter");
    site.secret("MAPS_TOKEN", "v", "");
    window.open(site.path("secrets"));
    Locator search = page.getByRole(AriaRole.SEARCHBOX);
    search.pressSequentially("NEWS");
    assertThat(page.locator("[data-announce]")).hasText("1 of 3 secrets");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(window.row("MAIL_PASSWORD")).isVisible();
    assertThat(search).isFocused();
    assertThat(page.locator("#announcer")).hasText("1 of 3 secrets");

    search.fill("nothing like it");
    window.sees("No name or description has “nothing like it” in it.");
    window.follow("Show all secrets");
    assertThat(page.locator("tbody tr")).hasCount(3);

    page.getByRole(AriaRole.SEARCHBOX).fill("key");
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.reload();
    assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue("key");
    assertThat(page.locator("tbody tr")).hasCount(1);
  }

  /**
   * A page that settled only after a while would not hear what is typed at once, or take it away.
   */
  @Test
  void whatIsTypedAsSoonAsThePageIsThereIsSearchedFor() {
    site.secret("STRIPE_KEY", "v", "Card payments");
    site.secret("MAIL_PASSWORD", "v", "");
    window.open(site.path("secrets") + "?query=nothing");
    page.evaluate(
        """
        () => document.addEventListener('htmx:afterSwap', () => setTimeout(() => {
          const search = document.getElementById('query');
          search.focus();
          search.value = 'key';
          search.dispatchEvent(new Event('input', { bubbles: true }));
        }), { once: true })
        """);
    window.follow("Show all secrets");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(window.row("STRIPE_KEY")).isVisible();
    assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue("key");
    assertThat(page.getByRole(AriaRole.SEARCHBOX)).isFocused();
  }

  @Test
  void headingsSortTheTable() {
    List.of("banana", "Apple", "cherry").forEach(name -> site.secret(name, "v", ""));
    window.open(site.path("secrets"));
    Locator names = page.locator("tbody th");
    assertThat(names).hasText(new String[] {"Apple", "banana", "cherry"});
    window.follow("Name");
    assertThat(names).hasText(new String[] {"cherry", "banana", "Apple"});
    assertThat(page.getByRole(AriaRole.COLUMNHEADER).first())
        .hasAttribute("aria-sort", "descending");
    window.follow("Created");
    assertThat(names).hasText(new String[] {"cherry", "Apple", "banana"});
    window.follow("Created");
    assertThat(names).hasText(new String[] {"banana", "Apple", "cherry"});
    assertThat(window.get(AriaRole.LINK, "Created")).isFocused();
    page.goBack();
    assertThat(names).hasText(new String[] {"cherry", "Apple", "banana"});
  }

  @Test
  void aLongTableHasPages() {
    for (int i = 1; i <= 51; i++) {
      site.secret("SECRET_%03d".formatted(i), "v", i == 51 ? "the last" : "");
    }
    window.open(site.path("secrets"));
    Locator rows = page.locator("tbody tr");
    assertThat(page.locator("[data-announce]")).hasText("51 secrets");
    assertThat(rows).hasCount(25);
    window.follow("Next").sees("Page 2 of 3");
    assertThat(rows.first()).containsText("SECRET_026");
    window.follow("Next").sees("Page 3 of 3");
    assertThat(rows).hasCount(1);
    assertThat(window.get(AriaRole.LINK, "Next")).isHidden();
    window.follow("Previous").sees("Page 2 of 3");
    page.goBack();
    window.sees("Page 3 of 3");
    page.getByRole(AriaRole.SEARCHBOX).fill("the last");
    assertThat(page.locator("[data-announce]")).hasText("1 of 51 secrets");
    assertThat(rows).hasCount(1);
  }

  @Test
  void aSecretIsChangedAndItsValueKeptUnlessANewOneIsGiven() {
    String path = site.secret("DB_PASSWORD", "the old value", "before");
    window.open(site.path("secrets"));
    page.locator("summary[aria-label='More actions for DB_PASSWORD']").click();
    window.follow("Edit").isAt(path).seesHeading("DB_PASSWORD");
    window.sees("Code that asks for an old name, or needs the old value, breaks.");
    window.fill(DESCRIPTION, "after").press("Change Secret").isAt(site.path("secrets"));
    window.seesToast("The secret was changed.");
    assertThat(window.row("DB_PASSWORD")).containsText("after");
    assertThat(site.value("DB_PASSWORD")).isEqualTo("the old value");

    window.follow("DB_PASSWORD").isAt(path);
    window.fill("Name", "DB_LOGIN").fill("New value", "the new value").press("Change Secret");
    assertThat(window.row("DB_LOGIN")).isVisible();
    assertThat(site.value("DB_LOGIN")).isEqualTo("the new value");
    assertThat(site.has("DB_PASSWORD")).isFalse();
  }

  @Test
  void aConflictingEditIsToldAndNothingIsOverwritten() {
    String path = site.secret("SHARED", "first value", "first");
    window.open(path).fill(DESCRIPTION, "mine").fill("New value", "my value");
    Window other = CHROMIUM.window(screen).loggedInTo(site);
    other.open(path).fill(DESCRIPTION, "theirs").press("Change Secret");
    other.seesToast("The secret was changed.");

    window.press("Change Secret");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("changed");
    assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
    assertThat(window.field(DESCRIPTION)).hasValue("theirs");
    assertThat(window.field("New value")).hasValue("my value");
    assertThat(site.value("SHARED")).isEqualTo("first value");

    window.press("Change Secret").isAt(site.path("secrets"));
    assertThat(site.value("SHARED")).isEqualTo("my value");
  }

  @Test
  void aSecretIsDeletedOnlyWithItsNameTyped() {
    site.secret("OLD_TOKEN", "v", "");
    window.open(site.path("secrets"));
    page.locator("summary[aria-label='More actions for OLD_TOKEN']").click();
    window.follow("Delete secret").sees("A deleted secret can’t be brought back.");
    Locator delete = window.get(AriaRole.BUTTON, "Delete secret");
    Locator typed = window.field("Type the secret’s name to confirm");
    assertThat(typed).isFocused();
    assertThat(delete).isDisabled();
    typed.fill("OLD_TOKE");
    assertThat(delete).isDisabled();
    typed.pressSequentially("N");
    delete.click();
    window.isAt(site.path("secrets")).seesToast("The secret was deleted.");
    window.sees("No secrets yet");
    assertThat(site.has("OLD_TOKEN")).isFalse();
  }

  @Test
  void linesOfAnEnvFileArePreviewedBeforeTheyAreStored() {
    site.secret("MAIL_PASSWORD", "old", "kept");
    window
        .open(site.path("secrets"))
        .follow("Paste .env")
        .fill(
            "Lines of a .env file",
            """
            # shop
            STRIPE_KEY="sk # 1"
            export MAIL_PASSWORD=new
            wix_token=1
            """)
        .press("Preview");
    Locator preview = page.locator("#preview");
    assertThat(preview.locator(".tally")).hasText("1 added 1 changed 1 refused");
    assertThat(window.row("wix_token")).containsText("must not begin with wix");
    assertThat(preview).not().containsText("sk # 1");
    assertThat(site.has("STRIPE_KEY")).isFalse();
    assertThat(site.value("MAIL_PASSWORD")).isEqualTo("old");

    Locator store = window.get(AriaRole.BUTTON, "Store 2 secrets");
    window.field("Lines of a .env file").press("End");
    window.type("Lines of a .env file", " ");
    assertThat(store).isDisabled();
    window.seesToast("The lines have changed.");
    window
        .fill("Lines of a .env file", "STRIPE_KEY=\"sk # 1\"\nMAIL_PASSWORD=new")
        .press("Preview again")
        .press("Store 2 secrets")
        .isAt(site.path("secrets"))
        .seesToast("The secrets were added and changed.");
    assertThat(site.value("STRIPE_KEY")).isEqualTo("sk # 1");
    assertThat(site.value("MAIL_PASSWORD")).isEqualTo("new");
    assertThat(window.row("MAIL_PASSWORD")).containsText("kept");
  }
}
