/**
 * What all pages of the dashboard are made of: requests, answers, forms, cookies, what surrounds a
 * page.
 */
package dev.coffer.server.dashboard.page;
