/**
 * Settings a request may carry in its URL: these and no others, because some of the engine's name files and addresses.
 * They stand in the SETTINGS clause of the one statement, never as SET: the connections are shared.
 */
import { literal } from '../sql/literal.ts';
import { READONLY, Refusal, UNKNOWN_SETTING } from './refusal.ts';

/** Words of HTTP itself: they change how the answer travels, and this front always answers when all is done. */
const OF_TRANSPORT = new Set(
  `wait_end_of_query buffer_size http_response_buffer_size send_progress_in_http_headers
  http_headers_progress_interval_ms http_send_progress_interval_ms enable_http_compression http_zlib_compression_level
  cancel_http_readonly_queries_on_client_close client_protocol_version http_write_exception_in_output_format quota_key
  add_http_cors_header log_queries log_comment readonly http_native_compression_disable_checksumming_on_decompress
  max_query_size max_ast_elements max_expanded_ast_elements`.split(/\s+/),
);

/** How values are written and read. */
const OF_FORMAT = new Set(
  `output_format_json_quote_64bit_integers output_format_json_quote_64bit_floats output_format_json_quote_decimals
  output_format_json_quote_denormals output_format_json_named_tuples_as_objects output_format_json_array_of_rows
  output_format_json_escape_forward_slashes output_format_json_validate_utf8 output_format_json_map_as_array_of_tuples
  output_format_csv_crlf_end_of_line output_format_tsv_crlf_end_of_line output_format_decimal_trailing_zeros
  output_format_native_encode_types_in_binary_format output_format_write_statistics output_format_pretty_max_rows
  output_format_arrow_string_as_string output_format_arrow_compression_method output_format_parquet_string_as_string
  output_format_parquet_compression_method output_format_arrow_low_cardinality_as_dictionary
  output_format_arrow_fixed_string_as_fixed_byte_array output_format_binary_write_json_as_string
  output_format_enable_streaming input_format_skip_unknown_fields input_format_null_as_default
  input_format_defaults_for_omitted_fields input_format_with_names_use_header input_format_with_types_use_header
  input_format_allow_errors_num input_format_allow_errors_ratio input_format_import_nested_json
  input_format_json_read_numbers_as_strings input_format_json_read_bools_as_numbers
  input_format_csv_empty_as_default input_format_csv_skip_first_lines input_format_tsv_empty_as_default
  input_format_tsv_skip_first_lines format_csv_delimiter format_csv_null_representation format_tsv_null_representation
  date_time_input_format date_time_output_format cast_string_to_dynamic_use_inference bool_true_representation
  bool_false_representation session_timezone extremes`.split(/\s+/),
);

/** What a statement may take and how it goes about it: for those who may write. */
const OF_EXECUTION = new Set(
  `max_execution_time timeout_overflow_mode max_memory_usage max_threads max_insert_threads max_block_size
  max_insert_block_size min_insert_block_size_rows min_insert_block_size_bytes max_result_rows max_result_bytes
  result_overflow_mode max_rows_to_read max_bytes_to_read read_overflow_mode max_rows_to_group_by
  max_bytes_before_external_group_by max_bytes_before_external_sort join_use_nulls join_algorithm union_default_mode
  deduplicate_insert insert_deduplicate async_insert wait_for_async_insert mutations_sync alter_sync
  lightweight_deletes_sync optimize_on_insert insert_null_as_default final
  do_not_merge_across_partitions_select_final transform_null_in aggregate_functions_null_for_empty
  allow_experimental_json_type enable_json_type allow_suspicious_low_cardinality_types`.split(/\s+/),
);

/** @returns assignments for a SETTINGS clause, by name. @throws Refusal for any other name */
export const engineSettings = (
  given: ReadonlyMap<string, string>,
  isReadOnly: boolean,
): ReadonlyMap<string, string> => {
  const assignments = new Map<string, string>();
  for (const [name, value] of given) {
    if (OF_TRANSPORT.has(name)) continue;
    if (!OF_FORMAT.has(name) && !OF_EXECUTION.has(name)) {
      throw new Refusal(UNKNOWN_SETTING, `Setting ${name} is not known to this front`);
    }
    if (isReadOnly && !OF_FORMAT.has(name)) {
      throw new Refusal(READONLY, `Cannot modify '${name}' setting in readonly mode.`);
    }
    assignments.set(name, `${name} = ${literal(value)}`);
  }
  return assignments;
};
