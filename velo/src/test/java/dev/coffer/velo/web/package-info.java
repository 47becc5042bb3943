/** Tests of what browsers and other programs see of a site that runs, over real HTTP. */
package dev.coffer.velo.web;
