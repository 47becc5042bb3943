package dev.coffer.velo.web;

import dev.coffer.velo.pages.VeloPageLayout;
import java.util.Optional;

/**
 * The log-in page.
 *
 * @param layout what surrounds it
 * @param email what was filled in before
 * @param fault why it did not work
 * @param returnTo where to go after it
 */
public record VisitorLogInView(
    VeloPageLayout layout, String email, Optional<String> fault, String returnTo) {}
