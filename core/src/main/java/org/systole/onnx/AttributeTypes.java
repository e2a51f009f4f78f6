package org.systole.onnx;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;

/**
 * The types of the attributes of the standard's own operators.
 *
 * <p>In operator sets 7 to 28 an attribute of one name has one type whatever the operator, but for {@code seed} and
 * {@code value}, which are not listed (onnx 1.23.1, {@code onnx.defs.get_all_schemas_with_history}).
 */
final class AttributeTypes {
    private static final Map<String, AttributeType> BY_NAME = byName();

    private AttributeTypes() {}

    /** Returns the type that the standard gives an attribute, or null when it has none of that name. */
    static AttributeType of(String name) {
        return BY_NAME.get(name);
    }

    private static Map<String, AttributeType> byName() {
        var names = new EnumMap<AttributeType, String>(AttributeType.class);
        names.put(AttributeType.INT, """
                align_corners allowzero antialias axis batch_axis batch_dims block_size blocksize broadcast ceil_mode
                center_point_box chunk_size count_include_pad detect_negative detect_positive dtype end exclude_outside
                exclusive fmod group hidden_size ignore_index input_forget interleaved inverse is_case_sensitive is_causal
                k keepdims kv_num_heads largest layout left_window_size linear_before_reset max_gram_length max_skip_count
                maxsplit min_gram_length new_axis noop_with_empty_axes num_groups num_heads num_outputs num_scan_inputs
                offset_group onesided output_datatype output_dtype output_height output_sequence output_width p periodic
                precision q_num_heads qk_matmul_output_mode reverse right_window_size rotary_embedding_dim sample_size
                sampling_ratio saturate select_last_index size softmax_precision sorted spatial start stash_type
                storage_order time_axis to training_mode transA transB upper value_int
                """);
        names.put(AttributeType.FLOAT, """
                alpha beta bias clip cubic_coeff_a epsilon extrapolation_value gamma height_scale high lambd low max mean
                min momentum ratio scale softcap spatial_scale value_float width_scale
                """);
        names.put(AttributeType.INTS, """
                axes dilations directions ends kernel_shape ngram_counts ngram_indexes output_padding output_shape pads
                perm pool_int64s pooled_shape scan_input_axes scan_input_directions scan_output_axes
                scan_output_directions shape split starts strides value_ints
                """);
        names.put(AttributeType.FLOATS, "activation_alpha activation_beta scales value_floats weights");
        names.put(AttributeType.STRING, """
                activation approximate auto_pad case_change_action coordinate_transformation_mode delimiter direction
                equation keep_aspect_ratio_policy locale mode nearest_mode padding_mode pattern pixel_format reduction
                round_mode update_rule value_string
                """);
        names.put(AttributeType.STRINGS, "activations pool_strings stopwords value_strings");
        names.put(AttributeType.GRAPH, "body else_branch then_branch");
        names.put(AttributeType.SPARSE_TENSOR, "sparse_value");
        var types = new HashMap<String, AttributeType>();
        names.forEach((type, list) -> {
            for (String name : list.strip().split("\\s+")) types.put(name, type);
        });
        return Map.copyOf(types);
    }
}
