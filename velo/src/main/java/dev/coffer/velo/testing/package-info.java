/** The Functional Testing page: admins run any exported function with parameters typed in. */
package dev.coffer.velo.testing;
