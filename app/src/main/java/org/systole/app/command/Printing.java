package org.systole.app.command;

import org.systole.app.Console;
import org.systole.report.Listing;
import org.systole.report.Screen;

/** Prints a listing in the form that was asked for. */
final class Printing {
    private Printing() {}

    static void print(Console console, FormatOptions format, Listing listing) {
        if (format.json()) console.text(listing.json());
        else if (format.csv()) console.text(listing.csv());
        else console.lines(listing.lines(Screen.WIDTH));
    }
}
