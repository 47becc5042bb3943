/** One call of a site's code from its beginning to its end, whoever asked for it. */
package dev.coffer.velo.calls;
