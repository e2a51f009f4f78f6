package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.systole.house.Generated;

/** The reference page of the control registers is made of their table. */
class RegisterPageTest {
    @Test
    void thePageIsCurrent() throws IOException {
        var page = new StringBuilder("# Control registers of the Systole core\n\n"
                + "<!-- Made from org.systole.rtl.ControlRegister by RegisterPageTest. -->\n\n"
                + "The AXI4-Lite port `s_axi_*` of `systole_top`, with " + RegisterWriter.addressBits()
                + " address bits and 32 data bits. An access to an address without a register, or one that the register does"
                + " not have, gets a slave error. Bits without a name read as 0. Registers of two parts hold still once the"
                + " program is done. `systole_registers.h`, which the generator writes too, has the offsets and fields for C."
                + "\n\n| offset | register | access | bits | meaning |\n|---|---|---|---|---|\n");
        for (ControlRegister r : ControlRegister.values())
            page.append(String.format(
                    Locale.ROOT,
                    "| 0x%02x | `%s` | %s | %s | %s |\n",
                    r.offset(),
                    r,
                    r.access().name().toLowerCase(Locale.ROOT).replace('_', '/'),
                    r.fields().stream()
                            .map(f -> (f.bits() == 1 ? "" + f.at() : f.at() + f.bits() - 1 + ":" + f.at()) + " `"
                                    + f.name() + "`")
                            .collect(Collectors.joining(", ")),
                    r.meaning()));
        Generated.check("docs/reference/registers.md", page.toString());
    }

    @Test
    void theHeaderHasEveryRegister() {
        for (ControlRegister r : ControlRegister.values())
            assertTrue(
                    RegisterWriter.header()
                            .contains(String.format(Locale.ROOT, "#define SYSTOLE_%s 0x%02x\n", r, r.offset())),
                    r.name());
    }
}
