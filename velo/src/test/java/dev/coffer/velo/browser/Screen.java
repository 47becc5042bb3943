package dev.coffer.velo.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;

/** What somebody looks at: a desktop or a phone, in light or dark. */
enum Screen {
  DESKTOP_LIGHT(1280, 800, false, ColorScheme.LIGHT),
  DESKTOP_DARK(1280, 800, false, ColorScheme.DARK),
  PHONE_LIGHT(390, 844, true, ColorScheme.LIGHT),
  PHONE_DARK(390, 844, true, ColorScheme.DARK);

  private final int width;
  private final int height;
  private final boolean phone;
  private final ColorScheme scheme;

  Screen(int width, int height, boolean phone, ColorScheme scheme) {
    this.width = width;
    this.height = height;
    this.phone = phone;
    this.scheme = scheme;
  }

  NewContextOptions options() {
    return new NewContextOptions()
        .setViewportSize(width, height)
        .setIsMobile(phone)
        .setHasTouch(phone)
        .setColorScheme(scheme)
        .setLocale("en-GB");
  }
}
