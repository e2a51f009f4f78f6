package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.systole.yaml.JsonSchema;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every accelerator. Repeats for {@code -Dtest.seed=N}. */
class AcceleratorPropertyTest {
    private static final int ROUNDS = 400;
    private static final long SEED = Long.getLong("test.seed", 20261122L);
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void readingWhatIsWrittenGivesTheSame() {
        var accelerators = new RandomAccelerators(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Accelerator one = accelerators.next();
            String text = AcceleratorWriter.yaml(one);
            assertEquals(one, read(text), () -> "-Dtest.seed=" + SEED + "\n" + text);
        }
    }

    @Test
    void theOrderOfKeysAndTheNotationChangeNothing() {
        var accelerators = new RandomAccelerators(SEED + 1);
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Accelerator one = accelerators.next();
            Object data = new Load(LoadSettings.builder().build()).loadFromString(AcceleratorWriter.yaml(one));
            String json = JSON.writeValueAsString(shuffled(data, random));
            Accelerator same = read(json);
            assertEquals(one, same, () -> "-Dtest.seed=" + SEED + "\n" + json);
            assertEquals(AcceleratorWriter.canonical(one), AcceleratorWriter.canonical(same));
        }
    }

    @Test
    void theHashTellsAcceleratorsApart() {
        var accelerators = new RandomAccelerators(SEED + 2);
        for (int round = 0; round < ROUNDS; round++) {
            Accelerator one = accelerators.next();
            Accelerator other = accelerators.next();
            assertNotEquals(AcceleratorWriter.hash(one), AcceleratorWriter.hash(other));
        }
    }

    @Test
    void whatIsWrittenIsValid() {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonSchema.of(AcceleratorFormat.FORMAT));
        var accelerators = new RandomAccelerators(SEED + 3);
        for (int round = 0; round < ROUNDS / 4; round++) {
            String text = AcceleratorWriter.yaml(accelerators.next());
            Object data = new Load(LoadSettings.builder().build()).loadFromString(text);
            assertEquals(List.of(), schema.validate(JSON.valueToTree(data)), text);
        }
    }

    private static Object shuffled(Object data, SplittableRandom random) {
        if (data instanceof List<?> list)
            return list.stream().map(item -> shuffled(item, random)).toList();
        if (!(data instanceof Map<?, ?> map)) return data;
        var keys = new ArrayList<Object>(map.keySet());
        var copy = new LinkedHashMap<Object, Object>();
        while (!keys.isEmpty()) {
            Object key = keys.remove(random.nextInt(keys.size()));
            copy.put(key, shuffled(map.get(key), random));
        }
        return copy;
    }

    private static Accelerator read(String text) {
        return new AcceleratorReader(Accelerators.SOURCES).read("random.yaml", text.getBytes(StandardCharsets.UTF_8));
    }
}
