/** The command line. */
module org.systole.app {
    requires info.picocli;
    requires org.systole.core;

    // picocli sets the annotated fields of commands.
    opens org.systole.app to
            info.picocli;
    opens org.systole.app.command to
            info.picocli;
}
