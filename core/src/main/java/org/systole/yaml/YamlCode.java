package org.systole.yaml;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a YAML file, whatever it describes. */
public enum YamlCode implements ProblemKind.Carrier {
    /** The file cannot be read. */
    UNREADABLE("E2001", "The file does not exist, is a folder, or may not be read. Check the path."),
    /** More than {@link YamlParser#MOST_BYTES} or {@link YamlParser#MOST_NODES}. */
    TOO_LARGE(
            "E2002",
            "The file is larger than 1 MiB or has more than 20000 words; a description is far smaller. Check that it is the right file."),
    /** Not UTF-8. */
    NOT_UTF8("E2003", "The file is not UTF-8 text, or holds control characters. Save it as UTF-8."),
    /** Not YAML. */
    SYNTAX("E2004", "The text is not YAML: usually a missing colon, quote, bracket, or wrong indentation."),
    /** A tab indents a line. */
    TAB("E2005", "YAML indents by spaces; a tab is not allowed there."),
    /** Deeper than {@link YamlParser#DEEPEST}. */
    TOO_DEEP("E2006", "Lists and mappings are nested more than 32 deep; no format of Systole needs that."),
    /** A second document after {@code ---}. */
    SEVERAL_DOCUMENTS("E2007", "A file holds one document. Split it at the line '---'."),
    /** Nothing but blanks and comments. */
    EMPTY("E2008", "The file holds no data; at least the header 'systole: KIND/VERSION' is needed."),
    /** A tag such as {@code !!java.net.URL}. */
    TAG("E2009", "Tags (!name) are not used: a file is data and instantiates nothing. Remove the tag."),
    /** Too many aliases, an alias of itself, or one without anchor. */
    ALIAS("E2010", "Anchors and aliases are limited: at most 50 aliases, none inside its own anchor."),
    /** A key twice in one mapping. */
    DUPLICATE_KEY("E2011", "A mapping names a key twice; which value holds would be a guess. Remove one."),
    /** A key that the format does not have. */
    UNKNOWN_KEY("E2012", "The format has no such key. The message names the nearest one, if there is one."),
    /** A required key is absent. */
    MISSING_KEY("E2013", "A key without which the description has no meaning is absent; no value is assumed."),
    /** A text where a number is needed, and so on. */
    WRONG_TYPE("E2014", "The value is of another type than the key needs."),
    /** A number or text outside what is possible. */
    OUT_OF_RANGE("E2015", "The value cannot exist or is beyond what Systole handles."),
    /** The unit in the key is missing or another one. */
    UNIT("E2016", "A key of a quantity ends in its unit, and the value is a plain number: 'size_kib: 256'."),
    /** A notation that YAML readers understand differently. */
    AMBIGUOUS(
            "E2017",
            "Readers of YAML understand this notation differently (octal, base 60, yes/no). Write it plainly."),
    /** A key without value. */
    NO_VALUE("E2018", "The key has no value. Give one, or remove the key."),
    /** Not one of the allowed words. */
    NOT_A_CHOICE("E2019", "The value is not one of the words the key allows."),
    /** {@code systole: study/1} where an accelerator is expected. */
    WRONG_KIND("E2020", "The header names another kind of file than the command expects."),
    /** A version that this Systole does not know. */
    NEWER_VERSION("E2021", "The file is of a version that this Systole does not know. Use a newer Systole."),
    /** No {@code systole: KIND/VERSION}. */
    HEADER("E2022", "Every file of Systole begins with 'systole: KIND/VERSION'."),
    /** Two keys that exclude each other, or none of a group of which one is needed. */
    ONE_OF("E2023", "Of some keys exactly one may stand, for example a size in one unit."),
    /** What {@code extends} names does not exist. */
    EXTENDS_UNKNOWN("E2024", "What 'extends' names is neither a shipped description nor a file beside this one."),
    /** {@code extends} comes back to itself or goes on for too long. */
    EXTENDS_CYCLE("E2025", "A chain of 'extends' comes back to a file in it, or is longer than 8."),
    /** {@code extends} leaves the folder. */
    EXTENDS_OUTSIDE("E2026", "'extends' reaches files in the folder of the file, or below it, only."),
    /** A key that is a list, a mapping or not text. */
    KEY_NOT_TEXT("E2027", "A key is a plain word; lists, mappings and quoted numbers are not keys here."),
    /** Two items of a list have the same name. */
    DUPLICATE_ITEM("E2028", "Two items of a list have the same name or value; each must be there once.");

    private final ProblemKind kind;

    YamlCode(String code, String explanation) {
        this.kind = new ProblemKind(code, explanation, ExitStatus.INVALID_INPUT);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }

    @Override
    public ExitStatus status() {
        return this == NEWER_VERSION ? ExitStatus.UNSUPPORTED : ExitStatus.INVALID_INPUT;
    }
}
