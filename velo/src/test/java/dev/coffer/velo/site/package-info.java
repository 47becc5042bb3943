/** Tests of reading, watching and serving a site's files, on real files. */
package dev.coffer.velo.site;
