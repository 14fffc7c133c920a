import { loadSchemas } from '../schema/load-schemas.ts';
import { UPCASTS } from '../upcast/upcasts.ts';
import { createCodec } from './create-codec.ts';

/** The codec over the repository's released schemas. */
export const { encodeEvent, writeEvent, slicedWriter, decodeEvent } = createCodec(loadSchemas(), UPCASTS);
