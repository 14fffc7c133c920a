/**
 * Any system that can send JSON or a form: a person writes which field of it means what (`mapping/`). Nothing of it is
 * evaluated as code. The secret of our URL protects it.
 */
import { z } from 'zod';
import { applyMapping } from '../mapping/apply-mapping.ts';
import { mappingSchema } from '../mapping/mapping-schema.ts';
import type { Provider } from '../provider/provider.ts';
import { rejected } from '../provider/translation.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8, readParameters } from '../wire/read-parameters.ts';

const settingsSchema = z.object({
  mapping: mappingSchema,
  /** What the sender is, which decides whose record of one call counts. */
  role: z.enum(['call_tracking', 'telephony', 'crm', 'form']).optional(),
});
type Settings = z.infer<typeof settingsSchema>;

export const generic: Provider<Settings> = {
  name: 'generic',
  role: 'form',
  roleOf: ({ role = 'form' }) => role,
  revision: 1,
  settingsSchema,
  translate(request, context) {
    // A list of items is JSON too, though no map of parameters.
    const isList = /^\s*\[/.test(Buffer.from(request.body.subarray(0, 100)).toString('latin1'));
    const list = isList ? parseJson(decodeUtf8(request.body) ?? '') : null;
    const read = list ?? readParameters(request);
    if (read.kind === 'unreadable') return rejected(read.reason, read.detail);
    return applyMapping(context.settings.mapping, read.tree, context);
  },
};
